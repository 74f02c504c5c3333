package program

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestDaemonsGo: a daemon that a program has started in another session ends with it. The
// daemon of another program goes on.
func TestDaemonsGo(t *testing.T) {
	all := newRegister(t)
	stays := begin(t, command("daemonizes and stays"), Options{Env: all.env()})
	ids := []int{all.next(t), all.next(t), all.next(t)}
	other := begin(t, command("daemonizes and stays"), Options{Env: all.env()})
	others := []int{all.next(t), all.next(t), all.next(t)}
	for _, one := range []struct {
		p         *Program
		ends, not []int
	}{{stays, ids, others}, {other, others, nil}} {
		one.p.Kill()
		for _, pid := range one.ends {
			if alive(pid) {
				t.Errorf("process %d of a program that was ended is still there", pid)
			}
		}
		if len(one.not) > 0 && !alive(one.not[0]) {
			t.Errorf("the program that goes on was ended as well")
		}
	}
	printed := ""
	left, err := Start(t.Context(), command("daemonizes"), Options{})
	if err == nil { // the daemon listened before its parent ended
		left.AwaitEnd(t.Context())
		printed = left.Output()
	} else if why := new(Trouble); errors.As(err, &why) {
		printed = why.Output
	}
	var daemon int
	if _, err := fmt.Sscanf(printed, "child %d", &daemon); err != nil || alive(daemon) {
		t.Errorf("%q: %v, left: %v", printed, err, alive(daemon))
	}
}

// TestHiddenDaemonsGo: a daemon whose first thread has ended looks like a zombie, and ends all the same.
func TestHiddenDaemonsGo(t *testing.T) {
	all := newRegister(t)
	p := begin(t, command("has a daemon that ends its first thread"), Options{Env: all.env()})
	all.next(t) // the program itself
	daemon := all.next(t)
	gone(t, daemon) // in part
	if syscall.Kill(daemon, 0) != nil {
		t.Fatal("the daemon has ended by itself")
	}
	p.Kill()
	if syscall.Kill(daemon, 0) == nil {
		t.Error("a daemon without its first thread is still there")
	}
}

// TestServersDieWithTheKit: a kit that is killed takes its servers with it.
func TestServersDieWithTheKit(t *testing.T) {
	all := newRegister(t)
	kit := exec.Command(os.Args[0], "is a kit that never ends")
	kit.Env = append(os.Environ(), all.env()...)
	if err := kit.Start(); err != nil {
		t.Fatal(err)
	}
	all.next(t) // the kit itself
	server := all.next(t)
	if err := kit.Process.Kill(); err != nil {
		t.Error(err)
	}
	kit.Wait()
	gone(t, server)
}

// TestListensElsewhere: when a program listens on the wrong address, the trouble names that
// address.
func TestListensElsewhere(t *testing.T) {
	why := trouble(t, command("listens elsewhere"), Options{Slow: 0.1})
	if why.Kind != Elsewhere || !strings.Contains(why.What, "listens on "+otherHost+":") || !strings.Contains(why.What, "must listen on "+host+":") {
		t.Errorf("%+v", why)
	}
}
