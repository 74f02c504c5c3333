// Package dialect says how a server words things, so that servers that were
// not written for this kit can be tested: how one gives one's name, what a chat
// line looks like, whether the sender hears its own words. It is told by a
// small text file; what the file does not say is as docs/protocol.md has it.
//
//   - dialect.go: Dialect, and how it looks at lines
//   - file.go: the file
//   - encode.go: how it writes lines
//   - text.go: whether what was heard is what was said
package dialect

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A Dialect is how a server words things. The zero Dialect is the protocol of
// docs/protocol.md, matched as loosely as its core allows.
type Dialect struct {
	// Name is what a client sends to join, with {name} for its name; it may
	// have several lines. Say is a chat line, with {text}. Empty means the
	// name, or the text, alone.
	Name, Say string

	// Silent: the server sends nothing until it was sent a name.
	Silent bool
	// Prompt: what it sends before that ends without a line feed.
	Prompt bool
	// CRLF: what clients send ends with CR LF.
	CRLF bool
	// Unframed: the server ends what it sends without a line feed, so each
	// read is taken for a line.
	Unframed bool
	// Echo: the sender hears its own lines.
	Echo bool

	// Patterns of lines, without line end. Nil means: Chat [name] text;
	// Joined, the answer to one who was let in, what List says or else Notice;
	// Notice, of any kind, * …; Refused ! …
	Chat                    *regexp.Regexp // with the groups name and text
	List                    *regexp.Regexp // of who is in the room, with the group names
	Joined, Notice, Refused *regexp.Regexp
	// About is the pattern of a notice about somebody, with {name}. Empty
	// means: a notice with the name in it as a word.
	About string

	Without  []string // clauses that the server does not promise, as "P7"
	Supports []string // settings and features that it has, as "name-time"
}

// NoEcho is the feature of a server with which senders do not hear themselves.
// Every server has it whose dialect does not say echo.
const NoEcho = "no-echo"

// LabClient is the feature of a server with which lab client can chat: one that
// reads and writes as the protocol has it. A scenario with client programs
// needs it without saying so.
const LabClient = "lab-client"

// A Form is what a line of the server looks like.
type Form int

// The forms.
const (
	Other   Form = iota // anything else: a greeting, or no line of the protocol
	Chat                // somebody said something
	Private             // somebody said something to one alone
	Past                // somebody said something before one came (P19); Read, which sees one line, says Chat
	Notice              // somebody came or went, or who is here
	Refusal             // something was refused
)

var (
	notice  = regexp.MustCompile(`^\*`)
	refusal = regexp.MustCompile(`^!`)
)

// Said reports whether a line has what somebody said in it.
func (f Form) Said() bool { return f == Chat || f == Private }

// Read tells what a line of the server is: its form and, of a chat line, who
// said what. Of private text, which only our own protocol has, who is both:
// "ana -> bruno". The line has no LF; a CR at its end is ignored.
func (d *Dialect) Read(line []byte) (form Form, name, text string) {
	line = trimCR(line)
	name, text, said := d.readChat(line)
	switch {
	case said && d.Strict() && strings.Contains(name, arrow):
		return Private, name, text
	case said:
		return Chat, name, text
	case cmp.Or(d.Notice, notice).Match(line), matches(d.Joined, line), matches(d.List, line):
		return Notice, "", ""
	case cmp.Or(d.Refused, refusal).Match(line):
		return Refusal, "", ""
	}
	return Other, "", ""
}

// arrow stands between the two whom private text is between (P18).
const arrow = " -> "

// Parties returns whom private text is from, and for whom it is, from the name
// that Read has for both.
func Parties(both string) (from, to string) {
	from, to, _ = strings.Cut(both, arrow)
	return from, to
}

// readChat reads a chat line. That of the protocol, "[ana] hello", is read
// without a pattern, which takes its time over a long line.
func (d *Dialect) readChat(line []byte) (name, text string, ok bool) {
	if d.Chat != nil {
		m := d.Chat.FindSubmatch(line)
		if m == nil {
			return "", "", false
		}
		return string(m[d.Chat.SubexpIndex("name")]), string(m[d.Chat.SubexpIndex("text")]), true
	}
	inside, found := bytes.CutPrefix(line, []byte("["))
	from, said, closed := bytes.Cut(inside, []byte("]"))
	said, spaced := bytes.CutPrefix(said, []byte(" "))
	return string(from), string(said), found && closed && spaced
}

// Admits reports whether a line tells a newcomer that it was let in.
func (d *Dialect) Admits(line []byte) bool {
	return cmp.Or(d.Joined, d.List, d.Notice, notice).Match(trimCR(line))
}

// Lists reports whether a list of who is in the room has a name on it. What
// notices look like does not matter for that.
func (d *Dialect) Lists(list []byte, name string) bool {
	return hasWord(list, strings.ToValidUTF8(name, "\uFFFD"))
}

// Plain returns a line as the protocol would begin it, so that a scenario can
// ask for what the server says without knowing its words: a notice begins
// with *, a refusal with !, and a list of who is here is the protocol's own.
func (d *Dialect) Plain(line []byte) []byte {
	if matches(d.List, trimCR(line)) {
		names := d.List.FindSubmatch(trimCR(line))[d.List.SubexpIndex("names")]
		return fmt.Appendf(nil, "* in the room: %s", bytes.Join(bytes.FieldsFunc(names, betweenNames), []byte(", ")))
	}
	form, _, _ := d.Read(line)
	switch {
	case form == Notice && !notice.Match(line):
		return fmt.Appendf(nil, "* %s", line)
	case form == Refusal && !refusal.Match(line):
		return fmt.Appendf(nil, "! %s", line)
	}
	return line
}

// betweenNames reports whether a character separates the names of a list.
func betweenNames(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func matches(pattern *regexp.Regexp, line []byte) bool {
	return pattern != nil && pattern.Match(line)
}

// IsAbout reports whether a line is a notice about somebody.
func (d *Dialect) IsAbout(line []byte, name string) bool {
	line = trimCR(line)
	if d.About != "" {
		pattern, err := regexp.Compile(fill(d.About, "{name}", quote(name)))
		return err == nil && pattern.Match(line) // the file's reader has compiled it before
	}
	return cmp.Or(d.Notice, notice).Match(line) && hasWord(line, strings.ToValidUTF8(name, "\uFFFD"))
}

// hasWord reports whether a name is in a line as a word: what regexp calls \b
// is at both its ends. (There are too many names to compile a pattern for
// each.)
func hasWord(line []byte, name string) bool {
	for from := 0; from <= len(line); from++ {
		at := bytes.Index(line[from:], []byte(name))
		if at < 0 {
			return false
		}
		from += at
		if wordBoundary(line, from) && wordBoundary(line, from+len(name)) {
			return true
		}
	}
	return false
}

func wordBoundary(line []byte, at int) bool {
	before := at > 0 && isWord(line[at-1])
	after := at < len(line) && isWord(line[at])
	return before != after
}

func isWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// quote returns a pattern that matches a name as a server can show it.
func quote(name string) string {
	return regexp.QuoteMeta(strings.ToValidUTF8(name, "\uFFFD"))
}

// Strict reports whether every line of the server has to be one of the
// protocol's: no dialect says what its lines look like.
func (d *Dialect) Strict() bool { return d.Chat == nil }

// Lacks says why a scenario that names these clauses and needs these features
// can't be asked of the server; empty means that it can.
func (d *Dialect) Lacks(clauses, needs []string) string {
	for _, clause := range clauses {
		if slices.Contains(d.Without, clause) {
			return "the server does not promise " + clause
		}
	}
	for _, feature := range needs {
		switch {
		case feature == NoEcho && !d.Echo, feature == LabClient && d.asOurClient():
		case feature == LabClient:
			return "lab client does not use the words of this server"
		case !slices.Contains(d.Supports, feature):
			return "the server does not support " + feature
		}
	}
	return ""
}

// asOurClient reports whether the server reads what lab client writes, and
// writes what tells it that it is in the room.
func (d *Dialect) asOurClient() bool {
	reads := d.Name == "" && d.Say == "" && !d.CRLF
	writes := !d.Prompt && !d.Unframed && d.Notice == nil && d.Joined == nil && d.List == nil
	return reads && writes
}

func trimCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

func fill(template, placeholder, value string) string {
	return strings.ReplaceAll(template, placeholder, value)
}
