package console

import (
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"chatlab/lab/screen"
)

// Seat puts the terminal into raw mode, in which every key comes at once, and
// returns a screen on it. Leave puts everything back, and must be called
// whatever happens: a terminal that is left in raw mode shows nothing of what
// is typed. Ok is false if this is no terminal that can show lines above a
// prompt; then nothing has changed.
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
	unwatch := OnResize(s.Resized)
	return s, sync.OnceFunc(func() {
		term.Restore(int(in.Fd()), was.before)
		AtMost(StuckTime, func() {
			unwatch()
			s.Close()
		})
		was.plain()
	}), true
}

// What a terminal was like before it was put into raw mode.
type wasBefore struct {
	before *term.State
	plain  func()
}

// raw puts the terminal into raw mode, and makes it understand escape sequences. Ok is
// false if this is no terminal that does; then nothing has changed.
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

// StuckTime is how long a terminal that takes nothing is waited for at the end.
const StuckTime = time.Second

// AtMost waits for what it does only so long. After that it is left to itself,
// and ends with the program.
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
