package history

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"chatlab/work/14-a-thousand/server/wire"
)

// After a crash the end of the file may be torn: the last record was being written,
// and only part of it is there. Nobody was shown it, since that happens after the
// sync. So it is cut off. A crash of this program causes no other damage. A power cut
// in a large write can, since the disk writes pages in any order. So can a failing
// disk, or an editor. We cannot tell these apart, so we repair nothing. We refuse,
// say where the damage is, and leave the file as it is.

// Damage is an error in a file, other than a torn end.
type Damage struct {
	File   string
	Line   int   // from 1
	Offset int64 // of the line's first byte, from 0
	Why    error
}

func (d *Damage) Error() string {
	return fmt.Sprintf("%s is damaged at line %d (byte %d): %v. It is left as it is. "+
		"To go on with what is before it: keep a copy, and cut the file off before that byte", d.File, d.Line, d.Offset, d.Why)
}

func (d *Damage) Unwrap() error { return d.Why }

// recovered is what was found in a file.
type recovered struct {
	good    int64 // bytes of whole records
	torn    int64 // bytes after them
	records int
}

// recoverFile reads a file and calls each with the chat line of every record. It
// reports where a torn end begins. There may be no file.
func recoverFile(path string, each func(line []byte)) (found recovered, err error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return found, nil
	}
	if err != nil {
		return found, err
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 64<<10)
	for {
		line, err := readLine(in)
		switch {
		case err == io.EOF && len(line) == 0:
			return found, nil
		case err == io.EOF && (found.records > 0 || begun(line)):
			found.torn = int64(len(line))
			return found, nil
		case err != nil && err != io.EOF && err != bufio.ErrBufferFull:
			return found, err
		}
		r, bad := readRecord(bytes.TrimSuffix(line, []byte("\n")))
		if bad != nil {
			return found, &Damage{File: path, Line: found.records + 1, Offset: found.good, Why: bad}
		}
		found.records++
		found.good += int64(len(line))
		each(wire.AppendChat(nil, r.From, []byte(r.Text)))
	}
}

// readLine reads up to an LF. The error is bufio.ErrBufferFull if there is none in
// maxRecord bytes.
func readLine(in *bufio.Reader) (line []byte, err error) {
	for {
		piece, err := in.ReadSlice('\n')
		line = append(line, piece...)
		if err != bufio.ErrBufferFull || len(line) > maxRecord {
			return line, err
		}
	}
}

// begun reports whether a torn line at the very start of a file may be one of our
// records. If it is not, cutting it off would destroy another program's file.
func begun(line []byte) bool {
	start := []byte(recordStart)
	n := min(len(line), len(start))
	return bytes.Equal(line[:n], start[:n]) || len(bytes.Trim(line, "\x00")) == 0
}
