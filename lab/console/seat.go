package console

import (
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"chatlab/lab/screen"
)

// Seat puts the terminal into raw mode, in which every key comes at once, and returns a
// screen on it. Call leave in every case: a terminal left in raw mode does not show what the
// user types. ok is false if this is not a terminal that can show lines above a prompt. Then
// nothing has changed.
func (t *Terminal) Seat(interrupt func()) (s *screen.Screen, leave func(), ok bool) {
	in, out, was, ok := t.raw()
	if !ok {
		return nil, nil, false
	}
	width := func() int {
		columns, _, err := term.GetSize(int(out.Fd()))
		if err != nil {
			return 0
		}
		return columns
	}
	s = screen.New(in, out, width, interrupt)
	unwatch := onResize(s.Resized)
	return s, sync.OnceFunc(func() {
		term.Restore(int(in.Fd()), was.before)
		AtMost(StuckTime, func() {
			unwatch()
			s.Close()
		})
		was.plain()
	}), true
}

// wasBefore is the state of a terminal before raw mode.
type wasBefore struct {
	before *term.State
	plain  func()
}

// raw puts the terminal into raw mode, and enables escape sequences. ok is false if this
// terminal can't do that. Then nothing has changed.
func (t *Terminal) raw() (in, out *os.File, was wasBefore, ok bool) {
	in, isFile := t.In.(*os.File)
	out, isFileToo := t.Out.(*os.File)
	if !isFile || !isFileToo || !term.IsTerminal(int(in.Fd())) || !term.IsTerminal(int(out.Fd())) || os.Getenv("TERM") == "dumb" {
		return nil, nil, was, false
	}
	plain, ok := understand(out)
	if !ok {
		return nil, nil, was, false
	}
	before, err := term.MakeRaw(int(in.Fd()))
	if err != nil {
		plain()
		return nil, nil, was, false
	}
	return in, out, wasBefore{before, plain}, true
}

// StuckTime is how long we wait at the end for a terminal that accepts no output.
const StuckTime = time.Second

// AtMost calls do, and waits for limit at most. After that, do goes on alone and ends with
// the program.
func AtMost(limit time.Duration, do func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
}
