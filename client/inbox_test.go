package client

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reads is a stream that comes in the given pieces, and then fails once, like a
// socket after a reset. A later read gets a plain end.
type reads struct {
	pieces []string
	fails  error
}

func (r *reads) Read(p []byte) (int, error) {
	var err error
	n := 0
	if len(r.pieces) > 0 {
		n = copy(p, r.pieces[0])
		r.pieces = r.pieces[1:]
	}
	if len(r.pieces) == 0 {
		err = io.EOF
		if r.fails != nil {
			err, r.fails = r.fails, nil
		}
	}
	return n, err
}

func TestLinesThenTheError(t *testing.T) {
	reset := errors.New("reset")
	in := newInbox(&reads{[]string{"one\ntw", "o\nthree\nno li"}, reset}) // the last piece comes with the error
	var got []string
	for range 3 {
		line, err := in.next()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"one", "two", "three"}, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	for range 2 {
		if line, err := in.next(); err != reset {
			t.Errorf("after the lines: %q, %v; want the error, and the same again", line, err)
		}
	}
}

// TestEndlessLine: an endless line does not fill the memory.
func TestEndlessLine(t *testing.T) {
	const sent, allowed = 16 << 20, 2 << 20
	endless := io.LimitReader(repeat('x'), sent)
	in := newInbox(io.MultiReader(endless, bytes.NewReader([]byte("\nafter\n"))))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, want := range []string{tooLong, "after"} {
		if line, err := in.next(); line != want || err != nil {
			t.Errorf("%.40q, %v; want %q", line, err, want)
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > allowed {
		t.Errorf("%d bytes of memory for a line of %d, want at most %d", used, sent, allowed)
	}
}

// repeat is a stream of one byte.
type repeat byte

func (r repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}
