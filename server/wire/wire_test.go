package wire

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestNames(t *testing.T) {
	for _, good := range []string{"a", "Z9", "ana", strings.Repeat("x", MaxName)} {
		if err := CheckName(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"", strings.Repeat("x", MaxName+1), "a b", "a-b", "é", "a\x00", "a\r", "[a]", "@", "`", "{", "/"} {
		if CheckName(bad) == nil {
			t.Errorf("%q is allowed", bad)
		}
	}
	if FoldName("AnA9zZ") != "ana9zz" {
		t.Errorf("folded: %q", FoldName("AnA9zZ"))
	}
}

func TestRequests(t *testing.T) {
	for line, want := range map[string]Request{
		"":              {},
		"hello":         {Verb: Say, Text: "hello"},
		" ":             {Verb: Say, Text: " "},
		"/who":          {Verb: Run, Name: "who"},
		"/msg ana a b ": {Verb: Run, Name: "msg", Text: "ana a b "},
		"/":             {Verb: Run},
		"//x":           {Verb: Say, Text: "/x"},
		"//":            {Verb: Say, Text: "/"},
		" /who":         {Verb: Say, Text: " /who"},
	} {
		if diff := cmp.Diff(want, ParseRequest([]byte(line))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
}

func TestMessages(t *testing.T) {
	for line, want := range map[string]Message{
		string(AppendChat(nil, "ana", []byte("a] b"))): {Kind: Chat, From: "ana", Text: "a] b"},
		Joined("ana"):                  {Kind: Event, Text: "ana joined"},
		Left("ana", ""):                {Kind: Event, Text: "ana left"},
		Left("ana", "too slow"):        {Kind: Event, Text: "ana left (too slow)"},
		Refusal(TooLong, "that: long"): {Kind: Problem, Code: TooLong, Text: "that: long"},
		Greeting:                       {Kind: Other, Text: strings.TrimSuffix(Greeting, "\n")},
		"[not a name] x\n":             {Kind: Other, Text: "[not a name] x"},
		"\n":                           {Kind: Other},
	} {
		if diff := cmp.Diff(want, ParseMessage(strings.TrimSuffix(line, "\n"))); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
}

func TestRoster(t *testing.T) {
	for _, c := range []struct {
		names string
		max   int
		want  string
	}{
		{"", 100, "* in the room: \n"},
		{"ana", 100, "* in the room: ana\n"},
		{"bruno ana", 100, "* in the room: bruno, ana\n"},
		{"ana bruno carla", 25, "* in the room: ana, bruno\n* in the room: carla\n"},
		{"ana bruno", 1, "* in the room: ana\n* in the room: bruno\n"}, // a name is never cut
	} {
		if got := Roster(strings.Fields(c.names), c.max); got != c.want {
			t.Errorf("%s, at most %d: %q, want %q", c.names, c.max, got, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"tab\tstays, é, 日本, 👋": "tab\tstays, é, 日本, 👋",
		"\x1b[2J":              "\ufffd[2J",
		"a\r\nb\x00":           "a\ufffd\ufffdb\ufffd",
		"\u009b2J\x7f":         "\ufffd2J\ufffd",
		"caf\xc3":              "caf\ufffd",
		"\xed\xa0\x80":         "\ufffd\ufffd\ufffd", // a surrogate is not UTF-8
		"a\u202eb\u2066":       "a\ufffdb\ufffd",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}

// FuzzClean: clean text is UTF-8, has no control character but tab, and does not
// change when it is cleaned again. A chat line gives its text back.
func FuzzClean(f *testing.F) {
	f.Add("hello\x1b[0m\xff\u202e")
	f.Fuzz(func(t *testing.T, text string) {
		clean := Clean(text)
		if !utf8.ValidString(clean) || Clean(clean) != clean {
			t.Errorf("Clean(%q) = %q", text, clean)
		}
		for _, r := range clean {
			if r != '\t' && (r < ' ' || 0x7f <= r && r <= 0x9f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069) {
				t.Errorf("Clean(%q) holds %U", text, r)
			}
		}
		line := strings.TrimSuffix(string(AppendChat(nil, "ana", []byte(text))), "\n")
		if m := ParseMessage(line); m != (Message{Kind: Chat, From: "ana", Text: clean}) {
			t.Errorf("chat line %q parsed as %+v", line, m)
		}
	})
}
