package handin

import (
	"archive/zip"
	"errors"
	"io"
	"os"
	"strings"
)

// encryptedFlag is bit 0 of the general purpose flags (APPNOTE.TXT, 4.4.4).
const encryptedFlag = 1

// A zipped is a hand-in that is a zip. Only its central directory says what is in it: we do
// not look at the local headers, which may say something else.
type zipped struct {
	meter
	file *os.File
	zip  *zip.Reader
}

func openZip(name string) (source, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	z := &zipped{file: file}
	info, err := file.Stat()
	if err == nil {
		z.in = info.Size
		directory := &limitedAt{file, maxDirectory}
		z.zip, err = zip.NewReader(directory, info.Size())
		directory.left = -1
	}
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // checkPath looks at paths
		file.Close()
		return nil, readFault(err, "")
	}
	return z, nil
}

func (z *zipped) close() error { return z.file.Close() }

func (z *zipped) walk(do func(entry, opener) error) error {
	z.out = 0
	for _, f := range z.zip.File {
		e := entryOf(f.Name, f.FileInfo())
		e.size = int64(min(f.UncompressedSize64, 1<<62))
		switch {
		case strings.HasSuffix(f.Name, "/"):
			e.kind = aFolder
		case e.kind == aFolder: // a folder by its mode, and a file by its name
			e.path += "/"
		case e.kind == aFile && f.Flags&encryptedFlag != 0:
			e.kind = aSecret
		}
		err := do(e, func() (io.ReadCloser, error) {
			content, err := f.Open()
			if err != nil {
				return nil, readFault(err, f.Name)
			}
			return zipContent{metered{content, z.add}, content, f.Name}, nil
		})
		if err != nil && err != errSkip {
			return err
		}
	}
	return nil
}

// A zipContent is the content of a file in a zip. Its errors are faults of the hand-in.
type zipContent struct {
	io.Reader
	io.Closer
	name string
}

func (c zipContent) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = readFault(err, c.name)
	}
	return n, err
}

// A limitedAt reads at most left bytes in all, or without a limit if left is negative. It
// bounds the memory for a zip's directory, which is read whole.
type limitedAt struct {
	io.ReaderAt
	left int64
}

func (l *limitedAt) ReadAt(p []byte, at int64) (int, error) {
	if l.left >= 0 {
		if l.left -= int64(len(p)); l.left < 0 {
			l.left = 0
			return 0, &fault{TooMany, "", "the zip's list of files is too long"}
		}
	}
	return l.ReaderAt.ReadAt(p, at)
}
