package script

import (
	"context"
	"errors"
	"net"

	"chatlab/lab/fault"
	"chatlab/lab/proxy"
	"chatlab/lab/trace"
)

// A path carries the connections of one client to the server, through a proxy of our own.
type path struct {
	proxy *proxy.Proxy
	addr  string // where it listens
	stop  context.CancelFunc
	done  chan struct{} // closed when nothing of it is left running
}

// newPath makes a path that reaches the server by dial.
func newPath(name string, dial func(context.Context) (net.Conn, error), record func(trace.Event)) (*path, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background()) // it lives until end, even if a step fails
	p := &path{
		proxy: &proxy.Proxy{Dial: dial, Name: func(int) string { return name }, Record: record, BothEnds: true},
		addr:  ln.Addr().String(),
		stop:  stop,
		done:  make(chan struct{}),
	}
	go func() { // end waits for it
		defer close(p.done)
		p.proxy.Serve(ctx, ln) // the client notices if the path breaks
	}()
	return p, nil
}

// end resets the connections of the path, and waits until it is gone.
func (p *path) end() {
	p.stop()
	<-p.done
}

// Net puts faults on a client's path. The first call makes the path.
func (l *Loopback) Net(name string, faults []fault.Spec, record func(trace.Event)) error {
	if l.paths[name] == nil {
		p, err := newPath(name, l.dialServer, record)
		if err != nil {
			return err
		}
		if l.paths == nil {
			l.paths = make(map[string]*path)
		}
		l.paths[name] = p
	}
	l.paths[name].proxy.Set(faults)
	return nil
}

// dialServer connects a path to the server that runs now.
func (l *Loopback) dialServer(ctx context.Context) (net.Conn, error) {
	running := l.process()
	if running == nil {
		return nil, errors.New("no server was started")
	}
	return running.Dial(ctx, "")
}
