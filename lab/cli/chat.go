package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"

	"chatlab/client"
	"chatlab/lab/console"
	"chatlab/lab/screen"
	"chatlab/server/wire"
)

// `lab client` for a person at a terminal: what arrives is shown above what is
// typed. What it does on the wire is client.Chat's, as in a pipe.

// What stands before the line that is typed.
const (
	namePrompt     = "your name: "
	passwordPrompt = "password: "
	chatPrompt     = "> "
)

// chatSeated chats at a terminal. Signals end it as an interrupt does: there
// are none from the keyboard in raw mode, but a terminal that is closed sends
// one, and others may. They stay caught until the terminal is as it was.
func chatSeated(ctx context.Context, t *console.Terminal, server route, name string) (seated bool, err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, interrupt := context.WithCancel(ctx)
	defer interrupt()
	s, leave, ok := t.Seat(interrupt)
	if !ok {
		return false, nil
	}
	defer leave()
	return true, chatOn(ctx, s, server, name, leave)
}

// chatOn chats, and asks for a name again as long as the server refuses it, each
// time on a new connection: with its refusal a server closes. A server that
// refuses who has not given a name yet is not called again and again.
func chatOn(ctx context.Context, s *screen.Screen, server route, name string, rescue func()) error {
	for {
		named, err := converse(ctx, s, server, name, rescue)
		var refusal *client.Refusal
		if !named || !errors.As(err, &refusal) || refusal.Code != wire.BadName && refusal.Code != wire.NameTaken && refusal.Code != wire.WrongPassword {
			return err
		}
		name = ""
	}
}

// converse is one connection. It tells whether a name was given there.
func converse(ctx context.Context, s *screen.Screen, server route, name string, rescue func()) (named bool, err error) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	nc, err := server.dial(ctx)
	if nc == nil {
		return false, err
	}
	typed := &typist{ctx: ctx, screen: s, leave: leave, rescue: rescue}
	typed.named.Store(name != "")
	err = client.Chat(ctx, nc, name, typed, typed)
	s.Forget() // whatever was asked here, is over
	return typed.named.Load(), err
}

// A typist is a screen as input and output of a chat. A panic there would be
// in a goroutine of the chat's, out of reach of what talk's callers defer, so
// it rescues the terminal itself.
type typist struct {
	ctx    context.Context // ends the wait for a line, when the chat is over
	screen *screen.Screen
	leave  func()
	rescue func()
	named  atomic.Bool // a name was given: what is typed is said
	rest   string      // of a line

	greeted bool // the server has said something; Write's
}

// Read reads what is typed, line by line. The end of it is a wish to leave,
// and no wish to wait until the server agrees.
func (y *typist) Read(p []byte) (int, error) {
	defer whenPanics(y.rescue)
	if y.rest == "" {
		prompt := namePrompt
		if y.named.Load() {
			prompt = chatPrompt
		}
		line, err := y.screen.ReadLine(y.ctx, prompt)
		if err != nil {
			y.leave()
			return 0, io.EOF
		}
		y.named.Store(true)
		y.rest = line + "\n"
	}
	n := copy(p, y.rest)
	y.rest = y.rest[n:]
	return n, nil
}

// Write shows what the server sends. When that is a question, the answer is
// nobody's business (P20).
func (y *typist) Write(lines []byte) (int, error) {
	defer whenPanics(y.rescue)
	n, err := y.screen.Write(lines)
	if y.greeted && wire.ParseMessage(strings.TrimSuffix(string(lines), "\n")).Kind == wire.Question {
		y.screen.Hide(passwordPrompt)
	}
	y.greeted = true
	return n, err
}

// whenPanics does something before the program dies of a panic. It is to be
// deferred.
func whenPanics(do func()) {
	if p := recover(); p != nil {
		do()
		panic(p)
	}
}
