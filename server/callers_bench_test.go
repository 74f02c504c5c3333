package server

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Many callers get their own process, too. A process with 1,500 busy goroutines would
// also deliver lines late to its own listener, and the server would be blamed. Such a
// process learns from its standard input when to go on. It reports its progress on
// its standard output.
// standard output how far it is.

const (
	newcomers = 1500 // in a crowd
	guessers  = 800  // connections at the same moment
	sources   = 160  // addresses that the guessers come from
)

// beCrowd is a crowd of clients that come in at once. It says "here" when all are
// connected. On the next question all give their names. It says "entered" when all
// have heard who is here, and "heard" when all have heard that "last" has left.
func beCrowd(addr string, questions *bufio.Scanner) error {
	conns := make([]net.Conn, newcomers)
	for i := range conns {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			return fmt.Errorf("newcomer %d: %w", i, err)
		}
		defer nc.Close()
		nc.SetDeadline(time.Now().Add(idleTime))
		conns[i] = nc
	}
	var entered, heard sync.WaitGroup
	failed := make(chan error, newcomers)
	for _, nc := range conns {
		entered.Add(1)
		heard.Go(func() {
			in := bufio.NewReaderSize(nc, 32<<10)
			err := hearLine(in, "* in the room:")
			entered.Done()
			if err == nil {
				err = hearLine(in, "* last left")
			}
			if err != nil {
				failed <- err
			}
		})
	}
	fmt.Println("here")
	questions.Scan()
	for i, nc := range conns {
		fmt.Fprintf(nc, "c%d\n", i)
	}
	entered.Wait()
	fmt.Println("entered")
	heard.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return err
	}
	fmt.Println("heard")
	return nil
}

// hearLine reads up to a line that begins with the text. It looks at a long line in
// pieces.
func hearLine(in *bufio.Reader, text string) error {
	for {
		piece, err := in.ReadSlice('\n')
		switch {
		case bytes.HasPrefix(piece, []byte(text)):
			return nil
		case err != nil && err != bufio.ErrBufferFull:
			return fmt.Errorf("%q did not come: %w", text, err)
		}
	}
}

// beGuessers is a crowd of clients that guess a password again and again, five from each
// address. It says "here" when each has sent its first guess.
func beGuessers(addr string, questions *bufio.Scanner) error {
	var sent sync.WaitGroup
	failed := make(chan error, guessers)
	for i := range guessers {
		sent.Add(1)
		go func() { // ends with the process
			once := sync.OnceFunc(sent.Done)
			from := &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+i%sources))}
			for {
				if err := guess(addr, from, once); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	go func() {
		sent.Wait()
		failed <- nil
	}()
	if err := <-failed; err != nil {
		return err
	}
	fmt.Println("here")
	questions.Scan() // waits for the end of the input; there are no questions
	return nil
}

// guess makes one guess, and calls sent once it is sent. A server without accounts
// takes the guess for a chat line. Then the guesser leaves.
func guess(addr string, from *net.TCPAddr, sent func()) error {
	nc, err := (&net.Dialer{LocalAddr: from}).Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(idleTime))
	if _, err := io.WriteString(nc, "ana\nguess\n/quit\n"); err != nil {
		return err
	}
	sent()
	if _, err := io.Copy(io.Discard, nc); !errors.Is(err, syscall.ECONNRESET) {
		return err
	}
	return nil // the server has ended
}

// callers returns what a process of callers does, if the name is that of one.
func callers(name string) (be func(*bufio.Scanner) error, found bool) {
	what, addr, _ := strings.Cut(name, " ")
	switch what {
	case "crowd":
		return func(questions *bufio.Scanner) error { return beCrowd(addr, questions) }, true
	case "guessers":
		return func(questions *bufio.Scanner) error { return beGuessers(addr, questions) }, true
	}
	return nil, false
}
