package play

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"chatlab/lab/program"
	"chatlab/server"
	"chatlab/server/settings"
)

// TestMain makes the test binary act as one of the servers below.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "serve" {
		serve(os.Args[2])
		return
	}
	goleak.VerifyTestMain(m)
}

// hostile is what a bad server may send.
const hostile = "<script>window.pwned=1</script>\n\"><img src=x onerror=\"pwned=1\">\n\x1b[2J\x1b]0;t\x07\n\xff\xfe\xc3\n\u202e\x00\n"

// servers are what a connection to each of them gets.
var servers = map[string]func(nc net.Conn){
	"hostile": func(nc net.Conn) {
		fmt.Print(hostile)
		nc.Write([]byte(hostile))
		hold(nc)
	},
	"endless line": func(nc net.Conn) {
		nc.Write([]byte(strings.Repeat("x", 10<<20)))
		hold(nc)
	},
	"flood": func(nc net.Conn) {
		for {
			if _, err := nc.Write([]byte(strings.Repeat("all is well\n", 1000))); err != nil {
				return
			}
		}
	},
	"deaf": func(net.Conn) { select {} },
	"dies": func(nc net.Conn) {
		bufio.NewReader(nc).ReadString('\n')
		fmt.Println("panic: it was too much")
		os.Exit(3)
	},
	"leaks": func(nc net.Conn) { // it prints and repeats what was answered
		in := bufio.NewReader(nc)
		fmt.Fprint(nc, "who are you?\n")
		in.ReadString('\n')
		fmt.Fprint(nc, "? password\n")
		answer, _ := in.ReadString('\n')
		fmt.Printf("the password was %s", answer)
		fmt.Fprintf(nc, "! %s", answer)
		hold(nc)
	},
}

func hold(nc net.Conn) {
	nc.Read(make([]byte, 1<<10))
	nc.Close()
}

// serve is the program of a server.
func serve(kind string) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("listening on", ln.Addr())
	if kind == "reference" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		log := slog.New(slog.NewTextHandler(os.Stderr, nil))
		s := &server.Server{Log: log}
		set, err := settings.FromEnvironment(os.LookupEnv)
		if err == nil {
			ln, _, err = set.Attach(s, ln, log)
		}
		if err != nil {
			panic(err)
		}
		s.Serve(ctx, ln)
		return
	}
	for {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		go servers[kind](nc)
	}
}

// A table is a play that a test looks at.
type table struct {
	*Play
	t       *testing.T
	changed chan struct{}
}

// sit begins a play with a server, and returns when the server runs. The play ends with the test.
func sit(t *testing.T, kind string, settings ...string) *table {
	t.Helper()
	tb := begin(t, func(context.Context) (program.Command, error) {
		return program.Command{Args: []string{os.Args[0], "serve", kind}, Announces: true}, nil
	}, settings...)
	tb.await("the server to run", func() bool { return tb.State().Phase == Running })
	return tb
}

func begin(t *testing.T, build func(context.Context) (program.Command, error), settings ...string) *table {
	t.Helper()
	tb := &table{t: t, changed: make(chan struct{}, 1)}
	tb.Play = New(Config{
		Caption: "a server of the tests", Build: build, Dir: t.TempDir(), Env: settings, People: []string{"ana", "bruno"},
		Changed: func([]string) {
			select {
			case tb.changed <- struct{}{}:
			default:
			}
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); tb.Run(ctx) }()
	t.Cleanup(func() { cancel(); <-done })
	return tb
}

// await waits until a condition holds.
func (tb *table) await(what string, holds func() bool) {
	tb.t.Helper()
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for !holds() {
		select {
		case <-tb.changed:
		case <-limit.C:
			tb.t.Fatalf("waited for %s\nana: %+v\nbruno: %+v\nthe play: %+v", what, tb.Person("ana").State(), tb.Person("bruno").State(), tb.State())
		}
	}
}

// received returns the lines that a person has received.
func (tb *table) received(name string) (all []string) {
	for _, l := range tb.Person(name).Lines(0) {
		if !l.Sent {
			all = append(all, l.Text)
		}
	}
	return all
}

// hears waits until a person has received a line.
func (tb *table) hears(name, line string) {
	tb.t.Helper()
	tb.await(name+" to hear "+line, func() bool {
		for _, l := range tb.received(name) {
			if strings.Contains(l, line) {
				return true
			}
		}
		return false
	})
}

// joins lets people connect and give their names.
func (tb *table) joins(names ...string) {
	tb.t.Helper()
	for _, name := range names {
		before := len(tb.received(name))
		tb.Person(name).Connect(context.Background())
		tb.await(name+" to be greeted", func() bool { return len(tb.received(name)) > before })
		tb.Person(name).Send(name + "\n")
		tb.await(name+" to be let in", func() bool { return len(tb.received(name)) > before+1 })
	}
}
