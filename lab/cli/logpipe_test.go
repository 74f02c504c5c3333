package cli

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"chatlab/client"
)

// A gate is a writer that takes nothing until it is open.
type gate struct {
	began chan struct{} // a value for each write
	open  chan struct{} // closed when it is
	text  strings.Builder
}

func (g *gate) Write(p []byte) (int, error) {
	g.began <- struct{}{}
	<-g.open
	return g.text.Write(p)
}

// TestLogPipe: lines are handed on in order; what is too much is lost, and a line
// in its place says so.
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
			<-g.began // it is on its way: all the others have the room to themselves
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

// TestLogPipeAtItsEnd: what was lost last is told as well.
func TestLogPipeAtItsEnd(t *testing.T) {
	g := &gate{began: make(chan struct{}, 2*mostLogged), open: make(chan struct{})}
	log := newLogPipe(g)
	for range 2 + mostLogged { // one may be on its way
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

// TestLogThatNobodyTakes: a server whose log is stuck serves, and can be stopped.
func TestLogThatNobodyTakes(t *testing.T) {
	t.Parallel()
	reader, stuck := io.Pipe() // nobody reads
	defer reader.Close()
	addr, lose := serverLogging(t, stuck)
	for i := range mostLogged { // each makes three lines
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
