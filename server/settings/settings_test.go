package settings

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/server"
	"chatlab/server/history"
	"chatlab/server/wire"
)

func environment(lines ...string) func(string) (string, bool) {
	all := map[string]string{}
	for _, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		all[name] = value
	}
	return func(name string) (string, bool) { value, ok := all[name]; return value, ok }
}

func TestFromEnvironment(t *testing.T) {
	for _, c := range []struct {
		env  []string
		want Settings
	}{
		{nil, Settings{}},
		{[]string{"NAME_TIME=0.5", "MOST_CLIENTS=3"}, Settings{NameTime: 500 * time.Millisecond, Clients: 3}},
		{[]string{"HISTORY=h.log", "ACCOUNTS=users"}, Settings{History: "h.log", Accounts: "users"}},
		{[]string{"TLS_CERT=c", "TLS_KEY=k"}, Settings{Cert: "c", Key: "k"}},
	} {
		got, err := FromEnvironment(environment(c.env...))
		if err != nil {
			t.Errorf("%q: %v", c.env, err)
		}
		if diff := cmp.Diff(c.want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Keeping" }, cmp.Ignore())); diff != "" {
			t.Errorf("%q (-want +got)\n%s", c.env, diff)
		}
	}
	for _, wrong := range []string{
		"NAME_TIME=", "NAME_TIME=1m", "NAME_TIME=0", "NAME_TIME=-1", "NAME_TIME=NaN", "NAME_TIME=Inf", "NAME_TIME=1e9",
		"MOST_CLIENTS=", "MOST_CLIENTS=0", "MOST_CLIENTS=-3", "MOST_CLIENTS=many", "MOST_CLIENTS=99999999999999999999",
		"TLS_CERT=c", "TLS_KEY=k",
	} {
		name, _, _ := strings.Cut(wrong, "=")
		if s, err := FromEnvironment(environment(wrong)); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %+v, %v", wrong, s, err)
		}
	}
}

// TestAttach: the server gets the settings, and keeps what it had before.
func TestAttach(t *testing.T) {
	dir := t.TempDir()
	s := server.Server{Limits: server.Limits{Clients: 7}}
	on, release := attach(t, Settings{NameTime: time.Minute, Clients: 3, History: filepath.Join(dir, "h.log")}, &s)
	if s.Limits.NameTime != time.Minute || s.Limits.Clients != 7 {
		t.Errorf("%+v", s.Limits)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, on) }()
	ana, bruno := join(t, on, "ana"), join(t, on, "bruno")
	fmt.Fprintln(ana.nc, "hello")
	bruno.await(t, "[ana] hello\n")
	stop()
	bruno.await(t, wire.Closing)
	ana.nc.Close()
	bruno.nc.Close()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	kept, err := history.Open(filepath.Join(dir, "h.log"), history.Options{}) // it was released, otherwise it would be in use
	if err != nil {
		t.Fatal(err)
	}
	defer kept.Close()
	kept.Greet(func(last []byte) {
		if !strings.Contains(string(last), "[ana] hello\n") {
			t.Errorf("the history has %q", last)
		}
	})
}

// TestAttachRefuses: a setting that cannot be used is an error, and nothing is left
// open.
func TestAttachRefuses(t *testing.T) {
	dir := t.TempDir()
	users := filepath.Join(dir, "users")
	if err := os.WriteFile(users, []byte("ana:secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, set := range map[string]Settings{
		"no folder":         {History: filepath.Join(dir, "no", "h.log")},
		"a password":        {Accounts: users},
		"no such accounts":  {Accounts: filepath.Join(dir, "nobody")},
		"no certificate":    {Cert: filepath.Join(dir, "c"), Key: filepath.Join(dir, "k")},
		"no certificate, 2": {History: filepath.Join(dir, "h.log"), Cert: users, Key: users},
	} {
		_, _, err := set.Attach(&server.Server{}, nil, slog.New(slog.DiscardHandler))
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
	long := &server.Server{Limits: server.Limits{Line: history.MaxLine + 1}}
	if _, _, err := (Settings{History: filepath.Join(dir, "h.log")}).Attach(long, nil, nil); err == nil || !strings.Contains(err.Error(), "lines of up to") {
		t.Errorf("lines that no history can keep: %v", err)
	}
	l, err := history.Open(filepath.Join(dir, "h.log"), history.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}

func attach(t *testing.T, set Settings, to *server.Server) (net.Listener, func() error) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	on, release, err := set.Attach(to, ln, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return on, release
}

// A caller is a client.
type caller struct {
	nc net.Conn
	in *bufio.Reader
}

// join waits until the server has let it in.
func join(t *testing.T, ln net.Listener, name string) caller {
	t.Helper()
	nc, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	nc.SetDeadline(time.Now().Add(time.Minute))
	c := caller{nc, bufio.NewReader(nc)}
	fmt.Fprintln(nc, name)
	c.await(t, "* in the room: ")
	return c
}

// await waits for a line that begins with start.
func (c caller) await(t *testing.T, start string) {
	t.Helper()
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			t.Fatalf("%q did not come: %v", start, err)
		}
		if strings.HasPrefix(line, start) {
			return
		}
	}
}
