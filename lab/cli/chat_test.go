package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/client"
	"chatlab/lab/screen"
	"chatlab/server/wire"
)

// A person is a user at a simulated terminal. Tests here look at its bytes; how they look
// on a screen is tested in lab/screen.
type person struct {
	t        *testing.T
	keyboard io.Writer
	ended    chan error

	mu      sync.Mutex      // guards all below
	shown   strings.Builder // shown since the last call of sees
	ever    strings.Builder
	changed chan struct{} // closed at the next write
}

func (p *person) Write(text []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.changed)
	p.changed = make(chan struct{})
	p.ever.Write(text)
	return p.shown.Write(text)
}

func newPerson(t *testing.T) *person {
	return &person{t: t, ended: make(chan error, 1), changed: make(chan struct{})}
}

func sitDown(t *testing.T, addr, name string) *person {
	p := newPerson(t)
	in, keyboard := io.Pipe()
	p.keyboard = keyboard
	ctx, interrupt := context.WithCancel(t.Context())
	s := screen.New(in, p, func() int { return 80 }, interrupt)
	go func() {
		err := chatOn(ctx, s, route{addr: addr}, name, func() {})
		s.Close()
		p.ended <- err
	}()
	t.Cleanup(func() { keyboard.Close() })
	return p
}

func (p *person) types(keys string) {
	p.t.Helper()
	if _, err := io.WriteString(p.keyboard, keys); err != nil {
		p.t.Fatal(err)
	}
}

const patience = time.Minute

// sees waits until text is shown, after everything it returned before. It returns all that
// was shown up to the end of text.
func (p *person) sees(text string) string {
	p.t.Helper()
	limit := time.After(patience)
	for {
		p.mu.Lock()
		shown, changed := p.shown.String(), p.changed
		if before, after, ok := strings.Cut(shown, text); ok {
			p.shown.Reset()
			p.shown.WriteString(after)
			p.mu.Unlock()
			return before + text
		}
		p.mu.Unlock()
		select {
		case <-changed:
		case <-limit:
			p.t.Fatalf("%q was shown, and not %q", shown, text)
		}
	}
}

// everShown returns all that was shown so far.
func (p *person) everShown() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ever.String()
}

func (p *person) leaves() error {
	p.t.Helper()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(patience):
		p.t.Fatal("the chat does not end")
		return nil
	}
}

func TestChat(t *testing.T) {
	addr := serverRunning(t)
	l := listener(t, addr)
	for _, goodbye := range []struct{ keys, left string }{
		{"\x04", "ana left"},            // Ctrl-D
		{"half a line\x03", "ana left"}, // Ctrl-C
		{"/quit\r", "ana left (quit)"},
	} {
		p := sitDown(t, addr, "")
		p.sees(wire.Greeting[:len(wire.Greeting)-1])
		p.sees(namePrompt)
		p.types("ana\r")
		p.sees("* in the room: listener\r\n")
		p.sees(chatPrompt)
		p.types("hell\x7flo\r")
		hears(t, l, "ana joined", "hello")
		if err := l.Say("hello yourself"); err != nil {
			t.Fatal(err)
		}
		p.sees("[listener] hello yourself\r\n")
		p.types(goodbye.keys)
		if err := p.leaves(); err != nil {
			t.Errorf("%q: %v", goodbye.keys, err)
		}
		hears(t, l, goodbye.left)
	}
}

// TestChatUnderAnotherName: after each refusal the client asks for another name. The room
// does not hear of it.
func TestChatUnderAnotherName(t *testing.T) {
	addr := serverRunning(t)
	l := listener(t, addr)
	p := sitDown(t, addr, "Listener")
	p.sees("! name-taken: ")
	p.sees(namePrompt)
	p.types("a b\r")
	p.sees("! bad-name: ")
	p.sees(namePrompt)
	p.types("ana\r")
	p.sees("* in the room: ")
	hears(t, l, "ana joined")
	p.types("\x04")
	if err := p.leaves(); err != nil {
		t.Error(err)
	}
	hears(t, l, "ana left")
}

func TestChatIsOver(t *testing.T) {
	for _, c := range []struct {
		what, name string
		server     func(*net.TCPConn)
		want       error
	}{
		{"lost", "ana", says("hello\n"), client.ErrLost},
		{"full: no other name helps", "ana", says(wire.Refusal(wire.Full, "later")), &client.Refusal{Code: wire.Full, Text: "later"}},
		{"refused without a name", "", says(wire.Refusal(wire.BadName, "no")), &client.Refusal{Code: wire.BadName, Text: "no"}},
	} {
		p := sitDown(t, once(t, c.server), c.name)
		if err := p.leaves(); !errors.Is(err, c.want) && !cmp.Equal(err, c.want) {
			t.Errorf("%s: %v, want %v", c.what, err, c.want)
		}
	}
	p := sitDown(t, serverRunning(t), "")
	p.sees(namePrompt)
	p.types("\x03")
	if err := p.leaves(); err != nil {
		t.Errorf("who leaves before giving a name: %v", err)
	}
	p = sitDown(t, "nonsense", "ana")
	if err := p.leaves(); err == nil {
		t.Error("no error without a server")
	}
}

// TestHalfAPassword: a half-typed password is not shown when the chat ends, for any reason.
// It also does not become the next name.
func TestHalfAPassword(t *testing.T) {
	for _, c := range []struct{ what, then, keys string }{
		{"the server closes", "", ""},
		{"it says that it does", wire.Closing, ""},
		{"Ctrl-C", "", "\x03"},
	} {
		over := make(chan struct{})
		p := sitDown(t, once(t, asks(over, c.then)), "ana")
		p.sees(passwordPrompt)
		p.types("kingfisher" + c.keys)
		close(over)
		p.leaves()
		if shown := p.everShown(); strings.Contains(shown, "king") {
			t.Errorf("%s: the terminal shows %q", c.what, shown)
		}
	}

	// Here the server refuses the password before it is sent. Then the client asks for
	// another name.
	over, names := make(chan struct{}), make(chan string, 1)
	ln := listen(t)
	go func() { // ends with ln
		serveNext(ln, asks(over, wire.Refusal(wire.WrongPassword, "no")))
		serveNext(ln, func(nc *net.TCPConn) {
			io.WriteString(nc, wire.Greeting)
			name, _ := bufio.NewReader(nc).ReadString('\n')
			names <- name
		})
	}()
	p := sitDown(t, ln.Addr().String(), "ana")
	p.sees(passwordPrompt)
	p.types("kingfisher")
	close(over)
	p.sees(namePrompt)
	p.types("bruno\r")
	select {
	case name := <-names:
		if name != "bruno\n" {
			t.Errorf("the next name is %q", name)
		}
	case <-time.After(patience):
		t.Fatal("no name comes")
	}
	p.leaves()
	if shown := p.everShown(); strings.Contains(shown, "king") {
		t.Errorf("refused: the terminal shows %q", shown)
	}
}

// asks is a server that asks for a password and ignores the answer. When the channel over is
// closed, the server sends the text then, and closes the connection.
func asks(over <-chan struct{}, then string) func(*net.TCPConn) {
	return func(nc *net.TCPConn) {
		io.WriteString(nc, wire.Greeting)
		bufio.NewReader(nc).ReadString('\n')
		io.WriteString(nc, "? password\n")
		<-over
		io.WriteString(nc, then)
	}
}

// TestLeavingIsBounded: a client can leave a server that never closes.
func TestLeavingIsBounded(t *testing.T) {
	t.Parallel()
	addr, _ := neverCloses(t)
	p := sitDown(t, addr, "ana")
	p.sees("hello")
	p.types("\x04")
	if err := p.leaves(); err != nil {
		t.Error(err)
	}
}

// neverCloses is a server that greets but does not close when its client does. It closes
// leaving when the client's FIN arrives.
func neverCloses(t *testing.T) (addr string, leaving <-chan struct{}) {
	t.Helper()
	left, over := make(chan struct{}), make(chan struct{})
	addr = once(t, func(nc *net.TCPConn) {
		io.WriteString(nc, "hello\n")
		io.Copy(io.Discard, nc)
		close(left)
		<-over
	})
	t.Cleanup(func() { close(over) })
	return addr, left
}

// TestReceivedBytesDontDriveTheTerminal: the terminal gets control sequences only from
// Screen, never from the server.
func TestReceivedBytesDontDriveTheTerminal(t *testing.T) {
	p := sitDown(t, once(t, says("\x1b[2J\x1b]0;owned\x07\x9b2J\r\b\u202e\n")), "ana")
	p.leaves()
	shown := p.sees("\ufffd[2J\ufffd]0;owned\ufffd\ufffd2J\ufffd\ufffd\ufffd\r\n")
	for _, harm := range []string{"\x1b[2J", "\x1b]", "\x07", "\b", "\u202e"} {
		if strings.Contains(shown, harm) {
			t.Errorf("the terminal is sent %q", harm)
		}
	}
}

// TestPanicRescuesTheTerminal: a typist without a screen panics, and rescue is called.
func TestPanicRescuesTheTerminal(t *testing.T) {
	for name, do := range map[string]func(*typist){
		"read":  func(y *typist) { y.Read(make([]byte, 1)) },
		"write": func(y *typist) { y.Write([]byte("hello\n")) },
	} {
		rescued := false
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the panic is swallowed", name)
				}
			}()
			do(&typist{ctx: t.Context(), rescue: func() { rescued = true }})
		}()
		if !rescued {
			t.Errorf("%s: a panic leaves the terminal as it was", name)
		}
	}
}
