package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"sync"
	"testing"
)

// A server that is measured runs in its own process, like ngircd. Then its memory and
// its garbage collector are not those of the clients. Ten thousand connections then
// need ten thousand descriptors per process, not twice as many. The process is this
// test binary, run once more.

const (
	apartKey   = "CHATLAB_APART"         // environment variable: which server to be
	profileKey = "CHATLAB_APART_PROFILE" // environment variable: start of the path of its CPU profile, then comes the name; empty: none
)

// An apart is a separate process: a server, or a crowd of clients that call one.
type apart struct {
	addr string    // where the server listens; of a crowd, the first line that it prints
	end  func()    // ends it; may be called again
	ask  io.Writer // a line for each question
	told *bufio.Scanner
}

// runApart runs the server until the benchmark ends.
func runApart(b *testing.B, name string) *apart {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	process := exec.Command(self)
	process.Env = append(os.Environ(), apartKey+"="+name)
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := process.Start(); err != nil {
		b.Fatal(err)
	}
	a := &apart{ask: in, told: bufio.NewScanner(out)}
	a.end = sync.OnceFunc(func() {
		in.Close()
		if err := process.Wait(); err != nil {
			b.Errorf("%s, in its own process: %v", name, err)
		}
	})
	b.Cleanup(a.end)
	a.addr = a.answer(b)
	return a
}

func (a *apart) answer(b *testing.B) string {
	b.Helper()
	if !a.told.Scan() {
		b.Fatal("the server's process has ended: ", a.told.Err())
	}
	return a.told.Text()
}

// memory returns the bytes that the process uses after a garbage collection: heap and
// stacks, and everything that its runtime took from the system.
func (a *apart) memory(b *testing.B) (inUse, taken int) {
	b.Helper()
	fmt.Fprintln(a.ask, "memory?")
	text := a.answer(b)
	if _, err := fmt.Sscan(text, &inUse, &taken); err != nil {
		b.Fatalf("%q: %v", text, err)
	}
	return inUse, taken
}

// beApart is what the separate process runs. It ends when its standard input ends,
// and returns its exit status.
func beApart(name string) int {
	if be, found := callers(name); found {
		if err := be(bufio.NewScanner(os.Stdin)); err != nil {
			return trouble(err)
		}
		return 0
	}
	if file := os.Getenv(profileKey); file != "" {
		f, err := os.Create(file + "." + name)
		if err != nil {
			return trouble(err)
		}
		defer f.Close()
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return trouble(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var serving sync.WaitGroup
	serving.Go(func() {
		switch name {
		case "relay":
			err = serveRelay(ctx, ln)
		case "reference":
			err = (&Server{Limits: Limits{Clients: 20_000}}).Serve(ctx, ln)
		case "history":
			err = serveWithHistory(ctx, ln)
		case "accounts":
			err = serveWithAccounts(ctx, ln)
		default:
			err = fmt.Errorf("no server %q", name)
		}
	})
	fmt.Println(ln.Addr())
	for questions := bufio.NewScanner(os.Stdin); questions.Scan(); {
		runtime.GC()         // a sync.Pool frees what it holds
		debug.FreeOSMemory() // in the second collection
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Println(m.HeapInuse+m.StackInuse, m.Sys-m.HeapReleased)
	}
	cancel()
	serving.Wait()
	if err != nil {
		return trouble(err)
	}
	return 0
}

// serveWithHistory runs a server that shows newcomers a long history.
func serveWithHistory(ctx context.Context, ln net.Listener) error {
	dir, err := os.MkdirTemp("", "chatlab-history-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	log, err := longHistory(filepath.Join(dir, "h.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	return (&Server{Limits: Limits{Clients: 20_000}, History: log}).Serve(ctx, ln)
}

func trouble(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}
