package doctor

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// healthy returns a machine without any trouble. All of it is made up, except its loopback.
func healthy(t *testing.T) Env {
	kit := t.TempDir()
	write(t, kit, "go.mod", "module chatlab\n\ngo 1.26.0\n")
	write(t, kit, ".gitattributes", "* text=auto eol=lf\n")
	write(t, kit, "scripts/01-one-at-a-time/x.txtar", "clause P1\nserver\n")
	proc := t.TempDir()
	write(t, proc, "version", "Linux version 6.1\n")
	return Env{
		GOOS: "linux",
		Kit:  kit,
		Proc: proc,
		Find: func(program string) string { return "/bin/" + program },
		Output: prints(map[string]string{
			"go env GOVERSION":          "go1.26.8",
			"go env CGO_ENABLED CC":     "1\ngcc -m64",
			"git config core.autocrlf":  "false",
			"wslinfo --networking-mode": "nat",
			"./program ":                "",
		}),
		Temporary: func() (string, func(), error) { return t.TempDir(), func() {}, nil },
		Listen: func(ctx context.Context, addr string) (net.Listener, error) {
			if addr == "127.0.0.1:5000" || addr == "[::1]:0" {
				addr = "127.0.0.1:0"
			}
			return (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
		},
		Dial: func(ctx context.Context, addr string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", addr)
		},
		Resolve: func(context.Context, string) ([]string, error) { return []string{"127.0.0.1", "::1"}, nil },
	}
}

func write(t *testing.T, dir, file, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// prints returns the output of these commands; any other command fails.
func prints(output map[string]string) func(context.Context, string, string, ...string) (string, error) {
	return func(_ context.Context, _, program string, args ...string) (string, error) {
		command := program + " " + strings.Join(args, " ")
		if out, ok := output[command]; ok {
			return out, nil
		}
		return "", errors.New(command + ": exit status 1\nand more")
	}
}

func without(programs ...string) func(string) string {
	return func(program string) string {
		if slices.Contains(programs, program) {
			return ""
		}
		return "/bin/" + program
	}
}

// listenFails makes a listen on one address fail.
func listenFails(e *Env, at string, err error) {
	usual := e.Listen
	e.Listen = func(ctx context.Context, addr string) (net.Listener, error) {
		if addr == at {
			return nil, err
		}
		return usual(ctx, addr)
	}
}

func dials(e *Env, nc net.Conn, err error) {
	e.Dial = func(context.Context, string) (net.Conn, error) { return nc, err }
}

// parrot returns a connection that echoes the wrong bytes.
func parrot(t *testing.T) net.Conn {
	near, far := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		io.ReadFull(far, make([]byte, len("hello\n")))
		io.WriteString(far, "HELLO\n")
	}()
	t.Cleanup(func() { far.Close(); <-done })
	return near
}

// cases lead each check to each of its results.
var cases = []struct {
	check  string
	change func(*testing.T, *Env)
	state  State
	says   string // must be in Found or Do
}{
	{"clone", func(_ *testing.T, e *Env) { e.Kit = "" }, Missing, "change into your clone"},

	{"go", func(*testing.T, *Env) {}, Fine, "go1.26.8; go.mod asks for 1.26.0"},
	{"go", func(_ *testing.T, e *Env) { e.Find = without("go") }, Missing, "no program go"},
	{"go", func(_ *testing.T, e *Env) { e.Output = prints(nil) }, Missing, "exit status 1 and more"},
	{"go", func(t *testing.T, e *Env) { write(t, e.Kit, "go.mod", "module chatlab\r\ngo 1.27.0\r\n") }, Missing, "go1.26.8, and go.mod asks for 1.27.0"},
	{"go", func(_ *testing.T, e *Env) {
		e.Output = prints(map[string]string{"go env GOVERSION": "go1.26.8 X:greenteagc"})
	}, Fine, "go1.26.8; go.mod asks"},
	{"go", func(_ *testing.T, e *Env) {
		e.Output = prints(map[string]string{"go env GOVERSION": "devel +abc"})
	}, Fine, "devel"},

	{"C compiler", func(*testing.T, *Env) {}, Fine, "gcc; go test -race works"},
	{"C compiler", func(_ *testing.T, e *Env) { e.Find = without("gcc") }, Hint, "apt install gcc"},
	{"C compiler", func(_ *testing.T, e *Env) {
		e.Output = prints(map[string]string{"go env CGO_ENABLED CC": "0\r\ngcc"})
	}, Hint, "go finds none"},
	{"C compiler", func(_ *testing.T, e *Env) { e.GOOS, e.Output = "windows", prints(nil) }, Hint, "mingw"},
	{"C compiler", func(_ *testing.T, e *Env) { e.GOOS, e.Output = "darwin", prints(nil) }, Fine, "works without"},

	{"temporary files", func(*testing.T, *Env) {}, Fine, "in "},
	{"temporary files", func(_ *testing.T, e *Env) {
		e.Temporary = func() (string, func(), error) {
			return "", nil, errors.New("the folder for temporary files, /tmp, can't be used: read-only file system; set TMPDIR")
		}
	}, Missing, "read-only file system"},
	{"temporary files", func(t *testing.T, e *Env) {
		e.Temporary = func() (string, func(), error) { return filepath.Join(t.TempDir(), "full"), func() {}, nil }
	}, Missing, "set TMPDIR"},
	{"temporary files", func(_ *testing.T, e *Env) { e.Output = prints(nil) }, Missing, "no program can be run in"},
	{"temporary files", func(_ *testing.T, e *Env) { e.GOOS, e.Output = "windows", prints(nil) }, Fine, "in "},

	{"loopback", func(*testing.T, *Env) {}, Fine, "127.0.0.1 answers"},
	{"loopback", func(_ *testing.T, e *Env) { listenFails(e, "127.0.0.1:0", errors.New("no such device")) }, Missing, "can't listen on 127.0.0.1: no such device"},
	{"loopback", func(_ *testing.T, e *Env) { dials(e, nil, errors.New("no route")) }, Missing, "can't talk to 127.0.0.1: no route"},
	{"loopback", func(t *testing.T, e *Env) { dials(e, parrot(t), nil) }, Missing, `"HELLO\n" came back`},

	{"closed port", func(*testing.T, *Env) {}, Fine, "refused at once"},
	{"closed port", func(t *testing.T, e *Env) { dials(e, parrot(t), nil) }, Hint, "accepts a connection"},
	{"closed port", func(_ *testing.T, e *Env) { dials(e, nil, &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}) }, Hint, "hangs"},
	{"closed port", func(_ *testing.T, e *Env) { listenFails(e, "127.0.0.1:0", errors.New("no")) }, skipped, ""},

	{"firewall", func(*testing.T, *Env) {}, skipped, ""},
	{"firewall", func(_ *testing.T, e *Env) { e.GOOS = "windows" }, Fine, "say no"},

	{"IPv6", func(*testing.T, *Env) {}, Fine, "::1 is there"},
	{"IPv6", func(_ *testing.T, e *Env) { listenFails(e, "[::1]:0", errors.New("no")) }, Hint, "no ::1"},

	{"localhost", func(*testing.T, *Env) {}, Fine, "means 127.0.0.1, ::1"},
	{"localhost", func(_ *testing.T, e *Env) { resolves(e, nil, errors.New("no such host")) }, Hint, "no such host"},
	{"localhost", func(_ *testing.T, e *Env) { resolves(e, []string{"::1"}, nil) }, Hint, "say 127.0.0.1 instead"},
	{"localhost", func(_ *testing.T, e *Env) { resolves(e, []string{"::1", "127.0.0.1"}, nil) }, Fine, "where it matters"},

	{"port 5000", func(*testing.T, *Env) {}, Fine, "free"},
	{"port 5000", func(_ *testing.T, e *Env) { listenFails(e, "127.0.0.1:5000", syscall.EADDRINUSE) }, Hint, "another program"},
	{"port 5000", func(_ *testing.T, e *Env) {
		listenFails(e, "127.0.0.1:5000", syscall.Errno(10048))
	}, Hint, "another program"},
	{"port 5000", func(_ *testing.T, e *Env) {
		e.GOOS = "darwin"
		listenFails(e, "127.0.0.1:5000", syscall.EADDRINUSE)
	}, Hint, "AirPlay"},
	{"port 5000", func(t *testing.T, e *Env) {
		held(t, e.Proc)
		listenFails(e, "127.0.0.1:5000", syscall.EADDRINUSE)
	}, Hint, "held by python3 (process 4711)"},
	{"port 5000", func(_ *testing.T, e *Env) { listenFails(e, "127.0.0.1:5000", fs.ErrPermission) }, Hint, "use --addr 127.0.0.1:5001"},
	{"port 5000", func(_ *testing.T, e *Env) {
		e.GOOS = "windows"
		listenFails(e, "127.0.0.1:5000", syscall.Errno(10013))
	}, Hint, "excludedportrange"},
	{"port 5000", func(_ *testing.T, e *Env) { listenFails(e, "127.0.0.1:5000", errors.New("no such device")) }, Hint, "no such device"},

	{"WSL", func(*testing.T, *Env) {}, skipped, ""},
	{"WSL", func(_ *testing.T, e *Env) { e.Proc = "" }, skipped, ""},
	{"WSL", func(t *testing.T, e *Env) { write(t, e.Proc, "version", "Linux 6.6-Microsoft-standard-WSL2") }, Fine, "networking mode nat"},
	{"WSL", func(t *testing.T, e *Env) {
		write(t, e.Proc, "version", "Linux 6.6-microsoft-standard-WSL2")
		e.Output = prints(nil)
	}, Fine, "networking mode unknown"},
	{"WSL", func(t *testing.T, e *Env) {
		write(t, e.Proc, "version", "Linux 6.6-microsoft-standard-WSL2")
		e.Output = prints(map[string]string{"wslinfo --networking-mode": "mirrored"})
	}, Hint, "may hang"},

	{"line ends", func(*testing.T, *Env) {}, Fine, "LF in all 1 scenarios"},
	{"line ends", func(t *testing.T, e *Env) { write(t, e.Kit, "scripts/02/bad.txtar", "server\r\n") }, Missing, "1 of 2 scenarios have CRLF line ends, such as bad.txtar"},
	{"line ends", func(t *testing.T, e *Env) { os.RemoveAll(filepath.Join(e.Kit, "scripts")) }, Missing, "get them back"},
	{"line ends", func(t *testing.T, e *Env) { os.MkdirAll(filepath.Join(e.Kit, "scripts", "02", "x.txtar"), 0o777) }, Missing, "readable"},
	{"line ends", func(_ *testing.T, e *Env) { e.Kit = "" }, skipped, ""},

	{"git", func(*testing.T, *Env) {}, Fine, "core.autocrlf is false"},
	{"git", func(_ *testing.T, e *Env) { e.Find = without("git") }, Hint, "no program git"},
	{"git", func(_ *testing.T, e *Env) { e.Output = prints(nil) }, Fine, "not set"},
	{"git", func(_ *testing.T, e *Env) { autocrlf(e) }, Fine, "core.autocrlf is true; line ends stay LF"},
	{"git", func(t *testing.T, e *Env) {
		autocrlf(e)
		write(t, e.Kit, ".gitattributes", "*.png binary\n")
	}, Hint, "git may write CRLF"},

	{"tools", func(*testing.T, *Env) {}, Fine, "not found none"},
	{"tools", func(_ *testing.T, e *Env) { e.Find = without("socat", "nc") }, Fine, "not found nc, socat"},
	{"tools", func(_ *testing.T, e *Env) { e.Find = without("nc", "ncat") }, Hint, "use go tool lab client"},
	{"tools", func(_ *testing.T, e *Env) { e.GOOS, e.Find = "windows", without("python3") }, Fine, "python"},
}

func resolves(e *Env, addrs []string, err error) {
	e.Resolve = func(context.Context, string) ([]string, error) { return addrs, err }
}

func autocrlf(e *Env) { e.Output = prints(map[string]string{"git config core.autocrlf": "true"}) }

// held writes a table and a process into proc in the format of Linux. One program listens on
// port 5000, another is connected from that port.
func held(t *testing.T, proc string) {
	t.Helper()
	write(t, proc, "net/tcp", `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1388 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 111 1
   1: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 222 1
`)
	for process, inode := range map[string]string{"4710": "111", "4711": "222"} {
		write(t, proc, process+"/comm", "python3\n")
		if err := os.MkdirAll(filepath.Join(proc, process, "fd"), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("socket:["+inode+"]", filepath.Join(proc, process, "fd", "3")); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
}

func TestChecks(t *testing.T) {
	for _, c := range cases {
		t.Run(c.check+"/"+c.says, func(t *testing.T) {
			env := healthy(t)
			c.change(t, &env)
			got := check(t, c.check)(t.Context(), env)
			if text := got.Found + " → " + got.Do; got.State != c.state || !strings.Contains(text, c.says) || strings.Contains(text, "\n") {
				t.Errorf("%s: %q, %s\nwant %q, one line with %q", c.check, got.State, text, c.state, c.says)
			}
			if (got.State == Hint || got.State == Missing) && got.Do == "" {
				t.Errorf("%s: %q, and nothing is said about what to do", c.check, got.Found)
			}
		})
	}
}

func check(t *testing.T, name string) func(context.Context, Env) Check {
	t.Helper()
	for _, c := range checks {
		if c.name == name {
			return c.look
		}
	}
	t.Fatalf("there is no check %q", name)
	return nil
}

// TestEachCheckCanFail: a check that can't fail checks nothing. The firewall check is an
// exception: it only gives advice.
func TestEachCheckCanFail(t *testing.T) {
	fails := map[string]bool{"firewall": true}
	for _, c := range cases {
		if c.state == Hint || c.state == Missing {
			fails[c.check] = true
		}
	}
	for _, c := range checks {
		if !fails[c.name] {
			t.Errorf("no case makes %q fail", c.name)
		}
	}
}

func TestExamine(t *testing.T) {
	names := map[string]bool{}
	for _, c := range Examine(t.Context(), healthy(t)) {
		names[c.Name] = true
		if c.State != Fine {
			t.Errorf("on a healthy machine: %+v", c)
		}
	}
	for _, there := range []string{"clone", "go", "loopback", "tools"} {
		if !names[there] {
			t.Errorf("%s is not looked at, but %q", there, slices.Sorted(maps.Keys(names)))
		}
	}
	if names["WSL"] {
		t.Error("this is not WSL, and it is told of")
	}
}

// TestDialsThatHang: a dial that hangs is given up, in virtual time.
func TestDialsThatHang(t *testing.T) {
	for name, look := range map[string]func(context.Context, Env) Check{"loopback": loopback, "closed port": closedPort} {
		synctest.Test(t, func(t *testing.T) {
			env := healthy(t)
			env.Listen = func(context.Context, string) (net.Listener, error) { return deaf{make(chan struct{})}, nil }
			env.Dial = func(ctx context.Context, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
			began := time.Now()
			got := look(t.Context(), env)
			if took := time.Since(began); got.State == Fine || took != dialTime {
				t.Errorf("%s: %+v after %v, want none that is fine, after %v", name, got, took, dialTime)
			}
		})
	}
}

// A deaf listener accepts nobody.
type deaf struct{ closed chan struct{} }

func (d deaf) Accept() (net.Conn, error) {
	<-d.closed
	return nil, net.ErrClosed
}

func (d deaf) Close() error {
	select {
	case <-d.closed:
	default:
		close(d.closed)
	}
	return nil
}

func (d deaf) Addr() net.Addr { return &net.TCPAddr{} }
