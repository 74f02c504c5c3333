package bench

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"chatlab/lab/draw"
	"chatlab/lab/lesson"
	"chatlab/lab/play"
)

// TestPageOfOnePlay: a page is about one play, and about the people of that one, although another
// takes its place meanwhile.
func TestPageOfOnePlay(t *testing.T) {
	t.Parallel()
	b, _ := serve(t, map[string]string{lesson1: "# One\n"})
	s := b.playground(lesson.All[0])
	var over atomic.Bool
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := 0; !over.Load(); n++ {
			c := choice{Third: n%2 == 0}
			p := play.New(play.Config{People: c.people()})
			s.mu.Lock()
			s.choice, s.play = c, p
			s.mu.Unlock()
		}
	}()
	defer func() { over.Store(true); <-done }()
	for range 300 {
		s.page(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	}
}

// TestTypedAsShown: what a page shows of some bytes can be typed, and means the same bytes.
func TestTypedAsShown(t *testing.T) {
	for _, text := range []string{"ana\r\nbruno", "a\tb", `C:\root`, `\\n`, "plain"} {
		if got := typed(draw.Visible(text), false); got != text {
			t.Errorf("%q is shown as %s, and typing that sends %q", text, draw.Visible(text), got)
		}
	}
	if got := typed(`\d+`, true); got != "\\d+\n" {
		t.Errorf("a backslash by itself is sent as %q", got)
	}
}
