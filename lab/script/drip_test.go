package script

import (
	"runtime"
	"testing"
)

// TestPauseOfADripProvesNothing: the machine may keep the kit from dripping for so long that
// a server that waits for silence gets one. A run with such a pause is made once more, even
// if it passed.
func TestPauseOfADripProvesNothing(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	busy := make(chan struct{})
	for range 20 { // each of them runs for 10 ms before another one does
		go func() {
			for {
				select {
				case <-busy:
					return
				default:
				}
			}
		}()
	}
	defer close(busy)
	sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\ndrip ana hello\nhear bruno ana hello\n")
	if err != nil {
		t.Fatal(err)
	}
	if o := Run(t.Context(), sc, reference(), Options{}); o.Verdict != Passed || !o.Retry {
		t.Errorf("%s, retry %v; want passed, and once more", o.Verdict, o.Retry)
	}
}
