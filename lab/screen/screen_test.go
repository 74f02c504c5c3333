package screen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A seat is a person at a terminal.
type seat struct {
	*Screen
	t           *testing.T
	glass       *glass
	width       atomic.Int64
	keyboard    *io.PipeWriter
	interrupted chan struct{}
}

func sitDown(t *testing.T, width int) *seat {
	in, keyboard := io.Pipe()
	p := &seat{t: t, glass: newGlass(t, width), keyboard: keyboard, interrupted: make(chan struct{}, 1)}
	p.width.Store(int64(width))
	p.Screen = New(in, p.glass, func() int { return int(p.width.Load()) }, func() { p.interrupted <- struct{}{} })
	t.Cleanup(func() { keyboard.Close() })
	return p
}

func (p *seat) types(keys string) {
	p.t.Helper()
	if _, err := io.WriteString(p.keyboard, keys); err != nil {
		p.t.Fatal(err)
	}
}

func (p *seat) arrives(line string) {
	p.t.Helper()
	if _, err := io.WriteString(p.Screen, line+"\n"); err != nil {
		p.t.Fatal(err)
	}
}

// An answer is what ReadLine returned.
type answer struct {
	line string
	err  error
}

func (p *seat) reads(ctx context.Context, prompt string) <-chan answer {
	got := make(chan answer, 1)
	go func() {
		line, err := p.ReadLine(ctx, prompt)
		got <- answer{line, err}
	}()
	return got
}

// next receives a value that must come soon.
func next[T any](t *testing.T, from <-chan T) (got T) {
	t.Helper()
	select {
	case got = <-from:
	case <-time.After(patience):
		t.Fatal("it does not come")
	}
	return got
}

const (
	left, right, arrowUp, arrowDown, home, end = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x1b[1~", "\x1b[4~"
	backspace                                  = "\x7f"
)

func TestLinesArriveAboveWhatIsTyped(t *testing.T) {
	p := sitDown(t, 40)
	got := p.reads(t.Context(), "> ")
	p.glass.await("> │")
	p.arrives("[bruno] hello")
	p.glass.await("[bruno] hello", "> │")
	p.types("hi thre")
	p.glass.await("[bruno] hello", "> hi thre│")
	p.types(left + left)
	p.glass.await("> hi th│re")
	p.arrives("[bruno] are you there?\n* carla joined")
	p.glass.await("[bruno] hello", "[bruno] are you there?", "* carla joined", "> hi th│re")
	p.types("e" + end + "!\r")
	if a := next(t, got); a != (answer{"hi there!", nil}) {
		t.Errorf("typed: %q, %v", a.line, a.err)
	}
	p.arrives("[bruno] so")
	p.glass.await("* carla joined", "> hi there!", "[bruno] so", "│")
}

// TestWideCharacters: characters that take two columns, and those that take none.
func TestWideCharacters(t *testing.T) {
	p := sitDown(t, 20)
	got := p.reads(t.Context(), "> ")
	p.types("日本語e\u0301🎉")
	p.glass.await("> 日本語e🎉│")
	p.arrives("[bruno] ようこそ")
	p.glass.await("[bruno] ようこそ", "> 日本語e🎉│")
	p.types(backspace + left + left + left)
	p.glass.await("> 日本│語e")
	p.arrives("[bruno] 한국어 and more than a row of it")
	p.glass.await("[bruno] 한국어 and m", "ore than a row of it", "> 日本│語e")
	p.types("\r")
	if a := next(t, got); a.line != "日本語e\u0301" {
		t.Errorf("typed: %q", a.line)
	}
}

// TestLongLine: a long line scrolls in one row, and is shown whole after Enter.
func TestLongLine(t *testing.T) {
	p := sitDown(t, 20)
	got := p.reads(t.Context(), "> ")
	p.types("abcdefghijklmnopq")
	p.glass.await("> abcdefghijklmnopq│")
	p.types("rs")
	p.glass.await("> …defghijklmnopqrs│")
	p.arrives("[bruno] hello")
	p.glass.await("[bruno] hello", "> …defghijklmnopqrs│")
	p.types(left)
	p.glass.await("[bruno] hello", "> …defghijklmnopqr│s")
	p.types(left + left + left + left + left)
	p.glass.await("[bruno] hello", "> abcdefghijklm│nopq")
	p.types(home)
	p.glass.await("[bruno] hello", "> │abcdefghijklmnopq")
	p.types("\r")
	if a := next(t, got); a.line != "abcdefghijklmnopqrs" {
		t.Errorf("typed: %q", a.line)
	}
	p.glass.await("[bruno] hello", "> abcdefghijklmnopqr", "s", "│")
}

// TestResize: a narrower terminal, which wraps the row, and a wider one.
func TestResize(t *testing.T) {
	p := sitDown(t, 40)
	p.reads(t.Context(), "> ")
	p.arrives("[bruno] hello")
	p.types("abcdefghijklmnopqrstuvwxyz0123456789")
	p.glass.await("[bruno] hello", "> abcdefghijklmnopqrstuvwxyz0123456789│")
	p.glass.resize(20)
	p.width.Store(20)
	p.Resized()
	p.glass.await("[bruno] hello", "> …uvwxyz0123456789│")
	p.arrives("[bruno] still there?")
	p.glass.await("[bruno] hello", "[bruno] still there?", "> …uvwxyz0123456789│")
	p.glass.resize(60)
	p.width.Store(60) // without a call of Resized, as on Windows
	p.types("!")
	p.glass.await("[bruno] still there?", "> abcdefghijklmnopqrstuvwxyz0123456789!│")
	p.width.Store(0) // the width is unknown
	p.types("?")
	p.glass.await("[bruno] still there?", "> abcdefghijklmnopqrstuvwxyz0123456789!?│")
	p.glass.resize(3)
	p.width.Store(3) // useless, but harmless
	p.Resized()
	p.types("x")
}

func TestHistory(t *testing.T) {
	p := sitDown(t, 40)
	for _, line := range []string{"one", "two"} {
		got := p.reads(t.Context(), "> ")
		p.types(line + "\r")
		next(t, got)
	}
	got := p.reads(t.Context(), "> ")
	p.types(arrowUp + arrowUp)
	p.glass.await("> two", "> one│")
	p.types("\r")
	if a := next(t, got); a.line != "one" {
		t.Errorf("from history: %q", a.line)
	}
}

func TestKeys(t *testing.T) {
	p := sitDown(t, 40)
	got := p.reads(t.Context(), "> ")
	p.types("\x1b") // Escape alone must not swallow the next keys
	p.types("123")
	p.glass.await("> 123│")
	p.arrives("hello")
	p.types("\x0c4") // Ctrl-L
	p.glass.await("> 1234│")
	if lines := p.glass.lines(); len(lines) != 1 {
		t.Errorf("the screen is not cleared: %q", lines)
	}
	p.types("\x1b[200~\x1b]0;pasted\x07\x1b[201~") // the editor drops the escape sequence
	p.types("\r")
	next(t, got)
	p.glass.await("> 1234\ufffdasted\ufffd", "│")
	got = p.reads(t.Context(), "> ")
	p.types("\x1b[200~all of it pasted\r")
	if a := next(t, got); a != (answer{"all of it pasted", nil}) {
		t.Errorf("pasted: %q, %v", a.line, a.err)
	}
}

func TestLeaving(t *testing.T) {
	p := sitDown(t, 40)
	got := p.reads(t.Context(), "> ")
	p.types("half")
	p.types("\x03")
	next(t, p.interrupted)
	if a := next(t, got); a.err != io.EOF {
		t.Errorf("Ctrl-C: %v", a.err)
	}
	p.types("\x03") // while nobody calls ReadLine
	next(t, p.interrupted)

	p = sitDown(t, 40)
	got = p.reads(t.Context(), "> ")
	p.types("\x04")
	if a := next(t, got); a.err != io.EOF {
		t.Errorf("Ctrl-D: %v", a.err)
	}
	p = sitDown(t, 40)
	got = p.reads(t.Context(), "> ")
	p.keyboard.Close()
	if a := next(t, got); a.err != io.EOF {
		t.Errorf("the input ends: %v", a.err)
	}
}

// TestStoppedReading: neither a half-typed line nor keys typed between two reads are lost.
func TestStoppedReading(t *testing.T) {
	p := sitDown(t, 40)
	ctx, stop := context.WithCancel(t.Context())
	got := p.reads(ctx, "> ")
	p.types("an")
	p.glass.await("> an│")
	stop()
	if a := next(t, got); !errors.Is(a.err, context.Canceled) {
		t.Errorf("stopped: %v", a.err)
	}
	p.types("a\rnext\r")
	for _, want := range []string{"ana", "next"} { // the editor has read both at once
		if a := next(t, p.reads(ctx, "> ")); !errors.Is(a.err, context.Canceled) {
			t.Errorf("reading %q, though it is over", a.line)
		}
		if a := next(t, p.reads(t.Context(), "name: ")); a != (answer{want, nil}) {
			t.Errorf("read %q, %v, want %q", a.line, a.err, want)
		}
	}
	p.glass.await("name: ana", "name: next", "│")
}

// TestStoppedAtTheLastMoment: a stopped read takes nothing from the next read.
func TestStoppedAtTheLastMoment(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	for range 100 { // if two channels are ready, select chooses at random
		k := keys{typed: make(chan []byte, 1), stop: stop}
		k.typed <- []byte("ana\r")
		buf := make([]byte, 8)
		if n, err := k.read(buf); n > 0 || err != errStopped {
			t.Fatalf("read %q, %v", buf[:n], err)
		}
		k.stop = nil
		if n, _ := k.read(buf); string(buf[:n]) != "ana\r" {
			t.Fatalf("the next one reads %q", buf[:n])
		}
	}
}

func TestClose(t *testing.T) {
	p := sitDown(t, 40)
	p.reads(t.Context(), "> ")
	p.arrives("hello")
	p.glass.await("hello", "> │")
	p.Close()
	p.glass.await("hello", "│")

	p = sitDown(t, 40)
	p.reads(t.Context(), "> ")
	p.types("not sent")
	p.glass.await("> not sent│")
	p.Close()
	p.glass.await("> not sent", "│")
}

// TestNothingIsTorn: whatever is typed while lines arrive, every line is whole in its row,
// and the typed line is below. In half of the runs the terminal has other widths for
// characters that are not ASCII.
func TestNothingIsTorn(t *testing.T) {
	for seed := range uint64(8) {
		random := rand.New(rand.NewPCG(seed, 0))
		p := sitDown(t, 30)
		if seed%2 == 1 {
			p.glass.wide = func(c rune) int { return 1 + int(c)%2*min(int(c)/0x80, 1) }
		}
		p.reads(t.Context(), "> ")
		const lines = 50
		var typing sync.WaitGroup
		typing.Go(func() {
			for range 100 {
				p.types([]string{"a", "bc", "日", "🎉", "e\u0301", left, right, home, end, backspace}[random.IntN(10)])
			}
			p.types(end + "\x15" + "done")
		})
		var want []string
		for i := range lines {
			line := fmt.Sprintf("[bruno] line %d", i)
			p.arrives(line)
			want = append(want, line)
		}
		typing.Wait()
		p.glass.await(append(want, "> done│")...)
		if got := p.glass.lines(); len(got) != lines+1 {
			t.Errorf("seed %d: %d rows too many:\n%s", seed, len(got)-lines-1, strings.Join(got, "\n"))
		}
	}
}
