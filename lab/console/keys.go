package console

import (
	"bytes"
	"io"
	"os"
	"sync"

	"golang.org/x/term"
)

// Keys that end a command when the terminal is in raw mode.
const (
	CtrlC         = 0x03
	CtrlD         = 0x04
	CtrlBackslash = 0x1c // quit
)

// Keyboard puts the terminal into raw mode: every key comes at once, without Enter, and is
// not shown. It returns the keys, and a terminal to write to meanwhile, on which lines begin
// at the left. Call leave in every case: it restores the terminal. ok is false without a
// terminal; then nothing has changed.
func (t *Terminal) Keyboard() (keys <-chan byte, seated *Terminal, leave func(), ok bool) {
	in, out, was, ok := t.raw()
	if !ok {
		return nil, t, func() {}, false
	}
	typed := make(chan byte)
	go readKeys(in, typed) // a read of a terminal can't be interrupted, so this ends with the program
	raw := &rawScreen{File: out}
	return typed, &Terminal{In: t.In, Out: raw, Err: raw}, sync.OnceFunc(func() {
		term.Restore(int(in.Fd()), was.before)
		was.plain()
	}), true
}

func readKeys(in io.Reader, typed chan<- byte) {
	key := make([]byte, 1)
	for {
		if n, err := in.Read(key); err != nil || n == 0 {
			close(typed)
			return
		}
		typed <- key[0]
	}
}

// A rawScreen is a terminal in raw mode, where a line feed alone does not return to the left.
// Several goroutines may write to it.
type rawScreen struct {
	*os.File
	mu sync.Mutex
}

func (s *rawScreen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.File.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString is Write: the method of os.File would skip the carriage returns.
func (s *rawScreen) WriteString(text string) (int, error) { return s.Write([]byte(text)) }
