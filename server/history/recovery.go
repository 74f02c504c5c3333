package history

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"chatlab/server/wire"
)

// After a crash the end of the file may be torn: a record that was being written
// when the power went is there in part. Nobody was shown it, since that happens
// after the sync, so it is cut off. Anything else that is wrong can't have come
// from a crash of this program. A power cut in the middle of a large write may do
// it, since the disk takes the pages of one write in any order; so may a disk that
// fails, or an editor. We can't tell these apart, so it is not for us to repair:
// we refuse, say where it is, and leave the file as it is.

// Damage is what is wrong in a file, not at its end.
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

// recovered is what a file has in it.
type recovered struct {
	good    int64 // bytes of whole records
	torn    int64 // bytes behind them
	records int
}

// recoverFile reads a file, calls each with the chat line of every record, and
// says where a torn end begins. There may be no file.
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

// readLine reads up to an LF. The error is bufio.ErrBufferFull where none comes in
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

// begun reports whether a torn line at the very beginning of a file may be a
// record of ours. To cut off what is not would destroy somebody's file.
func begun(line []byte) bool {
	start := []byte(recordStart)
	n := min(len(line), len(start))
	return bytes.Equal(line[:n], start[:n]) || len(bytes.Trim(line, "\x00")) == 0
}
