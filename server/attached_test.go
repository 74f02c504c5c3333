package server

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"chatlab/server/wire"
)

// These tests are about what attaches to the server: a history, and accounts.

// memory is a history without a file.
type memory struct {
	full    atomic.Bool
	showing sync.Mutex // guards last
	last    []byte
}

func (m *memory) Keep(lines []byte, show func()) error {
	if m.full.Load() {
		return errors.New("no space left")
	}
	m.showing.Lock()
	defer m.showing.Unlock()
	m.last = append(m.last, lines...)
	show()
	return nil
}

func (m *memory) Greet(join func([]byte)) {
	m.showing.Lock()
	defer m.showing.Unlock()
	join(wire.Before(m.last))
}

// TestNewcomersAreShownTheHistory: it comes after the list of who is here, and has no
// private text.
func TestNewcomersAreShownTheHistory(t *testing.T) {
	r := start(t, &Server{History: &memory{}})
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	ana.Say("one\n/msg bruno psst\ntwo\n")
	bruno.Expect("[ana] one\n", "[ana -> bruno] psst\n", "[ana] two\n")
	carla := r.dial(t)
	carla.Say("carla\n")
	carla.Expect(wire.Greeting, "* in the room: ana, bruno\n", wire.BeforeStart, "[ana] one\n", "[ana] two\n", wire.BeforeEnd)
	ana.Expect("* carla joined\n")
	ana.Say("three\n")
	carla.Expect("[ana] three\n")
}

// TestWhatCannotBeKeptIsNotSaid: the sender is told each time; the room is told when
// it begins and when it ends.
func TestWhatCannotBeKeptIsNotSaid(t *testing.T) {
	kept := &memory{}
	r := start(t, &Server{History: kept})
	ana, bruno := r.join(t, "ana"), r.join(t, "bruno")
	ana.Expect("* bruno joined\n")
	kept.full.Store(true)
	ana.Say("one\n")
	const stopped = "* the history can't be written: until it can, nothing is passed on\n"
	ana.Expect(stopped, "! not-kept: what you said was not passed on, since the history can't be written\n")
	ana.Say("two\n")
	ana.Expect("! not-kept: what you said was not passed on, since the history can't be written\n")
	kept.full.Store(false)
	ana.Say("three\n")
	ana.Expect("* the history can be written again\n")
	bruno.Expect(stopped, "* the history can be written again\n", "[ana] three\n")
}

// anasOnly are accounts in which only ana has a password.
type anasOnly struct{ password string }

func (a anasOnly) Asks(name string) bool { return wire.FoldName(name) == "ana" }

func (a anasOnly) Check(ctx context.Context, name, password string, _ net.Addr) error {
	switch password {
	case a.password:
		return nil
	case "too many":
		return tooMany{}
	case "for ever":
		<-ctx.Done()
		return ctx.Err()
	}
	return errors.New("wrong name or password")
}

type tooMany struct{}

func (tooMany) Error() string   { return "later" }
func (tooMany) Code() wire.Code { return wire.Wait }

// TestPassword: it is asked for before the client is in. What follows it in the same
// segment is said. The password reaches no log and nobody else.
func TestPassword(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	r := start(t, &Server{Accounts: anasOnly{"kingfisher"}, Log: slog.New(slog.NewTextHandler(&log, nil))})
	bruno := r.join(t, "bruno")
	for _, c := range []struct{ typed, answer string }{
		{"magpie\n", "! wrong-password: wrong name or password\n"},
		{"\n", "! wrong-password: wrong name or password\n"},
		{strings.Repeat("x", wire.MaxLine+1) + "\n", "! wrong-password: wrong name or password\n"},
		{"too many\n", "! wait: later\n"},
	} {
		guess := r.dial(t)
		guess.Say("Ana\n")
		guess.Expect(wire.Greeting, wire.AskPassword)
		guess.Say(c.typed)
		guess.Expect(c.answer)
		guess.ExpectEnd()
	}
	ana := r.dial(t)
	ana.Say("ana\nkingfisher\nhello\n")
	ana.Expect(wire.Greeting, wire.AskPassword, "* in the room: bruno\n")
	bruno.Expect("* ana joined\n", "[ana] hello\n")
	r.stop(t)
	for _, secret := range []string{"kingfisher", "magpie"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log has %s:\n%s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "name=Ana why=wrong-password") {
		t.Errorf("the log does not mention the guesses:\n%s", log.String())
	}
}

// TestPasswordTakesNoName: a caller without the password does not block the name for
// others, and has no more time than any caller.
func TestPasswordTakesNoName(t *testing.T) {
	t.Parallel()
	r := start(t, &Server{Accounts: anasOnly{"kingfisher"}, Limits: Limits{NameTime: 2 * time.Second}})
	stranger, checked := r.dial(t), r.dial(t)
	stranger.Say("ana\n")
	checked.Say("ana\nfor ever\n")
	ana := r.dial(t)
	ana.Say("ana\nkingfisher\n")
	ana.Expect(wire.Greeting, wire.AskPassword, "* in the room: \n")
	for _, late := range []*peer{stranger, checked} {
		late.Expect(wire.Greeting, wire.AskPassword, "! timeout: no name came in time; connect again\n")
		late.ExpectEnd()
	}
}

// asking are accounts whose Check waits until it is told to look. Then it passes on
// what its context says.
type asking struct {
	look chan struct{}
	err  chan error
}

func (asking) Asks(string) bool { return true }

func (a asking) Check(ctx context.Context, _, _ string, _ net.Addr) error {
	<-a.look
	a.err <- ctx.Err()
	return errors.New("wrong name or password")
}

// TestCallersThatHaveGone: a Check can see that its caller has sent a password and
// left.
func TestCallersThatHaveGone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("here only a read hears of a reset")
	}
	accounts := asking{make(chan struct{}), make(chan error)}
	r := start(t, &Server{Accounts: accounts})
	for _, leaves := range []bool{false, true} {
		guess := r.dial(t)
		guess.Say("ana\nmagpie\n")
		guess.Expect(wire.Greeting)
		if leaves {
			guess.SetLinger(0)
			guess.Close() // over loopback the reset is there at once
		}
		accounts.look <- struct{}{}
		if err := <-accounts.err; (err != nil) != leaves {
			t.Errorf("left: %v; its context: %v", leaves, err)
		}
	}
}
