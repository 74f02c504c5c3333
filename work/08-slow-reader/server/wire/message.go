package wire

import (
	"strings"
)

// Greeting is the line that every connection starts with (P4).
const Greeting = "Welcome to chatlab! What is your name?\n"

// AskPassword is sent to a caller whose name has a password (P20). The next line is
// the answer.
const AskPassword = "? password\n"

// Closing is what everybody hears when the server stops (P15).
const Closing = "* the server is closing\n"

// A Code says what was wrong, in one word that a program can compare. Every error
// line begins with it: "! name-taken: …".
type Code string

// The codes, each with its clause.
const (
	TooLong        Code = "too-long"        // P3
	BadName        Code = "bad-name"        // P23
	NameTaken      Code = "name-taken"      // P7
	Timeout        Code = "timeout"         // P8
	UnknownCommand Code = "unknown-command" // P11
	BadCommand     Code = "bad-command"     // P11
	NoSuchUser     Code = "no-such-user"    // P18
	NotKept        Code = "not-kept"        // P19
	WrongPassword  Code = "wrong-password"  // P20
	Wait           Code = "wait"            // P20
	Full           Code = "full"            // P14
)

// AppendChat appends "[ana] text\n" to dst, and cleans the text.
func AppendChat(dst []byte, from string, text []byte) []byte {
	dst = append(dst, '[')
	dst = append(dst, from...)
	dst = append(dst, "] "...)
	dst = AppendClean(dst, text)
	return append(dst, '\n')
}

// Before returns whole chat lines as a newcomer is shown them: between two notices
// (P19). It returns nothing for no lines.
func Before(lines []byte) []byte {
	if len(lines) == 0 {
		return nil
	}
	return append(append([]byte(BeforeStart), lines...), BeforeEnd...)
}

// The notices before and after the lines that a newcomer is shown.
const (
	BeforeStart = "* what was said last:\n"
	BeforeEnd   = "* that was before you came\n"
)

// arrow is between the two names of private text. No name can contain it, so private
// text is never taken for a chat line.
const arrow = " -> "

// Private returns "[ana -> bruno] text\n", with clean text (P18).
func Private(from, to, text string) string {
	return "[" + from + arrow + to + "] " + Clean(text) + "\n"
}

// Joined returns "* ana joined\n".
func Joined(name string) string {
	return "* " + name + " joined\n"
}

// Left returns "* ana left\n", with the reason in parentheses if there is one. A
// polite end of input has none (P13).
func Left(name, reason string) string {
	if reason == "" {
		return "* " + name + " left\n"
	}
	return "* " + name + " left (" + reason + ")\n"
}

// Notice returns "* text\n", a message of the server itself.
func Notice(text string) string {
	return "* " + Clean(text) + "\n"
}

// Refusal returns "! code: text\n": what was wrong and what to do instead.
func Refusal(code Code, text string) string {
	return "! " + string(code) + ": " + Clean(text) + "\n"
}

const rosterStart = "* in the room: "

// Roster returns "* in the room: ana, bruno\n", in the order given. If a line would
// have more than max bytes before its LF, it returns several lines. It returns a line
// even for no names, since a newcomer waits for it (P5, P22).
func Roster(names []string, max int) string {
	var all, line strings.Builder
	line.WriteString(rosterStart)
	for i, name := range names {
		separator := ", "
		if line.Len() == len(rosterStart) {
			separator = ""
		}
		if i > 0 && line.Len()+len(separator)+len(name) > max {
			all.WriteString(line.String() + "\n")
			line.Reset()
			line.WriteString(rosterStart)
			separator = ""
		}
		line.WriteString(separator + name)
	}
	return all.String() + line.String() + "\n"
}

// Kind says which of these forms a line of the server has.
type Kind int

// The forms, told apart by how a line starts.
const (
	Other    Kind = iota // anything else, such as the greeting
	Chat                 // "[ana] text"
	Whisper              // "[ana -> bruno] text"
	Event                // "* text"
	Problem              // "! code: text"
	Question             // "? text": the next line is not to be shown while it is typed
)

// A Message is one line of the server, taken apart for a client.
type Message struct {
	Kind Kind
	From string // who said it, in a Chat or a Whisper; otherwise empty
	To   string // who it is for, in a Whisper; otherwise empty
	Code Code   // what was wrong, in a Problem; otherwise empty
	Text string // the rest; the whole line in Other
}

// ParseMessage parses a line of the server, without its LF. It never fails: a line in
// no known form is Other.
func ParseMessage(line string) Message {
	switch {
	case strings.HasPrefix(line, "["):
		who, text, ok := strings.Cut(line[1:], "] ")
		from, to, private := strings.Cut(who, arrow)
		switch {
		case !ok || CheckName(from) != nil:
		case !private:
			return Message{Kind: Chat, From: from, Text: text}
		case CheckName(to) == nil:
			return Message{Kind: Whisper, From: from, To: to, Text: text}
		}
	case strings.HasPrefix(line, "* "):
		return Message{Kind: Event, Text: line[2:]}
	case strings.HasPrefix(line, "! "):
		code, text, _ := strings.Cut(line[2:], ": ")
		return Message{Kind: Problem, Code: Code(code), Text: text}
	case strings.HasPrefix(line, "? "):
		return Message{Kind: Question, Text: line[2:]}
	}
	return Message{Kind: Other, Text: line}
}
