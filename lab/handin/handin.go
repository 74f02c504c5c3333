// Package handin finds what students handed in, and lays the source files of one lesson into
// a scratch folder, or the scenarios that they wrote for it. It only deals with files. It builds
// nothing and runs nothing.
//
// Names and contents come from strangers. So nothing is written outside the scratch folder,
// everything is bounded, no size that an archive claims is believed, and texts for people
// are cleaned of control characters.
//
//   - handin.go: HandIn, and its kinds
//   - find.go: Find, which hand-ins a folder has
//   - assemble.go: what one student handed in: a folder, an archive, or some files
//   - lms.go: how learning platforms name what they export; gradescope.go: the file in which
//     Gradescope does
//   - safe.go: a file name for each hand-in that works on every system
//   - limits.go: what is too many and too large; room.go: whether the disk has room to judge it
//   - refusal.go: why a hand-in is refused, and why a file is left out, in words for students
//   - name.go: the paths inside a hand-in
//   - content.go: what a file is by its first bytes
//   - source.go: reading a hand-in, whatever it is; folder.go, zip.go, tar.go: each kind;
//     unread.go: one that can't be read
//   - inventory.go: the first pass, which looks at everything and writes nothing
//   - place.go: where in a hand-in the lesson's server is
//   - lay.go: Lay, the second pass, which copies
//   - scenarios.go: LayScenarios, which copies scenarios instead of a server
//   - hash.go: the hash of what was laid
//   - notes.go: what a builder of the files should know before it builds them
package handin

import "chatlab/server/wire"

// A HandIn is what one student handed in.
type HandIn struct {
	// Name is what the student, or their platform, called it, without an extension. It may
	// have any bytes except NUL and slashes: clean it before you show it, and use Safe for
	// files.
	Name string

	// ID is the student's number or login on the platform, if Platform is not empty.
	ID       string
	Platform string // such as "Moodle"

	Path  string // the folder or file; of several files the first
	Kind  Kind
	Safe  string // a file name, different for each hand-in that was found with it
	Older int    // earlier attempts of the same student, which do not count

	Group []string // the other students of a group that handed in the same; empty: none is known

	files []part // those of a hand-in of kind Files
}

// Title returns the name for people. Two students may have the same name, and with anonymous
// marking all have the same: then their number tells them apart.
func (h HandIn) Title() string {
	if h.ID == "" || h.ID == h.Name {
		return shown(h.Name)
	}
	return shown(h.Name) + " (" + shown(h.ID) + ")"
}

// A Kind is what a hand-in is, by its content and not by its name.
type Kind string

const (
	Folder  Kind = "folder"
	Zip     Kind = "zip"
	Tar     Kind = "tar"
	TarGz   Kind = "tar.gz"
	Files   Kind = "files"   // one or more files that are in no folder of their own
	Several Kind = "several" // several archives: nobody knows which one counts
	Link    Kind = "link"    // a symbolic link or another thing that is no file
	Unknown Kind = "unknown" // such as a .rar
)

// A part is a file, a folder or an archive that belongs to a hand-in.
type part struct {
	name string // as the student called it
	path string
	kind Kind // Files for a file that is not an archive
}

// shown returns a name or path for people: cleaned and cut.
func shown(name string) string {
	if len(name) > maxShown {
		name = name[:maxShown] + "…"
	}
	return wire.Clean(name)
}
