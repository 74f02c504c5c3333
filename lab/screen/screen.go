// Package screen is a terminal for a conversation: lines arrive above the line that a person
// types, and never tear it. It does not know the chat. Its caller gives it a terminal in raw
// mode, and switches raw mode on and off.
//
// The editor, with its keys and history, is golang.org/x/term. It assumes that every
// character is one cell wide. So it draws on a row of ours, where that is true, and we paint
// the row for the person.
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

// A Screen is a terminal on which a person types while lines arrive.
type Screen struct {
	editor  *term.Terminal
	reading sync.Mutex // held during ReadLine; guards the reader's part of keys
	keys    keys

	out   io.Writer
	width func() int

	mu     sync.Mutex // guards what is painted, so it is held during writes to out
	row    row
	prompt string // painted before the row; empty: neither is shown
	column int    // where the cursor was painted last

	hidden atomic.Bool // the row is not shown or remembered until Enter
	forget atomic.Bool // the next ReadLine throws the hidden row away
}

// New returns a Screen. A goroutine reads keys from in until in ends; nothing else can end
// it. in is usually standard input, which ends with the program. width returns how many
// columns out has, or 0 if nobody knows.
//
// interrupt is called when Ctrl-C or Ctrl-\ is typed, even while nobody calls ReadLine: raw mode sends
// no signal.
func New(in io.Reader, out io.Writer, width func() int, interrupt func()) *Screen {
	s := &Screen{out: out, width: width, keys: keys{typed: make(chan []byte, keysAhead)}}
	s.edit(memory{term.NewTerminal(nil, "").History, s})
	go s.keys.pump(in, interrupt)
	return s
}

// edit starts a new editor.
func (s *Screen) edit(history term.History) {
	s.editor = term.NewTerminal(desk{s}, "")
	s.editor.SetSize(math.MaxInt32, 1) // one row without an end
	s.editor.History = history
}

// beginAnew throws the half-typed line away, with a new editor. No keys could clear the old
// one in every state: in a paste, in a character, in the history.
func (s *Screen) beginAnew() {
	s.edit(s.editor.History)
	s.keys.forget()
	s.mu.Lock()
	s.row = row{}
	s.mu.Unlock()
	s.Show()
}

// ReadLine shows the prompt and returns the next line that is typed. The error is io.EOF
// after Ctrl-D, Ctrl-C or the end of the input, or ctx's when ctx ends. Then the next call
// continues with the half-typed line, unless Forget was called.
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
	if err == nil || err == term.ErrPasteIndicator { // after Enter; otherwise a half-typed secret stays hidden
		s.Show()
	}
	switch {
	case err == term.ErrPasteIndicator: // a note about the line, not an error
		return line, nil
	}
	return line, err
}

// Hide hides the line being typed, because it is a secret, and shows another prompt. Text
// that was already typed is hidden too. After Enter all is as before.
func (s *Screen) Hide(prompt string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hidden.Store(true)
	s.prompt = prompt
	s.paint("")
}

// Show ends what Hide began. It never blocks, not even on a terminal that accepts no output.
func (s *Screen) Show() { s.hidden.Store(false) }

// Forget ends what Hide began, if Enter was not pressed. The half-typed secret is thrown away
// and never shown. Forget never blocks.
func (s *Screen) Forget() { s.forget.Store(s.hidden.Load()) }

// A memory is the editor's history, without secrets.
type memory struct {
	term.History
	s *Screen
}

func (m memory) Add(line string) {
	if !m.s.hidden.Load() {
		m.History.Add(line)
	}
}

// Write shows lines above the line being typed. The lines must be whole and safe for a
// terminal: clean what came from a network first.
func (s *Screen) Write(lines []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	above := strings.ReplaceAll(string(lines), "\n", "\r\n")
	if err := s.paint(above); err != nil {
		return 0, err
	}
	return len(lines), nil
}

// Resized tells the Screen that the width may have changed. Without it, the next key or line
// repaints the row.
func (s *Screen) Resized() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paint("")
}

// Close ends the last line, so that others can write to the terminal. A half-typed line stays
// visible. Like every write, Close blocks while a terminal accepts no output.
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
	if !s.hidden.Load() { // a secret has its own prompt
		s.prompt = prompt
	}
	s.paint("")
}

// A desk is the editor's side of a Screen: it gives the editor keys and takes its drawing.
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
		case entered: // the full line stays visible
			above += s.prompt + s.shown().text() + "\r\n"
			s.row, s.prompt = row{}, ""
		case cleared:
			above = clearAll
		}
	}
	return len(drawing), s.paint(above)
}

// The escape sequences that we send. They come from the VT100, and every terminal of today
// knows them.
const (
	clearAll   = "\x1b[2J\x1b[H"
	clearBelow = "\r\x1b[J"
	up         = "\x1b[%dA"
	noWrap     = "\x1b[?7l"
	wrap       = "\x1b[?7h"
	mark       = "\x1b7" // save the cursor's place
	toMark     = "\x1b8" // go back to it
)

// shown returns the row as it may be shown: empty if it is hidden.
func (s *Screen) shown() *row {
	if s.hidden.Load() {
		return &row{}
	}
	return &s.row
}

// paint clears the typed line, writes the lines above it, and paints the line again, in one
// write. It does not trust its own idea of a character's width. So it switches wrapping off
// while it paints, and the line never takes more than one row. And it saves the cursor's
// place instead of computing it.
func (s *Screen) paint(above string) error {
	width := s.width()
	if width <= 0 {
		width = usualWidth
	}
	var b strings.Builder
	if rows := s.column / width; rows > 0 { // the terminal got narrower and has wrapped our row
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
