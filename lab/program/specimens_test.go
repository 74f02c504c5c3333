package program

import (
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// TestMain makes the test binary act as one of programs if its first argument names one. So
// the tests need no other language.
func TestMain(m *testing.M) {
	maps.Copy(programs, systemPrograms)
	maps.Copy(programs, linuxPrograms)
	if len(os.Args) > 1 && programs[os.Args[1]] != nil {
		defer signIn()()
		programs[os.Args[1]](os.Args[2:])
		return
	}
	// A program built with the race detector ends slowly.
	os.Setenv("GORACE", "atexit_sleep_ms=0")
	goleak.VerifyTestMain(m)
}

// programs are the programs that the tests start. Each gets the arguments after its name.
var programs = map[string]func([]string){
	"announces": func(args []string) {
		ln := listen(args)
		fmt.Printf("listening on %s\n", ln.Addr())
		serve(ln)
	},
	"announces late, in pieces": func(args []string) {
		fmt.Fprintln(os.Stderr, "listening on 127.0.0.1:1")
		ln := listen(args)
		fmt.Print("garbage\x00\nlistening on http://localhost:1\nliste")
		os.Stdout.Sync()
		fmt.Printf("ning on %s\r\n", ln.Addr())
		serve(ln)
	},
	"announces too early": func(args []string) {
		fmt.Printf("listening on %s\n", os.Getenv("ADDR"))
		<-time.After(50 * time.Millisecond) // the bug of this program: it listens late
		serve(listen(args))
	},
	"announces and does not listen": func([]string) {
		fmt.Println("listening on 127.0.0.1:1")
		io.Copy(io.Discard, os.Stdin)
	},
	"announces and ends": func([]string) { fmt.Println("listening on 127.0.0.1:1") },
	"says nothing":       func(args []string) { serve(listen(args)) },
	"ends with its input": func(args []string) {
		go serve(listen(args))
		io.Copy(io.Discard, os.Stdin)
	},
	"tells its environment": func(args []string) {
		fmt.Printf("PORT=%s ADDR=%s args=%q\n", os.Getenv("PORT"), os.Getenv("ADDR"), args)
		os.Exit(3)
	},
	"ends at once":  func([]string) { fmt.Println("I have no wish to serve"); os.Exit(3) },
	"never listens": func([]string) { io.Copy(io.Discard, os.Stdin) },
	"prints for ever": func([]string) {
		garbage := []byte(strings.Repeat("\x1b[2Jgarbage\x00", 4096))
		for {
			os.Stdout.Write(garbage)
		}
	},
	"closes its output": func(args []string) {
		os.Stdout.Close()
		os.Stderr.Close()
		serve(listen(args))
	},
	"eats memory": func([]string) {
		var all [][]byte
		for {
			chunk := make([]byte, 16<<20)
			for i := range chunk {
				chunk[i] = 1
			}
			all = append(all, chunk)
		}
	},
}

func listen(args []string) net.Listener {
	if len(args) < 2 || args[0] != "--addr" {
		fmt.Fprintln(os.Stderr, "no address")
		os.Exit(2)
	}
	ln, err := net.Listen("tcp", args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return ln
}

// serve counts its clients, and tells each its number.
func serve(ln net.Listener) {
	for n := 1; ; n++ {
		nc, err := ln.Accept()
		if err != nil {
			return
		}
		fmt.Fprintf(nc, "caller %d\n", n)
		nc.Close()
	}
}

// A register collects process ids. Programs and their children sign in with it, so a test
// knows that they run and which processes must be gone later.
type register struct{ ln net.Listener }

func newRegister(t *testing.T) register {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return register{ln}
}

// env tells a program where the register is.
func (r register) env() []string { return []string{"REGISTER=" + r.ln.Addr().String()} }

// next returns the id of the next process that signs in.
func (r register) next(t *testing.T) (pid int) {
	t.Helper()
	r.ln.(*net.TCPListener).SetDeadline(time.Now().Add(testLimit))
	nc, err := r.ln.Accept()
	if err != nil {
		t.Fatalf("no program signs in: %v", err)
	}
	defer nc.Close()
	nc.SetDeadline(time.Now().Add(testLimit))
	if _, err := fmt.Fscan(nc, &pid); err != nil {
		t.Fatal(err)
	}
	return pid
}

// testLimit is how long a test waits for an event at most.
const testLimit = time.Minute

func signIn() (signOut func()) {
	addr := os.Getenv("REGISTER")
	if addr == "" {
		return func() {}
	}
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(nc, os.Getpid())
	return func() { nc.Close() }
}
