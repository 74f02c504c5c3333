package main

import (
	"regexp"
	"strings"
	"testing"

	"chatlab/lab/patch"
)

// bankHead begins each wrong server in a file of testdata/bank.
var bankHead = regexp.MustCompile(`(?m)^==== (\w+) ====\n`)

// TestBankApplies: the wrong servers of testdata/bank, which no scenario is said
// to find yet, still fit the servers that they change, and each names the
// clause that it breaks.
func TestBankApplies(t *testing.T) {
	protocol := read(t, "docs/protocol.md")
	for file, dir := range map[string]string{"go.txt": ".", "python.txt": "testdata/servers/python"} {
		text := read(t, "testdata/bank/"+file)
		heads := bankHead.FindAllStringSubmatchIndex(text, -1)
		if len(heads) == 0 {
			t.Errorf("%s has no wrong server", file)
		}
		for i, at := range heads {
			end := len(text)
			if i+1 < len(heads) {
				end = heads[i+1][0]
			}
			name := text[at[2]:at[3]]
			p, err := patch.Parse(name, []byte(text[at[1]:end]))
			if err != nil {
				t.Error(err)
				continue
			}
			if _, err := p.Apply(clone(t).path(dir)); err != nil {
				t.Errorf("%s: %s: %v", file, name, err)
			}
			if len(p.Clause) == 0 {
				t.Errorf("%s: %s names no clause", file, name)
			}
			for _, id := range p.Clause {
				if !strings.Contains(protocol, "\n**"+strings.Trim(id, ",")+"** ") {
					t.Errorf("%s: %s breaks %s, which docs/protocol.md has not", file, name, id)
				}
			}
		}
	}
}
