package handin

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"os"
)

// A tarred is a hand-in that is a tar, compressed by gzip or not.
type tarred struct {
	meter
	file *os.File
	gzip bool
	read int64 // bytes of the file
}

func openTar(name string, gzip bool) (source, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	t := &tarred{file: file, gzip: gzip}
	t.in = func() int64 { return t.read }
	return t, nil
}

func (t *tarred) close() error { return t.file.Close() }

func (t *tarred) walk(do func(entry, opener) error) error {
	if _, err := t.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	t.read, t.out = 0, 0
	// The metered reader hides that a file can seek: then a tar could claim to have skipped
	// what is not there.
	var stream io.Reader = bufio.NewReader(metered{t.file, func(n int64) error { t.read += n; return nil }})
	if t.gzip {
		unpacked, err := gzip.NewReader(stream)
		if err != nil {
			return readFault(err, "")
		}
		stream = unpacked
	}
	whole := &ending{Reader: metered{stream, t.add}}
	stream = whole
	if err := t.entries(tar.NewReader(stream), do); err != nil {
		return err
	}
	if whole.reached {
		return &fault{Damaged, "", "its end is missing"}
	}
	// What follows has no files, but only at its end does gzip know whether it was whole.
	if _, err := io.Copy(io.Discard, stream); err != nil {
		return readFault(err, "")
	}
	return nil
}

// An ending knows whether somebody wanted to read on at the end. A tar ends with two blocks of
// zeros, so that nobody has to. One that was cut off between two files has none, and the
// reader of the standard library does not mind.
type ending struct {
	io.Reader
	reached bool
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	e.reached = e.reached || n < len(p) && err == io.EOF
	return n, err
}

func (t *tarred) entries(archive *tar.Reader, do func(entry, opener) error) error {
	for {
		header, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) { // checkPath looks at paths
			return readFault(err, "")
		}
		e := entryOf(header.Name, header.FileInfo())
		switch header.Typeflag {
		case tar.TypeReg, tar.TypeGNUSparse:
			e.kind = aFile
		case tar.TypeDir:
			e.kind = aFolder
		case tar.TypeLink:
			e.kind = aHardLink
		case tar.TypeSymlink:
			e.kind = aSymlink
		case tar.TypeXGlobalHeader: // a comment about all files, such as git archive makes
			continue
		default:
			e.kind = aSpecial
		}
		err = do(e, func() (io.ReadCloser, error) { return io.NopCloser(archive), nil }) // the first pass has read it whole, so it is not damaged
		if err != nil && err != errSkip {
			return err
		}
	}
}
