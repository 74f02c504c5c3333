package play

import (
	"context"
	"fmt"
	"net"
	"strings"

	"chatlab/lab/fault"
	"chatlab/lab/proxy"
	"chatlab/lab/trace"
)

// A path carries the calls of one person to the server, through a proxy of our own. The person
// records the near end, and the path the far one.
type path struct {
	proxy *proxy.Proxy
	addr  string
	done  chan struct{} // closed when nothing of it is left running
}

// callName is what the record calls the nth call of a person. Only the mask sees it.
func callName(name string, n int) string { return fmt.Sprintf("%s#%d", name, n) }

// newPath makes the path of a person. It lives until ctx ends.
func newPath(ctx context.Context, p *Person) (*path, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	record := func(e trace.Event) {
		if !e.Dir.IsFar() && e.Kind != trace.Fault {
			return
		}
		call := e.Conn
		e.Conn, _, _ = strings.Cut(call, "#")
		p.play.record.add(call, e)
		p.play.tell(Wire)
	}
	way := &path{
		proxy: &proxy.Proxy{
			Dial:     p.play.dial,
			Name:     func(n int) string { return callName(p.name, n) },
			Record:   record,
			BothEnds: true,
			Report:   func(_ string, err error) { p.trouble("the path could not reach the server: " + err.Error()) },
		},
		addr: ln.Addr().String(),
		done: make(chan struct{}),
	}
	go func() { // Run waits for it
		defer close(way.done)
		way.proxy.Serve(ctx, ln) // the person notices if the path breaks
	}()
	return way, nil
}

// SetFaults replaces the faults of a person's path, at once. None heals it.
func (p *Person) SetFaults(faults []fault.Spec) {
	p.mu.Lock()
	way := p.way
	p.faults = faults
	p.mu.Unlock()
	if len(faults) > 0 {
		p.play.record.showPath(p.name)
	}
	if way != nil {
		way.proxy.Set(faults)
	}
	p.play.tell(p.name, Wire)
}
