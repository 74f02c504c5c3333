package screen

import (
	"bytes"
	"errors"
	"io"
)

const (
	keysAhead = 1024 // how many reads of typing may wait for somebody to read lines
	ctrlC     = 3
)

var errStopped = errors.New("reading was stopped")

// keys is what was typed and not yet read. A read from a terminal can't be
// interrupted, so a goroutine does nothing else, and whoever reads from it can
// be stopped.
type keys struct {
	typed chan []byte     // closed by pump, when the input has ended
	rest  []byte          // received from typed, and not yet read
	stop  <-chan struct{} // ends a read
}

// pump reads keys until there are no more.
func (k *keys) pump(in io.Reader, interrupt func()) {
	defer close(k.typed)
	for {
		buf := make([]byte, 256)
		n, err := in.Read(buf)
		if bytes.IndexByte(buf[:n], ctrlC) >= 0 {
			interrupt()
		}
		if chunk := translate(buf[:n]); len(chunk) > 0 {
			k.typed <- chunk // in the worst case, until the program ends
		}
		if err != nil {
			return // a terminal that went away, as much as one that ended
		}
	}
}

// translate helps the editor with keys that it does not know as they come. The
// Escape key alone would swallow what is typed next, up to a letter.
func translate(chunk []byte) []byte {
	if string(chunk) == "\x1b" {
		return nil
	}
	chunk = bytes.ReplaceAll(chunk, []byte("\x1b[1~"), []byte("\x1b[H")) // Home, as tmux says it
	return bytes.ReplaceAll(chunk, []byte("\x1b[4~"), []byte("\x1b[F"))  // End
}

// forget throws away what was typed so far.
func (k *keys) forget() {
	k.rest = nil
	for {
		select {
		case _, ok := <-k.typed:
			if !ok {
				return
			}
		default:
			return
		}
	}
}

// read reads what was typed, for the editor. What it does not return stays for
// the next read, also when it is stopped.
func (k *keys) read(p []byte) (int, error) {
	if len(p) == 0 { // the editor is full of a key that has no end
		return 0, io.ErrShortBuffer
	}
	if len(k.rest) == 0 {
		select {
		case chunk, ok := <-k.typed:
			if !ok {
				return 0, io.EOF
			}
			k.rest = chunk
		case <-k.stop:
		}
	}
	select {
	case <-k.stop:
		return 0, errStopped
	default:
	}
	n := copy(p, k.rest)
	k.rest = k.rest[n:]
	return n, nil
}
