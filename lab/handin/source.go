package handin

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// An entry is something in a hand-in.
type entry struct {
	path string // as the hand-in has it, not checked
	kind entryKind
	exec bool  // a file that may be run
	size int64 // what the hand-in says: only good to leave a file out early
}

type entryKind int

const (
	aFile entryKind = iota
	aFolder
	aSymlink
	aHardLink
	aSpecial // device, pipe, socket
	aSecret  // an encrypted file
)

// A source reads a hand-in, in the same order each time.
type source interface {
	// walk calls do for each entry. Open gives the content of a file, until do returns. An
	// entry for which do returns errSkip is a folder whose content is not wanted. An error that
	// is the student's fault is a fault.
	walk(do func(e entry, open opener) error) error
	tooMuch(file string) error // what the hand-in is called that is over a limit of bytes
	close() error
}

type opener func() (io.ReadCloser, error)

var errSkip = errors.New("skip this folder")

// A fault is a reason to refuse a hand-in, before it is known which hand-in that is.
type fault struct {
	reason Reason
	file   string
	detail string
}

func (f *fault) Error() string { return string(f.reason) + " " + f.file + " " + f.detail }

// readFault returns an error of reading an archive as a fault of the archive, unless the
// system could not read the file.
func readFault(err error, file string) error {
	already, system := new(fault), syscall.Errno(0)
	switch {
	case errors.As(err, &already), errors.As(err, &system):
		return err
	case errors.Is(err, zip.ErrAlgorithm):
		return &fault{Method, file, ""}
	}
	if path := new(fs.PathError); errors.As(err, &path) {
		err = path.Err // a student need not know where the teacher keeps hand-ins
	}
	return &fault{Damaged, file, err.Error()}
}

// open opens a hand-in.
func (h HandIn) open() (source, error) {
	switch h.Kind {
	case Folder:
		return openFolder(h.Path)
	case Zip:
		return openZip(h.Path)
	case Tar, TarGz:
		return openTar(h.Path, h.Kind == TarGz)
	case Files:
		return &loose{files: h.files}, nil
	case Several:
		return nil, &fault{reason: Which}
	case Link:
		return nil, &fault{reason: NotReadable}
	}
	head, err := headOf(h.Path)
	if err != nil {
		return nil, err
	}
	if len(head) == 0 {
		return nil, &fault{reason: Damaged, detail: "it is empty"}
	}
	_, what := archiveOf(head, filepath.Base(h.Path))
	return nil, &fault{reason: NotAnArchive, detail: what}
}

// loose are files that are in no folder of their own.
type loose struct {
	meter
	files []part
}

func (l *loose) walk(do func(entry, opener) error) error {
	for _, p := range l.files {
		info, err := os.Lstat(p.path)
		if err != nil {
			return err
		}
		e := entryOf(p.name, info)
		if err := do(e, func() (io.ReadCloser, error) { return os.Open(p.path) }); err != nil && err != errSkip {
			return err
		}
	}
	return nil
}

func (l *loose) close() error { return nil }

// entryOf makes an entry of what a file system or an archive says about a file.
func entryOf(path string, info interface {
	Mode() os.FileMode
	Size() int64
}) entry {
	e := entry{path: path, size: info.Size(), exec: info.Mode()&0o100 != 0}
	switch mode := info.Mode(); {
	case mode.IsDir():
		e.kind = aFolder
	case mode&os.ModeSymlink != 0:
		e.kind = aSymlink
	case !mode.IsRegular():
		e.kind = aSpecial
	}
	return e
}

// A meter counts what comes out of an archive, and ends it if that is too much.
type meter struct {
	in  func() int64 // bytes of the archive: all, or those read up to now; nil if it is not in one
	out int64
}

// add counts n more bytes.
func (m *meter) add(n int64) error {
	m.out += n
	if m.out > maxRead {
		return m.tooMuch("")
	}
	return nil
}

// tooMuch says what a hand-in is called that is over a limit of bytes.
func (m *meter) tooMuch(file string) error {
	if m.in != nil && m.out > bombFrom && m.out/bombRatio > m.in() {
		return &fault{reason: Bomb, file: file}
	}
	return &fault{reason: TooLarge, file: file}
}

// A metered reader counts what is read from it.
type metered struct {
	io.Reader
	add func(int64) error
}

func (m metered) Read(p []byte) (int, error) {
	n, err := m.Reader.Read(p)
	if over := m.add(int64(n)); over != nil {
		return n, over
	}
	return n, err
}
