package script

import (
	"strings"
	"testing"
)

func TestLike(t *testing.T) {
	for pattern, want := range map[string][2]string{
		`^! too-long`:                     {`that begins with "! too-long"`, `! too-long...`},
		`^\* .*clos`:                      {`like "* …clos…"`, `* ...clos...`},
		`^\* bruno left$`:                 {`"* bruno left"`, `* bruno left`},
		`^\* bruno left( \(too slow\))?$`: {`"* bruno left"`, `* bruno left`},
		`room: ana$`:                      {`that has "room: ana"`, `...room: ana`},
		`^\*`:                             {`that begins with "*"`, `*...`},
		`clos`:                            {`that has "clos"`, `...clos...`},
		`clos.*`:                          {`that has "clos"`, `...clos...`},
		`^\*[^z]*\bbruno, ana\s*$`:        {`that matches ^\*[^z]*\bbruno, ana\s*$`, `^\*[^z]*\bbruno, ana\s*$`},
		`^\* (a|b)$`:                      {`that matches ^\* (a|b)$`, `^\* (a|b)$`},
		`1.5`:                             {`that matches 1.5`, `1.5`},
		`a\`:                              {`that matches a\`, `a\`},
	} {
		if says, brief := like(pattern); says != want[0] || brief != want[1] || strings.Contains(brief, "…") {
			t.Errorf("like(%q) = %s, %s, want %s, %s", pattern, says, brief, want[0], want[1])
		}
	}
}
