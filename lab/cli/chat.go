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

// `lab client` for a person at a terminal: lines that arrive are shown above the line
// being typed. On the wire it is client.Chat, just as in a pipe.

// Prompts in front of the line being typed.
const (
	namePrompt     = "your name: "
	passwordPrompt = "password: "
	chatPrompt     = "> "
)

// chatSeated chats at a terminal. In raw mode the keyboard sends no signals, but closing
// the terminal does, and so may other programs. Such a signal ends the chat like an
// interrupt. Signals stay caught until the terminal is restored.
func chatSeated(ctx context.Context, t *console.Terminal, server route, name string) (seated bool, err error) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
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

// chatOn chats. If the server refuses the name, it asks for another one and connects again,
// because a server closes after a refusal. It stops if the server refuses before a name was
// given: it would be refused forever.
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

// converse chats over one connection. It reports whether a name was given there.
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
	s.Forget() // no question is open any more
	return typed.named.Load(), err
}

// A typist connects a screen to a chat, as its input and output. It runs in the chat's
// goroutines, so a panic there would skip the defers that restore the terminal. It
// therefore calls rescue itself.
type typist struct {
	ctx    context.Context // ends the wait for a line when the chat is over
	screen *screen.Screen
	leave  func()
	rescue func()
	named  atomic.Bool // a name was given: lines are now messages
	rest   string      // rest of a line, not read yet

	greeted bool // the server has sent something; only Write uses it
}

// Read returns what is typed, line by line. At the end of input the user wants to leave, so
// it does not wait for the server.
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

// Write shows what the server sends. If that is a question, it hides the answer (P20).
func (y *typist) Write(lines []byte) (int, error) {
	defer whenPanics(y.rescue)
	n, err := y.screen.Write(lines)
	if y.greeted && wire.ParseMessage(strings.TrimSuffix(string(lines), "\n")).Kind == wire.Question {
		y.screen.Hide(passwordPrompt)
	}
	y.greeted = true
	return n, err
}

// whenPanics calls do before a panic ends the program. Use it with defer.
func whenPanics(do func()) {
	if p := recover(); p != nil {
		do()
		panic(p)
	}
}
