//go:build unix

package script

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// pauses is a shell loop that stops a process again and again, for much longer than dripPause.
const pauses = `for i in $(seq 8); do kill -STOP %[1]d; sleep 0.3; kill -CONT %[1]d; sleep 0.02; done`

// TestPauseOfADripProvesNothing: the machine may keep the kit from dripping for so long that
// a server that waits for silence gets one. A run with such a pause is made once more, even
// if it passed.
func TestPauseOfADripProvesNothing(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\nnet bruno delay 500ms\ndrip ana hello\nhear bruno ana hello\n")
	if err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-c", fmt.Sprintf(pauses, os.Getpid()))
	if err := shell.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := shell.Wait(); err != nil {
			t.Error(err)
		}
	}()
	if o := Run(t.Context(), sc, reference(), Options{}); o.Verdict != Passed || !o.Retry {
		t.Errorf("%s, retry %v; want passed, and once more", o.Verdict, o.Retry)
	}
}
