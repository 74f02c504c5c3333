package console

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"golang.org/x/term"

	"chatlab/lab/layout"
)

// A Bar says on a terminal what long work does now, in one line that it overwrites. Without a
// terminal it writes nothing. While a program that reads our output may write to the same terminal,
// the line is not there: see away. Several goroutines may use it.
type Bar struct {
	format string               // with places for the steps done and the total
	width  func() int           // of the terminal; 0 if it is not known
	away   func() time.Duration // how long the line must not be there from now on

	mu    sync.Mutex // held while anything is written; guards all below
	out   io.Writer  // nil: no terminal, or it has ended
	text  string
	there bool        // the line is shown
	later *time.Timer // shows the line once it may be there; nil if none is set
	done  int
	total int
}

// barEvery is the number of steps between two updates of the line.
const barEvery = 5

// clearLine goes to the left and clears the line.
const clearLine = "\r\x1b[K"

// Progress returns a Bar for work in total steps. It writes to standard error, so the line
// never gets into a pipe.
func (t *Terminal) Progress(format string, total int) *Bar {
	b := &Bar{format: format, total: total, away: t.away}
	b.onto(t.Err)
	b.Show(0)
	return b
}

// Doing returns a Bar that says what is being done.
func (t *Terminal) Doing(text string) *Bar {
	b := &Bar{away: t.away}
	b.onto(t.Err)
	b.Say(text)
	return b
}

// InPlace writes a line to standard error. On a terminal it takes the place of what the line of
// the cursor shows. After a key such as Ctrl-C a terminal drops what was just written, and that
// may have been the end of a Bar.
func (t *Terminal) InPlace(line string) {
	if clearable(t.Err) != nil {
		line = clearLine + line
	}
	fmt.Fprintln(t.Err, line)
}

// clearable returns the terminal to which w writes; nil if it is not a terminal, or one that can't clear a line.
func clearable(w io.Writer) onDevice {
	device, ok := w.(onDevice)
	if !ok || !term.IsTerminal(int(device.Fd())) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	return device
}

// onto makes the bar write to w, if w is a terminal.
func (b *Bar) onto(w io.Writer) {
	screen := clearable(w)
	if screen == nil {
		return
	}
	b.out = w
	b.width = func() int {
		columns, _, err := term.GetSize(int(screen.Fd()))
		if err != nil {
			return 0
		}
		return columns
	}
}

// Say replaces what the line says.
func (b *Bar) Say(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = text
	b.show()
}

// Step is called when a step is done.
func (b *Bar) Step() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.done++; b.done%barEvery == 0 {
		b.count()
	}
}

// Show sets the number of steps done.
func (b *Bar) Show(done int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.done = done
	b.count()
}

func (b *Bar) count() {
	b.text = fmt.Sprintf(b.format, b.done, b.total)
	b.show()
}

// ShowOf sets the number of steps done, and the total.
func (b *Bar) ShowOf(done, total int) {
	b.mu.Lock()
	b.total = total
	b.mu.Unlock()
	b.Show(done)
}

// show writes the line, as much of it as fits, or sees to it that this is done later.
func (b *Bar) show() {
	if b.out == nil {
		return
	}
	if wait := b.away(); wait > 0 {
		b.clear()
		b.showIn(wait)
		return
	}
	text := b.text
	if width := b.width(); width > 0 {
		text = layout.Fit(text, width-1)
	}
	fmt.Fprint(b.out, clearLine+text)
	b.there = true
}

// showIn shows the line later, unless it is cleared before.
func (b *Bar) showIn(wait time.Duration) {
	var later *time.Timer
	later = time.AfterFunc(wait, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.later == later {
			b.show()
		}
	})
	b.later = later
}

// clear removes the line, also if it was to be shown later.
func (b *Bar) clear() {
	if b.later != nil {
		b.later.Stop()
		b.later = nil
	}
	if b.there {
		fmt.Fprint(b.out, clearLine)
		b.there = false
	}
}

// End clears the line. Nothing is shown from then on.
func (b *Bar) End() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
	b.out = nil
}

// Clear clears the line until something new is shown.
func (b *Bar) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.clear()
}

// Above returns a terminal whose output goes above the line.
func (b *Bar) Above(t *Terminal) *Terminal {
	return &Terminal{In: t.In, Out: above{b, t.Out}, Err: t.Err}
}

// An above writes whole lines above a bar.
type above struct {
	bar *Bar
	out io.Writer
}

func (a above) Write(p []byte) (int, error) {
	a.bar.mu.Lock()
	defer a.bar.mu.Unlock()
	a.bar.clear()
	n, err := a.out.Write(p)
	a.bar.show()
	return n, err
}
