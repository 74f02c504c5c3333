package class

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chatlab/lab/program"
)

// This file has the words for the outcome of a hand-in. All views have these and no others.

// Words that take the place of a mark, or are beside one that says little.
const (
	IsMissing  = "missing"             // nothing was handed in
	IsNotYet   = "not graded"          // there is no result yet
	IsRefused  = "refused"             // see Refusal
	IsUnjudged = "could not be judged" // through no fault of the student
	IsOpen     = "open"                // part of it could not be judged, through no fault of the student
)

// ofTheirOwn says what a server did that could not be judged for a fault of its own, by the kind
// of trouble. All kinds have a word that are not Ours.
var ofTheirOwn = map[string]string{
	program.NotBuilt.String():   "did not build",
	program.NotStarted.String(): "did not start",
	program.Elsewhere.String():  "listened at a wrong address",
	program.OverLimit.String():  "broke a limit",
	program.Forged.String():     "forged what the simulator answers",
}

// OfKit reports whether the kit or its machine is to blame, and not the hand-in.
func (t Trouble) OfKit() bool { return ofTheirOwn[t.Kind] == "" }

// Is ends a sentence about a server with this trouble. For a fault of its own it says what the
// server did, such as "did not build". Otherwise it is IsUnjudged.
func (t Trouble) Is() string {
	if did := ofTheirOwn[t.Kind]; did != "" {
		return did
	}
	return IsUnjudged
}

// State says in a word or a few what takes the place of a mark, or is beside one that says
// little. It is empty for a mark that needs no word.
func (r Row) State(m Marked) string {
	switch {
	case r.Missing:
		return IsMissing
	case !m.Graded():
		return IsNotYet
	case m.Refused != nil:
		return IsRefused
	case m.Trouble != nil:
		return m.Trouble.Is()
	case m.Mark.Open:
		return IsOpen
	}
	return ""
}

// Final reports whether the kit could judge all of the hand-in. Whether it does not build, or was
// refused, is a final result. One that is not final is graded again by the next run.
func (r Result) Final() bool {
	if r.Trouble != nil && r.Trouble.OfKit() {
		return false
	}
	return !slices.ContainsFunc(r.Scenarios, func(sc Scenario) bool { return sc.Trouble != nil && sc.Trouble.OfKit() })
}

// Is says in words how a scenario of the result ended.
func (r Result) Is(sc Scenario) string {
	switch {
	case sc.Verdict == Skipped:
		return "not asked"
	case sc.Verdict != Spoiled && sc.Verdict != Unrun:
		return string(sc.Verdict)
	case r.Refused != nil:
		return IsRefused
	}
	return r.troubleOf(sc).Is()
}

// firstLeftOut is how many left out files views name.
const firstLeftOut = 5

// Without says which files of the hand-in were left out: how many in a heading, and the first
// ones, a line each. Both are empty if none was.
func (r Result) Without() (heading string, lines []string) {
	if r.AllLeftOut == 0 {
		return "", nil
	}
	lines = slices.Clone(r.LeftOut[:min(firstLeftOut, len(r.LeftOut))])
	if more := r.AllLeftOut - len(lines); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return fmt.Sprintf("Files or folders of the hand-in that were left out: %d", r.AllLeftOut), lines
}

// Refuse makes a refusal. What and try become sentences.
func Refuse(reason, what, try string) *Refusal {
	return &Refusal{Reason: reason, What: Sentence(what), Try: Sentence(try)}
}

// Unread is the trouble with a hand-in that can't be read. The student is not to blame.
func Unread() *Trouble {
	return &Trouble{Kind: program.OfTheKit.String(), What: "The kit could not read all of the hand-in"}
}

// Full is the trouble with a hand-in that was judged on a disk without room. Nobody knows who has
// filled it.
func Full() *Trouble {
	return &Trouble{Kind: program.OfTheKit.String(), What: "The disk was full while the hand-in was judged"}
}

// Sentence begins a text with a capital letter, unless the name of a file is there, and ends it.
func Sentence(text string) string {
	if text = strings.TrimSpace(text); text == "" {
		return ""
	}
	first, _, _ := strings.Cut(text, " ")
	if r, size := utf8.DecodeRuneInString(text); !strings.ContainsAny(first, "./:") {
		text = string(unicode.ToUpper(r)) + text[size:]
	}
	if !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	return text
}
