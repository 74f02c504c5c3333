// Package dialect describes how a server words its lines, so that the kit can test servers
// that were not written for it. It knows how a client gives its name, what a chat line
// looks like, and whether the sender hears its own words. A small text file says this.
// What the file leaves out is as in docs/protocol.md. The package opens no connection and
// judges nothing.
//
//   - dialect.go: Dialect, and how it reads lines; names.go: the names in them
//   - features.go: which features a server has, and what it lacks for a scenario
//   - file.go: the dialect file
//   - effort.go: how much work the patterns may be in one run
//   - encode.go: how it writes lines
//   - text.go: whether the text that was heard is the text that was said
package dialect

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"chatlab/lab/lazyregexp"
)

// A Dialect describes how a server words its lines. The zero Dialect is the protocol of
// docs/protocol.md, matched as loosely as its core allows.
type Dialect struct {
	Lines []string // of its file, in order, without comments and without words that are not of a dialect

	// Name is what a client sends to join. {name} in it is the client's name; it may have
	// several lines. Say is a chat line, with {text}. Empty means the name, or the text,
	// alone.
	Name, Say string

	// Silent: the server sends nothing before it gets a name.
	Silent bool
	// Prompt: what the server sends before it gets a name does not end with a line feed.
	Prompt bool
	// CRLF: clients end their lines with CR LF.
	CRLF bool
	// Unframed: the server sends no line feeds, so each read counts as one line.
	Unframed bool
	// Echo: the sender hears its own lines.
	Echo bool
	// Unanswered: a client that is let in gets no answer.
	Unanswered bool
	// Unlisted: nobody is told who is in the room.
	Unlisted bool
	// InAtOnce: a client is in the room as soon as it connects, before it has given a name.
	InAtOnce bool
	// Retries: after a refusal the connection stays open, so that the client can try another
	// name.
	Retries bool

	// Patterns of lines, without the line end. Nil means:
	//
	//   - Chat: [name] text
	//   - Joined, the answer to a client that was let in: what List matches, or else Notice
	//   - Notice, of any kind: * …
	//   - Refused: ! …
	Chat                    *regexp.Regexp // with the group text and, unless it does not say who speaks, name
	List                    *regexp.Regexp // who is in the room, with the group names
	ListEach                bool           // the list has any number of lines, and List is the pattern of each
	Joined, Notice, Refused *regexp.Regexp
	// About is the pattern of a notice about one person, with {name}. Empty means a notice
	// with the name in it as a word.
	About string

	Without  []string // clauses that the server does not promise, such as "P7"
	Supports []string // settings and features that it has, such as "name-time"

	effort *effort // what its patterns may still cost; nil means that nothing bounds it
}

// A Form is what a line of the server looks like.
type Form int

// The forms.
const (
	Other   Form = iota // anything else: a greeting, or no line of the protocol
	Chat                // somebody said something
	Private             // somebody said something to one person only
	Past                // said before the newcomer joined (P19); Read sees only one line, and calls it Chat
	Notice              // somebody joined or left, or who is in the room
	Refusal             // something was refused
)

var (
	notice  = lazyregexp.New(`^\*`)
	refusal = lazyregexp.New(`^!`)
)

// Describe says in a word, for people, what a line is: list, chat, notice, refusal or other.
func (d *Dialect) Describe(line []byte) string {
	line = trimCR(bytes.TrimSuffix(line, []byte("\n")))
	form, _, _ := d.Read(line)
	switch {
	case form.Said():
		return "chat"
	case d.matches(d.List, line):
		return "list"
	case form == Notice:
		return "notice"
	case form == Refusal:
		return "refusal"
	}
	return "other"
}

// Said reports whether the line carries text that somebody said.
func (f Form) Said() bool { return f == Chat || f == Private }

// Read returns the form of one of the server's lines and, for a chat line, who said what.
// For private text, which only our own protocol has, name holds both people: "ana ->
// bruno". The line has no LF. Read ignores a CR at its end.
func (d *Dialect) Read(line []byte) (form Form, name, text string) {
	line = trimCR(line)
	name, text, said := d.readChat(line)
	said = said && !(d.Anonymous() && d.isOwn(line)) // a pattern without a name may match any line
	switch {
	case said && d.Strict() && strings.Contains(name, arrow):
		return Private, name, text
	case said:
		return Chat, name, text
	case d.matches(d.Refused, line): // a pattern of the file comes before what is usual
		return Refusal, "", ""
	case d.matches(cmp.Or(d.Notice, notice()), line), d.matches(d.Joined, line), d.matches(d.List, line):
		return Notice, "", ""
	case d.matches(cmp.Or(d.Refused, refusal()), line):
		return Refusal, "", ""
	}
	return Other, "", ""
}

// arrow separates the sender of private text from its receiver (P18).
const arrow = " -> "

// Parties splits the name that Read returns for private text into sender and receiver.
func Parties(both string) (from, to string) {
	from, to, _ = strings.Cut(both, arrow)
	return from, to
}

// Pair is the name that Read returns for private text of one client to another.
func Pair(from, to string) string { return from + arrow + to }

// Greeting reports whether a line, as the first of a connection, only greets: the words of a
// greeting are the server's own, so it may look like a notice or like a chat line. A refusal
// does not: a server that is full says so at once.
func (d *Dialect) Greeting(line []byte) bool {
	form, _, _ := d.Read(line)
	return !d.Silent && !d.Prompt && form != Refusal
}

// readChat reads a chat line. It reads the protocol's own "[ana] hello" without a pattern,
// which is slow on a long line.
func (d *Dialect) readChat(line []byte) (name, text string, ok bool) {
	if d.Chat != nil {
		m := d.find(d.Chat, line)
		if m == nil {
			return "", "", false
		}
		if !d.Anonymous() {
			name = string(m[d.Chat.SubexpIndex("name")])
		}
		return name, string(m[d.Chat.SubexpIndex("text")]), true
	}
	inside, found := bytes.CutPrefix(line, []byte("["))
	from, said, closed := bytes.Cut(inside, []byte("]"))
	said, spaced := bytes.CutPrefix(said, []byte(" "))
	return string(from), string(said), found && closed && spaced
}

// Anonymous reports whether a chat line does not say who speaks.
func (d *Dialect) Anonymous() bool { return d.Chat != nil && d.Chat.SubexpIndex("name") < 0 }

// IsFrom reports whether a chat line that has speaker in it, as Read returned it, may be from
// that client.
func (d *Dialect) IsFrom(speaker, name string) bool { return speaker == name || d.Anonymous() }

// isOwn reports whether a line is one of the server's own, and not one that somebody said.
func (d *Dialect) isOwn(line []byte) bool {
	return d.matches(cmp.Or(d.Notice, notice()), line) || d.matches(cmp.Or(d.Refused, refusal()), line) || d.matches(d.Joined, line) || d.matches(d.List, line)
}

// Admits reports whether a line tells a newcomer that it is in the room.
func (d *Dialect) Admits(line []byte) bool {
	if d.Unanswered {
		return false
	}
	return d.matches(cmp.Or(d.Joined, d.List, d.Notice, notice()), trimCR(line))
}

// AdmissionForm says how a line begins that tells a newcomer that it is in the room, or which pattern
// of the dialect it matches, as what it has to do.
func (d *Dialect) AdmissionForm() string {
	return form(cmp.Or(d.Joined, d.List, d.Notice))
}

// NoticeForm is AdmissionForm for a line that tells others who came or went.
func (d *Dialect) NoticeForm() string { return form(d.Notice) }

func form(pattern *regexp.Regexp) string {
	if pattern == nil {
		return "begin with *"
	}
	return "match " + pattern.String() + ", as the dialect says"
}

// Plain returns a line as the protocol would begin it. So a scenario can ask for what the
// server says without knowing its words. A notice begins with *, a refusal with !, and a
// list of who is here becomes the protocol's own.
func (d *Dialect) Plain(line []byte) []byte {
	if m := d.find(d.List, trimCR(line)); m != nil {
		names := bytes.FieldsFunc(m[d.List.SubexpIndex("names")], betweenNames)
		return fmt.Appendf(nil, "* in the room: %s", bytes.Join(names, []byte(", ")))
	}
	form, _, _ := d.Read(line)
	switch {
	case form == Notice && !notice().Match(line):
		return fmt.Appendf(nil, "* %s", line)
	case form == Refusal && !refusal().Match(line):
		return fmt.Appendf(nil, "! %s", line)
	}
	return line
}

// Strict reports whether every line of the server must be one of the protocol's. That is
// so if no dialect says what its chat lines look like.
func (d *Dialect) Strict() bool { return d.Chat == nil }

func trimCR(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

func fill(template, placeholder, value string) string {
	return strings.ReplaceAll(template, placeholder, value)
}
