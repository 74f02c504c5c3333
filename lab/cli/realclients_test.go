package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/server/wire"
)

// The tests of this file chat with each installed program that people use as a client,
// such as nc or telnet.

// A tool is such a program. It runs with pipes as keyboard and screen.
type tool struct {
	name string
	args string // HOST and PORT are replaced
	is   string // text of its help, if several programs have this name
	end  string // what it does at the end of its input
}

// What a tool does at the end of input, Ctrl-D. In this the tools differ most.
const (
	nothing   = "nothing: it stays in the room, listening"
	halfClose = "it sends a FIN and reads to the end"
	hardClose = "it closes the connection at once, and throws away what it has not sent yet"
)

var tools = []tool{
	{"nc", "HOST PORT", "OpenBSD netcat", nothing},
	{"nc", "-N HOST PORT", "OpenBSD netcat", halfClose},
	{"ncat", "HOST PORT", "", halfClose},
	{"socat", "- TCP:HOST:PORT", "", halfClose},
	{"telnet", "HOST PORT", "", hardClose},
}

// toolTime is how long we wait for anything that a tool or the server has to do.
const toolTime = time.Minute

// TestToolsConverse: a tool sees who is in the room, hears a message, says one, sees
// somebody join and leave, and leaves.
func TestToolsConverse(t *testing.T) {
	eachTool(t, func(t *testing.T, tool tool, addr string) {
		ana := join(t, addr, "ana")
		ana.hears("* in the room: ")
		bruno := tool.start(t, addr)
		bruno.shows("What is your name?")
		bruno.types("bruno\n")
		bruno.shows("* in the room: ana\n")
		ana.hears("* bruno joined")

		ana.says("hello bruno")
		bruno.shows("[ana] hello bruno\n")
		bruno.types("hello ana\nand how are you?\n")
		ana.hears("[bruno] hello ana", "[bruno] and how are you?")
		carla := join(t, addr, "carla")
		bruno.shows("* carla joined\n")
		carla.leaves()
		bruno.shows("* carla left\n")
		ana.hears("* carla joined", "* carla left")

		bruno.types("/quit\n")
		ana.hears("* bruno left (quit)")
		bruno.EndInput() // some tools wait for that, although the server has closed
		bruno.ends()
	})
}

// TestToolsAtTheEndOfInput: messages sent before the end of input arrive, unless the tool
// throws them away. All tools except nc leave.
func TestToolsAtTheEndOfInput(t *testing.T) {
	eachTool(t, func(t *testing.T, tool tool, addr string) {
		ana := join(t, addr, "ana")
		ana.hears("* in the room: ")
		bruno := tool.start(t, addr)
		bruno.shows("What is your name?") // telnet drops input that is typed before it is connected
		bruno.types("bruno\n")
		ana.hears("* bruno joined")
		bruno.shows("* in the room: ana\n")
		bruno.types("goodbye\n")
		if tool.end == hardClose {
			ana.hears("[bruno] goodbye") // wait first: the end of input throws away what was not sent
			bruno.EndInput()
		} else {
			bruno.EndInput()
			ana.hears("[bruno] goodbye")
		}
		switch tool.end {
		case nothing:
			ana.says("are you still there?")
			bruno.shows("[ana] are you still there?\n")
			bruno.Kill()
			ana.hears("* bruno left")
		case halfClose:
			ana.hears("* bruno left")
			bruno.ends()
		case hardClose:
			if line := ana.line(); !strings.HasPrefix(line, "* bruno left") { // the reason may be a reset
				t.Errorf("ana hears %q, want that bruno left", line)
			}
			bruno.ends()
		}
	})
}

// eachTool runs a test with each installed tool, and a separate server.
func eachTool(t *testing.T, test func(t *testing.T, tool tool, addr string)) {
	if runtime.GOOS != "linux" {
		t.Skip("these tools differ from system to system; what is written down here is how they are on Linux")
	}
	for _, tool := range tools {
		t.Run(tool.name+" "+tool.args, func(t *testing.T) {
			sandbox.NeedsProgram(t, tool.name)
			if tool.is != "" && !strings.Contains(help(t, tool.name), tool.is) {
				t.Skipf("%s is another program here than %s", tool.name, tool.is)
			}
			test(t, tool, serverRunning(t))
		})
	}
}

func help(t *testing.T, name string) string {
	t.Helper()
	p := runTool(t, name, "-h")
	p.AwaitEnd(p.limited())
	return p.Output()
}

// A toolRun is a tool at work.
type toolRun struct {
	t *testing.T
	*program.Program
}

func runTool(t *testing.T, args ...string) *toolRun {
	t.Helper()
	p, err := program.Run(t.Context(), program.Command{Args: args}, program.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Kill)
	return &toolRun{t, p}
}

func (tool tool) start(t *testing.T, addr string) *toolRun {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	args := strings.NewReplacer("HOST", host, "PORT", port).Replace(tool.args)
	return runTool(t, append([]string{tool.name}, strings.Fields(args)...)...)
}

// limited returns a context that ends after toolTime.
func (r *toolRun) limited() context.Context {
	ctx, cancel := context.WithTimeout(r.t.Context(), toolTime)
	r.t.Cleanup(cancel)
	return ctx
}

func (r *toolRun) types(text string) {
	r.t.Helper()
	if err := r.Type(text); err != nil {
		r.t.Fatalf("type %q: %v; it has shown:\n%s", text, err, r.Output())
	}
}

func (r *toolRun) shows(text string) {
	r.t.Helper()
	if !r.AwaitOutput(r.limited(), func(shown string) bool { return strings.Contains(shown, text) }) {
		r.t.Fatalf("it does not show %q; it has shown:\n%s", text, r.Output())
	}
}

func (r *toolRun) ends() {
	r.t.Helper()
	r.AwaitEnd(r.limited())
	if _, ended := r.Ended(); !ended {
		r.t.Fatalf("it does not end; it has shown:\n%s", r.Output())
	}
}

// A witness is in the room, over a connection of the test's own.
type witness struct {
	t  *testing.T
	nc net.Conn
	in *bufio.Reader
}

func join(t *testing.T, addr, name string) *witness {
	t.Helper()
	nc, err := net.DialTimeout("tcp", addr, toolTime)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { nc.Close() })
	w := &witness{t, nc, bufio.NewReader(nc)}
	w.hears(strings.TrimSuffix(wire.Greeting, "\n"))
	w.says(name)
	return w
}

func (w *witness) says(text string) {
	w.t.Helper()
	w.nc.SetWriteDeadline(time.Now().Add(toolTime))
	if _, err := fmt.Fprintln(w.nc, text); err != nil {
		w.t.Fatal(err)
	}
}

func (w *witness) line() string {
	w.t.Helper()
	w.nc.SetReadDeadline(time.Now().Add(toolTime))
	line, err := w.in.ReadString('\n')
	if err != nil {
		w.t.Fatalf("the next line: %v, after %q", err, line)
	}
	return strings.TrimSuffix(line, "\n")
}

func (w *witness) hears(lines ...string) {
	w.t.Helper()
	for _, want := range lines {
		if got := w.line(); got != want {
			w.t.Fatalf("heard %q, want %q", got, want)
		}
	}
}

// leaves sends a FIN, and waits for the server's.
func (w *witness) leaves() {
	w.t.Helper()
	w.nc.(*net.TCPConn).CloseWrite()
	w.nc.SetReadDeadline(time.Now().Add(toolTime))
	if _, err := io.Copy(io.Discard, w.in); err != nil {
		w.t.Fatal(err)
	}
	w.nc.Close()
}
