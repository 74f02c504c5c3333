package handin

import (
	"fmt"
	"slices"
)

// A Reason is why a hand-in is refused, or why a file of it is left out. Is says it to people.
type Reason string

// Why a hand-in is refused as a whole. Views group and count by these words.
const (
	NotAnArchive Reason = "no folder or archive"
	NotReadable  Reason = "not readable"
	Damaged      Reason = "damaged"
	Encrypted    Reason = "encrypted"
	Method       Reason = "unknown compression"
	Outside      Reason = "a path leads out of it"
	Backslash    Reason = "a backslash in a path"
	Twice        Reason = "two files of one name"
	TooMany      Reason = "too many files"
	TooLarge     Reason = "too large"
	Bomb         Reason = "unpacks to too much"
	Which        Reason = "several archives"
	Missing      Reason = "the lesson is missing"
	Nothing      Reason = "no source files"

	NoScenarios      Reason = "no scenarios"
	TooManyScenarios Reason = "too many scenarios"
)

// Why a file is left out of a hand-in that is laid, in words as well.
const (
	SymbolicLink Reason = "symbolic link"
	HardLink     Reason = "hard link"
	Special      Reason = "special file"
	Nested       Reason = "an archive inside"
	Compiled     Reason = "a compiled program"
	NotText      Reason = "no text"
	UTF16        Reason = "text in UTF-16"
	BadName      Reason = "unusual name"
	LongPath     Reason = "long path"
	LargeFile    Reason = "large file"
	KitsOwn      Reason = "a name of the kit"
	OfTools      Reason = "of a tool"
)

// reasons has all of them, with what a student should know and try.
var reasons = []struct {
	reason Reason
	whole  bool // the hand-in is refused, and not only the file
	is     string
	try    string
}{
	{NotAnArchive, true, "it is not a folder, a zip or a tar", "hand in a .zip or a .tar.gz"},
	{NotReadable, true, "it is a link or another thing that is not a file", "hand in the folder or archive itself"},
	{Damaged, true, "the archive is damaged or was cut off", "make it again, open it once yourself, and hand it in again"},
	{Encrypted, true, "the archive is encrypted", "make it without a password"},
	{Method, true, "the zip is compressed in a way that we do not know", "make it with your system's own zip command"},
	{Outside, true, "a path in the archive leads out of it", "make the archive again, from inside your folder"},
	{Backslash, true, "a path in the archive has a backslash or a drive letter, which only Windows understands", "make it with Windows Explorer or another program"},
	{Twice, true, "two files have the same name, or names that differ only in upper and lower case or in how an accent is written", "rename or remove one of them"},
	{TooMany, true, fmt.Sprintf("it has too many files; at most %d are read", MaxFiles), "hand in your source files alone"},
	{TooLarge, true, fmt.Sprintf("its files are too large; at most %d MB are read", MaxTotal>>20), "hand in your source files alone"},
	{Bomb, true, "a small archive unpacks to very much", "hand in your source files alone"},
	{Which, true, "there are several archives", "hand in one"},
	{Missing, true, "the folder of this lesson is not in it", "hand in that folder"},
	{Nothing, true, "it has no source files", "hand in the text of your program"},
	{NoScenarios, true, "it has no scenarios", "hand in files whose names end with .txtar"},
	{TooManyScenarios, true, fmt.Sprintf("it has too many scenarios; at most %d are read", MaxScenarios), "hand in your own, and not those of the kit"},
	{SymbolicLink, false, "it is a symbolic link", "put the file itself there"},
	{HardLink, false, "it is a hard link", "put the file itself there"},
	{Special, false, "it is a device, a pipe or a socket", "leave it out"},
	{Nested, false, "it is an archive inside the hand-in, and we do not open it", "put its files there"},
	{Compiled, false, "it is a compiled program", "hand in its source"},
	{NotText, false, "it is not text", "a server needs only its source"},
	{UTF16, false, "it is text in UTF-16", "save it as UTF-8"},
	{BadName, false, "its name does not work on every system", "use letters, digits, dots, - and _ in it"},
	{LongPath, false, "its path is too long or too deep", "use shorter names or fewer folders"},
	{LargeFile, false, fmt.Sprintf("it is larger than %d MB", MaxFile>>20), "leave it out"},
	{KitsOwn, false, "the kit has its own files of this name, and uses those", "give the folder another name if your server needs it"},
	{OfTools, false, "it belongs to a tool and is not source", "leave it out"},
}

// Is says what is wrong, as the end of a sentence about the hand-in or file.
func (r Reason) Is() string { return reasons[r.row()].is }

// Try says what the student can do about it.
func (r Reason) Try() string { return reasons[r.row()].try }

func (r Reason) row() int {
	for i, row := range reasons {
		if row.reason == r {
			return i
		}
	}
	panic("no row for reason " + string(r)) // a reason is one of the constants above
}

// A Refusal says why a hand-in was not laid. The student can mend it.
type Refusal struct {
	Reason Reason
	HandIn string // its title
	File   string // inside the hand-in, cleaned; empty if it is about the whole
	Detail string // cleaned; may be empty
}

// Error tells whose it is, what is wrong, and what to try, in one line.
func (r *Refusal) Error() string { return r.HandIn + ": " + r.What() + "; " + r.Reason.Try() }

// What tells the student what is wrong.
func (r *Refusal) What() string {
	what := r.Reason.Is()
	if r.File != "" {
		what = r.File + ": " + what
	}
	if r.Detail != "" {
		what += " (" + r.Detail + ")"
	}
	return what
}

// A LeftOut is a file that was not laid.
type LeftOut struct {
	File   string // its path in the hand-in, cleaned; a folder ends with a slash
	Reason Reason
	Detail string // such as "a program for Linux (ELF)"; may be empty
}

// String tells it to the student in one line.
func (l LeftOut) String() string {
	text := l.File + ": " + l.Reason.Is()
	if l.Detail != "" {
		text += " (" + l.Detail + ")"
	}
	return text + "; " + l.Reason.Try()
}

// A leftOuts collects what was left out: some, and how many in all.
type leftOuts struct {
	listed []LeftOut
	all    int
}

func (l *leftOuts) add(file string, reason Reason, detail string) {
	l.all++
	out := LeftOut{shown(file), reason, shown(detail)}
	if len(l.listed) < maxListed && !slices.Contains(l.listed, out) {
		l.listed = append(l.listed, out)
	}
}

// first names the first file that was left out, and says why. It is for a hand-in whose files
// were all left out.
func (l *leftOuts) first() string {
	if len(l.listed) == 0 {
		return ""
	}
	first := l.listed[0]
	text := first.File + ": " + first.Reason.Is()
	if first.Detail != "" {
		text += ": " + first.Detail
	}
	return text
}
