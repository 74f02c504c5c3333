// Package screen is a terminal for a conversation: lines arrive above the line
// that a person is typing, and never tear it. It knows nothing of a chat, and
// it is given a terminal in raw mode; who switches that on switches it off.
//
// The editing itself, keys and history, is golang.org/x/term's. That one takes
// every character for one cell wide, so it draws on a row of ours, in which
// that is so; what the person sees is painted from the row.
//
//   - screen.go: Screen: ReadLine, Write, Close, and how it paints
//   - keys.go: what is typed, on its way to the editor
//   - row.go: the row that the editor draws on
//   - view.go: the part of a row that fits
package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/term"

	"chatlab/lab/layout"
)

// A Screen is a terminal on which somebody types while lines arrive.
type Screen struct {
	editor  *term.Terminal
	reading sync.Mutex // held by ReadLine to its end; guards what of keys is the reader's
	keys    keys

	out   io.Writer
	width func() int

	mu     sync.Mutex // guards what is painted, and so is held while out is written to
	row    row
	prompt string // what is painted before the row; empty: neither is shown
	column int    // the cursor's, as it was painted last

	hidden atomic.Bool // nothing of the row is shown, or remembered, until it is entered
	forget atomic.Bool // nor will it be entered: the next ReadLine begins anew
}

// New returns a Screen. It reads keys from in until in ends, in a goroutine
// that nothing else can end; in is usually standard input, and ends with the
// program. Width tells how many columns out has; 0 means that nobody knows.
//
// Interrupt is called when Ctrl-C is typed, be it while nobody reads lines: in
// raw mode there is no signal.
func New(in io.Reader, out io.Writer, width func() int, interrupt func()) *Screen {
	s := &Screen{out: out, width: width, keys: keys{typed: make(chan []byte, keysAhead)}}
	s.edit(memory{term.NewTerminal(nil, "").History, s})
	go s.keys.pump(in, interrupt)
	return s
}

// edit begins with a new editor.
func (s *Screen) edit(history term.History) {
	s.editor = term.NewTerminal(desk{s}, "")
	s.editor.SetSize(math.MaxInt32, 1) // one row, as long as it takes
	s.editor.History = history
}

// beginAnew throws away what is half typed. No keys can make an editor do that,
// wherever it is: in the middle of a paste, of a character, among old lines. So
// another takes its place.
func (s *Screen) beginAnew() {
	s.edit(s.editor.History)
	s.keys.forget()
	s.mu.Lock()
	s.row = row{}
	s.mu.Unlock()
	s.Show()
}

// ReadLine shows the prompt and returns the line that is typed next. The error
// is io.EOF after Ctrl-D, Ctrl-C or the end of the input, and ctx's when that
// ends; what is half typed then, the next call goes on with, unless Forget was
// called.
func (s *Screen) ReadLine(ctx context.Context, prompt string) (string, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	s.keys.stop = ctx.Done()
	if s.forget.Swap(false) {
		s.beginAnew()
	}
	s.show(prompt)
	line, err := s.editor.ReadLine()
	if errors.Is(err, errStopped) {
		return "", ctx.Err()
	}
	if err == nil || err == term.ErrPasteIndicator { // entered; else what was begun stays hidden
		s.Show()
	}
	switch {
	case err == term.ErrPasteIndicator: // a remark about the line, and no error
		return line, nil
	}
	return line, err
}

// Hide hides the line that is typed, be it begun or not, with another prompt
// before it: it is a secret. When it has been entered all is as before.
func (s *Screen) Hide(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden.Store(true)
	s.prompt = prompt
	s.paint("")
}

// Show ends what Hide began. It waits for nobody, as for a terminal that takes
// nothing.
func (s *Screen) Show() { s.hidden.Store(false) }

// Forget ends what Hide began, if that was not entered: what is half typed of a
// secret is thrown away, and is never to be seen. It waits for nobody either.
func (s *Screen) Forget() { s.forget.Store(s.hidden.Load()) }

// A memory is the editor's history, in which no secret comes.
type memory struct {
	term.History
	s *Screen
}

func (m memory) Add(line string) {
	if !m.s.hidden.Load() {
		m.History.Add(line)
	}
}

// Write shows lines above the one that is typed. They must be whole, and fit
// for a terminal: who writes what came from a network cleans it first.
func (s *Screen) Write(lines []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	above := strings.ReplaceAll(string(lines), "\n", "\r\n")
	if err := s.paint(above); err != nil {
		return 0, err
	}
	return len(lines), nil
}

// Resized is to be called when the width may have changed. Where nobody calls
// it, the next key or line puts things right.
func (s *Screen) Resized() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paint("")
}

// Close ends the line below, so that others can write to the terminal. What
// was typed and not sent stays where it is. Like all that writes, it waits for
// a terminal that takes nothing.
func (s *Screen) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := ""
	if text := s.row.text(); text != "" && !s.hidden.Load() {
		last = s.prompt + text + "\r\n"
	}
	s.prompt = ""
	s.paint(last)
}

func (s *Screen) show(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.hidden.Load() { // a secret has its own
		s.prompt = prompt
	}
	s.paint("")
}

// A desk is the side of a Screen that the editor sees: keys come from it, and
// it is drawn on.
type desk struct{ s *Screen }

func (d desk) Read(p []byte) (int, error) { return d.s.keys.read(p) }

func (d desk) Write(drawing []byte) (int, error) {
	s := d.s
	s.mu.Lock()
	defer s.mu.Unlock()
	above := ""
	for rest := drawing; len(rest) > 0; {
		var did deed
		switch rest, did = s.row.take(rest); did {
		case entered: // it stays to be seen, in full
			above += s.prompt + s.shown().text() + "\r\n"
			s.row, s.prompt = row{}, ""
		case cleared:
			above = clearAll
		}
	}
	return len(drawing), s.paint(above)
}

// What a terminal is told. All of it goes back to the VT100, and every
// terminal of today knows it.
const (
	clearAll   = "\x1b[2J\x1b[H"
	clearBelow = "\r\x1b[J"
	up         = "\x1b[%dA"
	noWrap     = "\x1b[?7l"
	wrap       = "\x1b[?7h"
	mark       = "\x1b7" // here is the cursor's place,
	toMark     = "\x1b8" // and there it goes back
)

// shown is the row as others may see it.
func (s *Screen) shown() *row {
	if s.hidden.Load() {
		return &row{}
	}
	return &s.row
}

// paint wipes the typed line, writes what stands above it, and paints the line
// anew, in one write. It does not trust its own idea of how wide a character
// is: while the line is painted the terminal does not wrap, so that it never
// takes more than one row, and the cursor's place is marked, not computed.
func (s *Screen) paint(above string) error {
	width := s.width()
	if width <= 0 {
		width = usualWidth
	}
	var b strings.Builder
	if rows := s.column / width; rows > 0 { // narrower than it was: the terminal has wrapped our row
		fmt.Fprintf(&b, up, rows)
	}
	b.WriteString(clearBelow + above)
	s.column = 0
	if s.prompt != "" {
		before, after := s.shown().view(width - layout.Columns(s.prompt))
		b.WriteString(noWrap + s.prompt + before + mark + after + toMark + wrap)
		s.column = layout.Columns(s.prompt + before)
	}
	_, err := io.WriteString(s.out, b.String())
	return err
}
