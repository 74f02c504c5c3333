package cli

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"chatlab/client"
)

// A gate is a writer that takes nothing until it is opened.
type gate struct {
	began chan struct{} // gets a value at each write
	open  chan struct{} // closed when the gate opens
	text  strings.Builder
}

func (g *gate) Write(p []byte) (int, error) {
	g.began <- struct{}{}
	<-g.open
	return g.text.Write(p)
}

// TestLogPipe: lines are passed on in order. Lines beyond the bound are lost, and a notice
// in their place says so.
func TestLogPipe(t *testing.T) {
	g := &gate{began: make(chan struct{}, 2*mostLogged), open: make(chan struct{})}
	log := newLogPipe(g)
	const lost = 5
	var want strings.Builder
	for i := range 1 + mostLogged + lost {
		line := fmt.Sprintf("line %d\n", i)
		io.WriteString(log, line)
		if i <= mostLogged {
			want.WriteString(line)
		}
		if i == 0 {
			<-g.began // the first line has left the queue: now all its room is free
		}
	}
	close(g.open)
	for range mostLogged {
		<-g.began
	}
	io.WriteString(log, "the last line\n")
	log.close()
	fmt.Fprintf(&want, "lab: %d lines of the log were lost here, because nobody read what is above\nthe last line\n", lost)
	if got := g.text.String(); got != want.String() {
		t.Errorf("it ends with %q", got[max(0, len(got)-300):])
	}
}

// TestLogPipeAtItsEnd: lines lost at the end are reported, too.
func TestLogPipeAtItsEnd(t *testing.T) {
	g := &gate{began: make(chan struct{}, 2*mostLogged), open: make(chan struct{})}
	log := newLogPipe(g)
	for range 2 + mostLogged { // one may have left the queue
		io.WriteString(log, "x\n")
	}
	close(g.open)
	for range mostLogged / 2 {
		<-g.began
	}
	log.close()
	if got := g.text.String(); !strings.HasSuffix(got, "of the log were lost here, because nobody read what is above\n") {
		t.Errorf("it ends with %q", got[max(0, len(got)-300):])
	}
}

// TestLogThatNobodyTakes: a server with a stuck log serves clients and can be stopped.
func TestLogThatNobodyTakes(t *testing.T) {
	t.Parallel()
	reader, stuck := io.Pipe() // nobody reads it
	defer reader.Close()
	addr, lose := serverLogging(t, stuck)
	for i := range mostLogged { // each client makes three lines
		c, err := client.Dial(t.Context(), addr, fmt.Sprintf("guest%d", i))
		if err != nil {
			t.Fatalf("caller %d: %v", i, err)
		}
		c.Close()
	}
	lose()
	if nc, err := net.Dial("tcp", addr); err == nil {
		nc.Close()
		t.Error("it still listens")
	}
}
