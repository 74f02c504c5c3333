package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/draw"
	"chatlab/lab/fault"
	"chatlab/lab/proxy"
	"chatlab/lab/trace"
)

// proxyFlags are the flags of proxy.
type proxyFlags struct {
	addr, to string
	faults   []string
	seed     uint64
	trace    string
	quiet    bool
	reveal   bool
}

func proxyCommand(t *console.Terminal) *cobra.Command {
	var f proxyFlags
	c := &cobra.Command{
		Use:   "proxy --to HOST:PORT",
		Short: "Stand between clients and a server: show the wire, and make it misbehave",
		Long: `Stand between TCP clients and a server. The proxy carries their bytes, prints each
write and read as it happens, and makes the path misbehave as --fault says.
docs/faults.md explains the faults. To replace them while it runs, type other
faults, or heal, and press Enter.

It prints "listening on HOST:PORT" when it accepts connections, and runs until it
is interrupted (Ctrl-C). Then it resets the connections that are still open.
--trace records everything, as it happens, for lab draw. When the server asks for a password, the
answer is shown and recorded as asterisks, unless --reveal is given. The proxy
can't recognize a password that a client sends before it is asked. It listens on
this machine only, unless --addr says otherwise.`,
		Example: `  go tool lab proxy --to 127.0.0.1:5000
  nc 127.0.0.1 6000                         # in another terminal
  go tool lab proxy --to 127.0.0.1:5000 --fault 'slice 1..3 to-server'
  go tool lab proxy --to 127.0.0.1:5000 --fault 'delay 100ms..300ms' --trace slow.trace
  go tool lab proxy --to 127.0.0.1:5000 --fault 'reset after 40 to-server'`,
		Args: takes(),
		RunE: func(c *cobra.Command, _ []string) error { return runProxy(c.Context(), t, f) },
	}
	flags := c.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:6000", "where to listen, HOST:PORT; port 0 means any free one")
	flags.StringVar(&f.to, "to", "", "where the server is, HOST:PORT")
	flags.StringArrayVar(&f.faults, "fault", nil, "what the path does, such as 'slice 1..3' or 'delay 20ms, reset after 100'; you can give it several times")
	flags.Uint64Var(&f.seed, "seed", 1, "seed for what faults choose at random")
	flags.StringVar(&f.trace, "trace", "", "a file for the trace")
	flags.BoolVar(&f.quiet, "quiet", false, "don't print arrows")
	flags.BoolVar(&f.reveal, "reveal", false, "show what clients answer when they are asked for a password")
	c.RegisterFlagCompletionFunc("trace", anyFile)
	c.RegisterFlagCompletionFunc("fault", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var words []string
		for _, k := range fault.Kinds() {
			words = append(words, k.Example+"\t"+k.Summary)
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	})
	return c
}

// dialLimit is how long the server may take to accept a connection.
const dialLimit = 5 * time.Second

func runProxy(ctx context.Context, t *console.Terminal, f proxyFlags) error {
	var faults []fault.Spec
	for _, text := range f.faults {
		more, err := parseFaults(text)
		if err != nil {
			return exitError{ExitUsage, "--fault: " + err.Error()}
		}
		faults = append(faults, more...)
	}
	if err := f.addresses(); err != nil {
		return err
	}
	ln, err := net.Listen("tcp", f.addr)
	if err != nil {
		return exitError{ExitFailed, whyNoListener("--addr", f.addr, err)}
	}
	out := &wireView{t: t, row: draw.Wire{Width: style(t).Width}, quiet: f.quiet, reveal: f.reveal}
	if f.trace != "" {
		file, err := os.Create(f.trace)
		if err != nil {
			ln.Close()
			return err
		}
		defer file.Close()
		out.writer = trace.NewWriter(file, time.Now)
		if err := out.writer.Flush(); err != nil {
			ln.Close()
			return fmt.Errorf("%s: %w", f.trace, err)
		}
	}
	p := &proxy.Proxy{Dial: proxy.DialTCP(f.to, dialLimit), Record: out.record, Over: out.over, Report: out.report, Seed: f.seed}
	out.began = time.Now()
	fmt.Fprintf(t.Out, "listening on %s\n", ln.Addr())
	out.set(p, faults)
	go out.typed(t.In, p) // can't be interrupted: it ends with its input, or with the program
	err = p.Serve(ctx, ln)
	if out.writer != nil {
		if failed := out.writer.Flush(); failed != nil {
			return fmt.Errorf("%s: %w", f.trace, failed)
		}
		fmt.Fprintf(t.Out, "the trace: %s\n", f.trace)
	}
	return err
}

// addresses holds that both addresses are HOST:PORT, and that the proxy does not call
// itself.
func (f proxyFlags) addresses() error {
	if f.to == "" {
		return exitError{ExitUsage, "which server? --to HOST:PORT says where it is, such as --to " + defaultAddr}
	}
	for flag, addr := range map[string]string{"--addr": f.addr, "--to": f.to} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return exitError{ExitUsage, fmt.Sprintf("%s %s: not HOST:PORT", flag, addr)}
		}
	}
	if calls(f.to, f.addr) {
		return exitError{ExitUsage, fmt.Sprintf("--to %s is the address of the proxy itself, so it would connect to itself without end; --addr 127.0.0.1:0 takes any free port", f.to)}
	}
	return nil
}

// calls reports whether a client that connects to address to would reach a listener of this
// machine at listen. For example, 127.0.0.1:6000 reaches :6000. Port 0 means that no port
// is chosen yet.
func calls(to, listen string) bool {
	called, err := net.ResolveTCPAddr("tcp", to)
	at, errAt := net.ResolveTCPAddr("tcp", listen)
	if err != nil || errAt != nil || called.Port != at.Port || at.Port == 0 {
		return false
	}
	if at.IP == nil || at.IP.IsUnspecified() {
		return called.IP == nil || called.IP.IsUnspecified() || called.IP.IsLoopback() || isOurs(called.IP)
	}
	if called.IP == nil || called.IP.IsUnspecified() { // it means this machine
		return at.IP.IsLoopback()
	}
	return called.IP.Equal(at.IP)
}

// isOurs reports whether this machine has the address.
func isOurs(ip net.IP) bool {
	addrs, _ := net.InterfaceAddrs()
	return slices.ContainsFunc(addrs, func(a net.Addr) bool {
		network, ok := a.(*net.IPNet)
		return ok && network.IP.Equal(ip)
	})
}

// A wireView prints what a proxy sees, and records it.
type wireView struct {
	t      *console.Terminal
	row    draw.Wire
	quiet  bool
	writer *trace.Writer // nil: nothing is recorded
	reveal bool          // answers to questions are not masked
	mask   trace.Mask    // guarded by mu
	began  time.Time

	mu     sync.Mutex // held while a line is printed; guards row, mask and headed
	headed bool       // the heading was printed
}

// set puts faults on the path. From then on the rows have a column for the path.
func (v *wireView) set(p *proxy.Proxy, faults []fault.Spec) {
	v.mu.Lock()
	if !v.quiet && (len(faults) > 0 && !v.row.Path || !v.headed) {
		v.row.Path, v.headed = len(faults) > 0, true
		fmt.Fprint(v.t.Out, v.row.Head())
	}
	v.mu.Unlock()
	p.Set(faults)
}

// typed reads faults, one set for each line. Each set replaces the one before.
func (v *wireView) typed(in io.Reader, p *proxy.Proxy) {
	for lines := bufio.NewScanner(in); lines.Scan(); {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		faults, err := parseFaults(lines.Text())
		if err != nil {
			v.mu.Lock()
			complain(v.t.Err, err.Error())
			v.mu.Unlock()
			continue
		}
		v.set(p, faults)
	}
}

// parseFaults reads several faults, or "heal", which means none.
func parseFaults(text string) ([]fault.Spec, error) {
	if strings.TrimSpace(text) == "heal" {
		return nil, nil
	}
	faults, err := fault.ParseList(text)
	if err != nil {
		err = fmt.Errorf("%w; docs/faults.md explains them, and heal removes them", err)
	}
	return faults, err
}

func (v *wireView) record(e trace.Event) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.reveal {
		e = v.mask.Event(e)
	}
	if v.writer != nil {
		v.writer.Record(e)
		v.writer.Flush() // even if the proxy is killed, the file has what it has shown; runProxy tells an error
	}
	if v.quiet {
		return
	}
	e.At = time.Since(v.began)
	fmt.Fprint(v.t.Out, v.row.Row(e))
}

func (v *wireView) over(conn string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.mask.Forget(conn)
}

func (v *wireView) report(conn string, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	complain(v.t.Err, fmt.Sprintf("%s could not reach the server: %v; is the server running?", conn, err))
}
