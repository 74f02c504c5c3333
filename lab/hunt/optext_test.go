package hunt_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/hunt"
)

// TestOpsRoundTrip: drawn ops can be written and read again, and are the same.
func TestOpsRoundTrip(t *testing.T) {
	for seed := range uint64(200) {
		c, err := hunt.Case{Seed: seed}.Full()
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, op := range c.Ops {
			text.WriteString(op.String() + "\n")
		}
		read, err := hunt.ParseOps(strings.NewReader(text.String()))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if diff := cmp.Diff(c.Ops, read); diff != "" {
			t.Fatalf("seed %d (-drawn +read):\n%s", seed, diff)
		}
	}
}

// TestBadOps: the error says what is wrong and in which line.
func TestBadOps(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "line 1: there are no operations",
		"# nothing":                        "line 1: there are no operations",
		"1s ana burst 1000000 1000000":     "line 1: a burst has",
		"1s ana":                           "line 1: want WHEN WHO VERB",
		"soon ana join":                    `line 1: "soon" is not a time`,
		"-1s ana join":                     `line 1: "-1s" is not a time`,
		"2h ana join":                      `line 1: "2h" is not a time`,
		"1s ana-maria join":                `line 1: "ana-maria" can't be a client`,
		"1s observer join":                 `line 1: "observer" can't be a client`,
		"1s ana sing":                      "line 1: want one of: join",
		"1s ana leave now":                 "line 1: want one of: join",
		"1s ana say":                       "line 1: want one of: join",
		"1s ana say much":                  `line 1: "much" is not a number`,
		"1s ana say 9999999999":            `line 1: "9999999999" is not a number`,
		"1s ana burst 3 -1":                `line 1: "-1" is not a number`,
		"1s ana cut half":                  "line 1: cut needs to-server, to-client or both-ways",
		"1s ana net fly":                   "line 1: ",
		"2s ana join\n\n# x\n1s ana say 3": "line 4: 1s is before the line above it",
	} {
		if _, err := hunt.ParseOps(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v; want %s", text, err, want)
		}
	}
}

// FuzzOps: all ops that can be read from a file can be written and read again.
func FuzzOps(f *testing.F) {
	f.Add("0.1s ana join\n1s ana burst 3 40 # much\n2s ana.2 join ana\n3s ana net slice 1..3, delay 20ms\n4s ana cut both-ways\n")
	f.Fuzz(func(t *testing.T, text string) {
		ops, err := hunt.ParseOps(strings.NewReader(text))
		if err != nil {
			return
		}
		var again strings.Builder
		for _, op := range ops {
			again.WriteString(op.String() + "\n")
		}
		read, err := hunt.ParseOps(strings.NewReader(again.String()))
		if err != nil {
			t.Fatalf("%q was read, and as %q it is not: %v", text, again.String(), err)
		}
		if diff := cmp.Diff(ops, read); diff != "" {
			t.Errorf("%q (-first +again):\n%s", text, diff)
		}
	})
}
