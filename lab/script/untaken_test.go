package script

import (
	"bufio"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestPiecesThatNobodyReads: a message in hundreds of pieces, to a server that reads nothing,
// costs the step one wait and not one for each piece.
func TestPiecesThatNobodyReads(t *testing.T) {
	sc, err := scenario(t, "# A test.\nserver\njoin ana\nsend --each 1 ana '"+strings.Repeat("x", 200)+"\\n'\ntold ana '^! '\n")
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		o := RunSimulated(t.Context(), sc, readsOnlyNames, Options{})
		if o.Verdict != Failed {
			t.Errorf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
		}
		if took := time.Since(began); took > 2*time.Minute { // with the minute that the kit gives the server to end
			t.Errorf("it took %v", took)
		}
	})
}

// readsOnlyNames is a server that lets everybody in, and reads nothing that they say.
func readsOnlyNames(ctx context.Context, ln net.Listener) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	for {
		nc, err := ln.Accept()
		if err != nil {
			return nil
		}
		io.WriteString(nc, "Name?\n")
		bufio.NewReaderSize(nc, 16).ReadString('\n')
		io.WriteString(nc, "* in the room: \n")
	}
}
