package program

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for line, want := range map[string][]string{
		`python3 server.py {port}`:      {"python3", "server.py", "{port}"},
		` a  'b c' "d \"e\"" f\ g '' `:  {"a", "b c", `d "e"`, "f g", ""},
		`'it'\''s' a'b'"c"`:             {"it's", "abc"},
		`'C:\dir\x.exe' "a'b"`:          {`C:\dir\x.exe`, "a'b"},
		`"C:\dir\x.exe" "\\ \$"`:        {`C:\dir\x.exe`, `\ $`},
		"a\tb\nc\r\nd\x00":              {"a", "b", "c", "d\x00"},
		"$HOME *.go | x; y && z > file": {"$HOME", "*.go", "|", "x;", "y", "&&", "z", ">", "file"},
	} {
		args, err := split(line, "linux")
		if diff := cmp.Diff(want, args); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", line, err, diff)
		}
	}
	for line, want := range map[string][]string{
		`C:\x\one.exe`:                        {`C:\x\one.exe`},
		`.\one.exe --addr {addr}`:             {`.\one.exe`, "--addr", "{addr}"},
		`"C:\my servers\one.exe" 'a b\' c"d"`: {`C:\my servers\one.exe`, `a b\`, "cd"},
		`\\host\share\one.exe \`:              {`\\host\share\one.exe`, `\`},
	} {
		args, err := split(line, "windows")
		if diff := cmp.Diff(want, args); err != nil || diff != "" {
			t.Errorf("on Windows: %s: %v (-want +got):\n%s", line, err, diff)
		}
	}
	for _, line := range []string{"", "   ", "'a", `"a`} {
		if c, err := Parse(line); err == nil {
			t.Errorf("%q is taken for %q", line, c.Args)
		}
	}
}

// TestParseBackslashAtTheEnd: a backslash at the end is an error.
func TestParseBackslashAtTheEnd(t *testing.T) {
	if args, err := split(`a\`, "linux"); err == nil {
		t.Errorf("it is taken for %q", args)
	}
}

// FuzzParse proves that quoted words come back unchanged.
func FuzzParse(f *testing.F) {
	f.Add("a b", `it's "x"\`)
	f.Add("\xff\x00", "$(x) \n")
	f.Fuzz(func(t *testing.T, a, b string) {
		Parse(a) // no input may make it panic
		quote := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
		args, err := split(quote(a)+" "+quote(b), "linux")
		if err != nil || !cmp.Equal(args, []string{a, b}) {
			t.Errorf("%q %q came back as %q, %v", a, b, args, err)
		}
	})
}

// TestLine: a command line that Line returns is split into the same words again.
func TestLine(t *testing.T) {
	words := []string{"python3", "", "a b", "it's", `"x"`, `back\slash`, "$HOME", "a\tb", "{port}"}
	for _, system := range []string{"linux", "windows"} {
		got, err := split(Line(words), system)
		if diff := cmp.Diff(words, got); err != nil || diff != "" {
			t.Errorf("%s: %s: %v (-want +got):\n%s", system, Line(words), err, diff)
		}
	}
}
