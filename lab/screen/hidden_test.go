package screen

import (
	"context"
	"strings"
	"testing"
)

// TestHidden: a password is never shown, even if it was begun before the question, or while
// lines arrive. The history does not contain it.
func TestHidden(t *testing.T) {
	p := sitDown(t, 40)
	got := p.reads(t.Context(), "> ")
	p.types("one\r")
	next(t, got)
	got = p.reads(t.Context(), "> ")
	p.types("king")
	p.glass.await("> one", "> king│")
	p.arrives("? password")
	p.Hide("password: ")
	p.types("fishers" + backspace)
	p.arrives("* bruno joined")
	p.glass.await("> one", "? password", "* bruno joined", "password: │")
	p.types("\r")
	if a := next(t, got); a.line != "kingfisher" {
		t.Errorf("the password is %q", a.line)
	}
	got = p.reads(t.Context(), "> ")
	p.types("two" + arrowUp)
	p.glass.await("> one", "? password", "* bruno joined", "password: ", "> one│")
	p.types("\r")
	next(t, got)
}

// TestHiddenBeforeItIsRead: Hide may be called before anybody calls ReadLine.
func TestHiddenBeforeItIsRead(t *testing.T) {
	p := sitDown(t, 40)
	p.Hide("password: ")
	ctx, cancel := context.WithCancel(t.Context())
	got := p.reads(ctx, "> ")
	p.types("king")
	p.glass.await("password: │")
	cancel()
	next(t, got)
	p.Close()
	p.glass.await("│")
}

// awaitTyped waits until the editor has this text, which may be hidden.
func (p *seat) awaitTyped(text string) {
	p.t.Helper()
	if !p.glass.awaits(func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.row.text() == text
	}) {
		p.t.Fatalf("the editor has %q, want %q", p.row.text(), text)
	}
}

// TestForget: a half-typed secret is never shown, and is not part of the next line, whatever
// state the editor was in.
func TestForget(t *testing.T) {
	for _, c := range []struct{ typed, has, next string }{
		{"kingfisher", "kingfisher", ""},
		{"kingfisher" + home, "kingfisher", ""},
		{"\x1b[200~kingfisher", "kingfisher", ""},              // in the middle of a paste
		{"\x1b[200~kingfisher\x1b[2", "kingfisher", ""},        // in the middle of its end
		{"kingfisher\xc3", "kingfisher", ""},                   // in the middle of a character
		{"kingfisher" + arrowUp, "one", arrowDown + arrowDown}, // replaced by an older line of the history
	} {
		p := sitDown(t, 40)
		got := p.reads(t.Context(), "> ")
		p.types("one\r")
		next(t, got)
		ctx, cancel := context.WithCancel(t.Context())
		got = p.reads(ctx, "> ")
		p.Hide("password: ")
		p.types(c.typed)
		p.awaitTyped(c.has)
		cancel()
		next(t, got)
		p.Forget()
		p.types("too late") // before the next question
		p.types("\x1b")     // when this is read, the line above has been read too
		got = p.reads(t.Context(), "your name: ")
		p.glass.await("your name: │")
		p.types(c.next + "bruno\r")
		if a := next(t, got); a != (answer{"bruno", nil}) {
			t.Errorf("%q: the next line is %q, %v", c.typed, a.line, a.err)
		}
		p.Hide("password: ")
		ctx, cancel = context.WithCancel(t.Context())
		got = p.reads(ctx, "> ")
		p.types(c.typed)
		cancel()
		next(t, got)
		p.Forget()
		p.Close()
		p.glass.await("your name: bruno", "│")
		if painted := p.glass.painted(); strings.Contains(painted, "king") || strings.Contains(painted, "fisher") {
			t.Errorf("%q was painted: %q", c.typed, painted)
		}
	}
}
