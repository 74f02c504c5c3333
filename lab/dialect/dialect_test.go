package dialect

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parse(t *testing.T, text string) *Dialect {
	t.Helper()
	d, err := Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const irc = `
# Something like IRC.
name     NICK {name}\nUSER {name}
say      MSG :{text}
newline  crlf
chat     ^<(?P<name>[^>]+)> (?P<text>.*)$
joined   ^Welcome
notice   ^---
about    ^--- {name} (came|went)$
refused  ^ERROR
without  P3 P7
supports name-time
`

const anonymous = "chat ^(?P<text>.*)$\n"

func TestRead(t *testing.T) {
	for _, c := range []struct {
		dialect, line string
		form          Form
		name, text    string
	}{
		{"", "[ana] hello", Chat, "ana", "hello"},
		{"", "[ana] hello\r", Chat, "ana", "hello"},
		{"", "[ana] [bruno] x", Chat, "ana", "[bruno] x"},
		{"", "* ana joined", Notice, "", ""},
		{"", "! name-taken", Refusal, "", ""},
		{"", "Welcome", Other, "", ""},
		{"", "", Other, "", ""},
		{irc, "<ana> hello\r", Chat, "ana", "hello"},
		{irc, "[ana] hello", Other, "", ""},
		{irc, "--- ana came", Notice, "", ""},
		{irc, "Welcome", Notice, "", ""},
		{irc, "ERROR no", Refusal, "", ""},
		{anonymous, "hello", Chat, "", "hello"},
		{anonymous, "* ana joined", Notice, "", ""},
		{anonymous, "! no", Refusal, "", ""},
	} {
		form, name, text := parse(t, c.dialect).Read([]byte(c.line))
		if form != c.form || name != c.name || text != c.text {
			t.Errorf("%q: form %d, %q says %q; want %d, %q, %q", c.line, form, name, text, c.form, c.name, c.text)
		}
	}
}

func TestAboutAndAdmits(t *testing.T) {
	for _, c := range []struct {
		dialect, line string
		about, admits bool
	}{
		{"", "* ana joined", true, true},
		{"", "* anabel joined", false, true},
		{"", "[x] ana", false, false},
		{irc, "--- ana came\r", true, false},
		{irc, "--- anabel came", false, false},
		{irc, "Welcome ana", false, true},
	} {
		d := parse(t, c.dialect)
		if got := d.IsAbout([]byte(c.line), "ana"); got != c.about {
			t.Errorf("%q is about ana: %v", c.line, got)
		}
		if got := d.Admits([]byte(c.line)); got != c.admits {
			t.Errorf("%q admits: %v", c.line, got)
		}
	}
}

// TestEncode: pieces are written as the server wants to read them, at every possible cut.
func TestEncode(t *testing.T) {
	const text, want = "ana\nhello\n\nhalf", "NICK ana\r\nUSER ana\r\nMSG :hello\r\nMSG :\r\nMSG :half"
	for size := 1; size <= len(text); size++ {
		e := Encoder{Dialect: parse(t, irc)}
		var got bytes.Buffer
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			got.Write(e.Encode(rest[:n]))
			rest = rest[n:]
		}
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Errorf("pieces of %d (-want +got):\n%s", size, diff)
		}
	}
	for words, half := range map[string]string{"newline crlf": "an", "name NICK {name}": "NICK an", irc: ""} {
		e := Encoder{Dialect: parse(t, words)}
		if got := string(e.Encode("an")); got != half {
			t.Errorf("%q: half a name becomes %q, want %q", words, got, half)
		}
	}
	around := Encoder{Dialect: parse(t, "name JOIN {name} now\nsay <{text}>\n")}
	if got, want := string(around.Encode("ana\r"))+string(around.Encode("\na\rb\r\n")), "JOIN ana now\r\n<a\rb>\r\n"; got != want {
		t.Errorf("a CR before the LF: %q, want %q", got, want)
	}
	crlf := Encoder{Dialect: parse(t, "newline crlf")}
	if got := string(crlf.Encode("ana\r\nhello\r\n")); got != "ana\r\nhello\r\n" {
		t.Errorf("line ends of the server's kind already become %q", got)
	}
	for words, want := range map[string]string{
		"name {name}":                 "a|n|a\r\n|hi\n",
		"name NICK {name}":            "NICK a|n|a\r\n|hi\n",
		"name N {name}\nnewline crlf": "N a|n|a\r\n|hi\r\n",
	} {
		e := Encoder{Dialect: parse(t, words)}
		var got []string
		for _, piece := range []string{"a", "n", "a\r\n", "hi\n"} {
			got = append(got, string(e.Encode(piece)))
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("%q: a name in pieces arrives as %q, want %q", words, got, want)
		}
	}
	plain := Encoder{Dialect: &Dialect{}}
	if got := string(plain.Encode("an") /* at once, as it is */); got != "an" {
		t.Errorf("the protocol's own dialect writes %q", got)
	}
}

// TestWhatWasSentIsFoundAgain: the rules can compare what was said with what was heard.
func TestWhatWasSentIsFoundAgain(t *testing.T) {
	for _, c := range []struct {
		dialect     string
		lineForLine bool
	}{
		{"", true},
		{"name NICK {name}\nsay <{text}>\n", true},
		{"newline crlf\n", true},
		{"framing none\n", false},
		{"name I am {name}, {name}\n", false},
		{irc, false}, // two lines for a name
	} {
		d := parse(t, c.dialect)
		if d.LineForLine() != c.lineForLine {
			t.Errorf("%q: line for line: %v", c.dialect, d.LineForLine())
		}
		if !c.lineForLine {
			continue
		}
		e := Encoder{Dialect: d}
		name, text := strings.TrimSpace(string(e.Encode("ana\n"))), strings.TrimSpace(string(e.Encode("hello\n")))
		if got := d.NameIn(name) + " says " + d.TextIn(text); got != "ana says hello" {
			t.Errorf("%q: %s", c.dialect, got)
		}
	}
}

// TestPlain: a scenario finds what it asks for, whatever words the server uses.
func TestPlain(t *testing.T) {
	d := parse(t, irc+`list ^--- here: (?P<names>.*)$`)
	for _, c := range []struct {
		d          *Dialect
		line, want string
	}{
		{d, "--- here: ana  and bruno.\r", "* in the room: ana, and, bruno"},
		{d, "--- here: @ana +bruno", "* in the room: ana, bruno"},
		{d, "--- here:", "* --- here:"}, // a notice and not a list: the pattern has a space
		{d, "--- here: ", "* in the room: "},
		{d, "--- ana came", "* --- ana came"},
		{d, "ERROR no", "! ERROR no"},
		{d, "<ana> --- here: x", "<ana> --- here: x"},
		{&Dialect{}, "* in the room: ana", "* in the room: ana"},
		{&Dialect{}, "! no", "! no"},
		{&Dialect{}, "Welcome", "Welcome"},
	} {
		if got := string(c.d.Plain([]byte(c.line))); got != c.want {
			t.Errorf("%q: %q, want %q", c.line, got, c.want)
		}
	}
	for name, want := range map[string]bool{"ana": true, "an": false, "bruno": true} {
		if d.Lists([]byte("--- here: ana, bruno"), name) != want {
			t.Errorf("%s is on the list: %v", name, !want)
		}
	}
}

// TestListOfSeveralLines: the names of all its lines are on the list, and nothing else.
func TestListOfSeveralLines(t *testing.T) {
	d := parse(t, "joined ^Hello\nlist each ^- (?P<names>.*)$\n")
	list := []byte("- ana\r\n- bruno")
	for name, want := range map[string]bool{"ana": true, "bruno": true, "an": false} {
		if d.Lists(list, name) != want {
			t.Errorf("%s is on the list: %v", name, !want)
		}
	}
	if !d.IsPartOfList([]byte("- ana")) || d.IsPartOfList([]byte("Hello, ana")) || d.Admits([]byte("- ana")) || !d.Admits([]byte("Hello, ana")) {
		t.Error("a line of the list, and the line that lets a client in, are not told apart")
	}
}

// TestForms: what a line has to look like is said in the words of the dialect.
func TestForms(t *testing.T) {
	for text, want := range map[string][2]string{
		"":                {"begin with *", "begin with *"},
		"notice ^-\n":     {"match ^-, as the dialect says", "match ^-, as the dialect says"},
		"joined ^Hello\n": {"match ^Hello, as the dialect says", "begin with *"},
		"list ^here: (?P<names>.*)$\nnotice ^-\n": {"match ^here: (?P<names>.*)$, as the dialect says", "match ^-, as the dialect says"},
	} {
		d := parse(t, text)
		if got := [2]string{d.AdmissionForm(), d.NoticeForm()}; got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestLacks(t *testing.T) {
	d := parse(t, irc+"echo yes\n")
	for _, c := range []struct{ clauses, needs, want string }{
		{"P1 P2", "", ""},
		{"P1 P7", "", "does not promise P7"},
		{"P1", "name-time", ""},
		{"P1", "history", "does not support history"},
		{"P1", NoEcho, "does not support no-echo"},
		{"P1", LabClient, "lab client does not use"},
	} {
		got := d.Lacks(strings.Fields(c.clauses), strings.Fields(c.needs))
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%v: %q, want %q", c, got, c.want)
		}
	}
	bare := parse(t, "joined none\nlist none\nunnamed none\n")
	for _, need := range []string{Answer, Listing, Unnamed, LabClient} {
		if bare.Lacks(nil, []string{need}) == "" {
			t.Errorf("a server with no answer, no list and no state without a name has %s", need)
		}
	}
	if got := (&Dialect{}).Lacks(nil, []string{NoEcho, Answer, Listing, Unnamed, LabClient}); got != "" {
		t.Errorf("the protocol's own dialect: %q", got)
	}
}

func TestMistakesNameTheLine(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"\ncolour red\n", `2: unknown word "colour"`},
		{"echo maybe\n", `1: echo: "maybe" is neither no nor yes`},
		{"echo yes\necho no\n", "2: echo is given twice"},
		{"name NICK\n", "1: name: {name} is missing"},
		{"say {text} {text}\n", "1: say: write {text} only once"},
		{"chat ^(.*)$\n", "1: chat: the group (?P<text>…) is missing"},
		{"list ^here\n", "1: list: the group (?P<names>…) is missing"},
		{"joined (\n", `1: joined: "(" is not a regular expression: missing closing )`},
		{"joined\n", "1: joined: the pattern is missing"},
		{"list each\n", "1: list: the group (?P<names>…) is missing"},
		{"refusal no\n", `1: refusal: "no" is neither closes nor stays`},
		{"joined none\nlist ^(?P<names>.*)$\n", "2: joined none and a pattern for list"},
		{"list each ^- (?P<names>.*)$\n", "1: list each needs a pattern for joined"},
		{"unnamed none\n", "1: unnamed none needs a pattern"},
		{"framing none\njoined x\nlist each ^- (?P<names>.*)$\n", "3: framing none and list each"},
		{"framing none\ngreeting prompt\n", "2: framing none and greeting prompt"},
		{"without 3\n", `1: without: "3" does not belong here`},
		{"supports\n", "1: supports: nothing follows it"},
		{"\n" + strings.Repeat("x", 100_000), "2: the line is longer than 65536 bytes"},
		{"chat ^(?P<text>(.?){900}(.?){900}.*)$", "1: chat: the pattern takes too long to match"},
		{strings.Repeat("# a comment\n", 100_000), "87382: the file is longer than 1048576 bytes"},
	} {
		_, err := Parse(strings.NewReader(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want %s", c.text, err, c.want)
		}
	}
}

// FuzzParse: a dialect that Parse accepts can be used.
func FuzzParse(f *testing.F) {
	f.Add(irc, "--- ana came\r")
	f.Add("about {name", "x")
	f.Fuzz(func(t *testing.T, text, line string) {
		d, err := Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		d.Read([]byte(line))
		d.Plain([]byte(line))
		d.Admits([]byte(line))
		d.IsAbout([]byte(line), line)
		e := Encoder{Dialect: d}
		e.Encode(line)
		e.Encode("\n" + line + "\n")
	})
}
