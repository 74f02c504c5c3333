package script

import (
	"slices"
	"strings"
	"testing"
)

// TestAsks: the clauses of a scenario are those that it names and those that its steps ask
// for.
func TestAsks(t *testing.T) {
	for _, c := range []struct{ steps, want string }{
		{"server\njoin ana bruno\nsay ana hello\nhear bruno ana hello\nquiet bruno", "P9"},
		{"server\njoin ana bruno\nlisted bruno ana", "P5 P9"},
		{"server\njoin ana bruno\nsees ana joined bruno", "P5 P9"},
		{"server\njoin ana bruno\nclose bruno\nsees ana left bruno", "P13 P9"},
		{"server\njoin ana\ninterrupt\nexits 0", "P15 P9"},
		{"server\njoin ana bruno\nsay ana --size 1000\nhear bruno ana --size 1000", "P9"},
		{"server\njoin ana bruno\nsay ana --size 1001", "P3 P9"},
		{"server\njoin ana bruno\ntogether say ana --size 1001 and say bruno x", "P3 P9"},
		{"server\nconnect ana\nsend ana 'x y\\n'\ntold ana '^! bad-name'", "P23 P9"},
		{"server\njoin ana bruno\nsay ana 'caf\\xc3\\xa9'", "P10 P9"},
		{"server\njoin ana bruno\nsay ana 'café'", "P10 P9"},
		{"server\njoin ana\ntold ana '^\\* '", "P9"},
	} {
		sc, err := scenario(t, "# A test.\nclause P9\n"+c.steps+"\n")
		if err != nil {
			t.Fatal(err)
		}
		want := strings.Fields(c.want)
		if got := sc.Asks(); !slices.Equal(got, want) {
			t.Errorf("%q asks for %q, want %q", c.steps, got, want)
		}
	}
}
