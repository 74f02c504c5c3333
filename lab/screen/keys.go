package screen

import (
	"bytes"
	"errors"
	"io"
)

const (
	keysAhead = 1024 // how many reads of the terminal may wait until somebody reads lines

	// The keys that would send a signal, SIGINT or SIGQUIT, if the terminal were not in raw mode.
	signalKeys = "\x03\x1c" // Ctrl-C, Ctrl-\
)

var errStopped = errors.New("reading was stopped")

// keys holds what was typed and not yet read. A read of a terminal can't be interrupted. So a
// goroutine of its own does it, and a reader of keys can be stopped.
type keys struct {
	typed chan []byte     // closed by pump when the input has ended
	rest  []byte          // received from typed, and not yet read
	stop  <-chan struct{} // ends a read
}

// pump reads keys until there are no more.
func (k *keys) pump(in io.Reader, interrupt func()) {
	defer close(k.typed)
	for {
		buf := make([]byte, 256)
		n, err := in.Read(buf)
		if bytes.ContainsAny(buf[:n], signalKeys) {
			interrupt()
		}
		if chunk := translate(buf[:n]); len(chunk) > 0 {
			k.typed <- chunk // may block until the program ends
		}
		if err != nil {
			return // the input has ended, or the terminal went away
		}
	}
}

// translate replaces keys that the editor does not know in this form. The Escape key alone
// would swallow the next typed characters, up to a letter.
func translate(chunk []byte) []byte {
	if string(chunk) == "\x1b" {
		return nil
	}
	chunk = bytes.ReplaceAll(chunk, []byte("\x1b[1~"), []byte("\x1b[H")) // Home, as tmux sends it
	return bytes.ReplaceAll(chunk, []byte("\x1b[4~"), []byte("\x1b[F"))  // End
}

// forget drops everything typed so far.
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

// read returns typed bytes to the editor. Bytes that it does not return stay for the next
// read, even if it is stopped.
func (k *keys) read(p []byte) (int, error) {
	if len(p) == 0 { // the editor's buffer is full of a key without an end
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
