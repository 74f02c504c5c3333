package probe

import (
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"chatlab/lab/sockets"
)

// A caller is one connection. A goroutine reads from it until it ends.
type caller struct {
	name string
	nc   net.Conn
	got  string // what the last hear returned

	greeted bool // something came before it sent anything
	sent    bool // it has sent something

	more chan struct{} // has a token after each read
	done chan struct{} // closed when nothing more is read

	mu   sync.Mutex // guards all below
	new  []byte     // what came since the last hear
	over bool       // the server has ended the connection
}

// call connects, and reads what comes.
func (p *probe) call(ctx context.Context, name string) (*caller, error) {
	nc, err := p.server.Dial(ctx)
	if err != nil {
		return nil, err
	}
	c := &caller{name: name, nc: nc, more: make(chan struct{}, 1), done: make(chan struct{})}
	p.callers = append(p.callers, c)
	go c.read()
	return c, nil
}

// join connects, gives a name and returns what was answered in got.
func (p *probe) join(ctx context.Context, name string) (*caller, error) {
	c, err := p.call(ctx, name)
	if err != nil {
		return nil, err
	}
	c.greeted = p.hear(ctx, c) != ""
	c.send(p.input.named(name))
	c.got = p.hear(ctx, c)
	return c, nil
}

// hangUp ends all connections of a conversation, and waits for the goroutines that read.
func (p *probe) hangUp() {
	for _, c := range p.callers {
		c.close()
	}
	p.callers = nil
}

// maxHeard is how many bytes a caller keeps between two hears. A server that sends more does
// not chat.
const maxHeard = 64 << 10

func (c *caller) read() {
	defer close(c.done)
	buf := make([]byte, 4<<10)
	for {
		n, err := c.nc.Read(buf) // close unblocks it
		c.mu.Lock()
		if len(c.new) < maxHeard {
			c.new = append(c.new, buf[:n]...)
		}
		c.over = err != nil
		c.mu.Unlock()
		select {
		case c.more <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// sendTime is how long the server may leave a line unread.
const sendTime = 2 * time.Second

// send sends a text. If it can't, hear will find nothing.
func (c *caller) send(text string) {
	c.sent = true
	c.nc.SetWriteDeadline(time.Now().Add(sendTime))
	c.nc.Write([]byte(text))
}

func (c *caller) ended() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.over
}

func (c *caller) close() {
	c.nc.Close()
	<-c.done
}

// idleTime is how long hear waits for the server to be idle. pause is how long nothing must
// come then, which is enough for a line on its way, and for a server that thinks a little.
const (
	idleTime = 2 * time.Second
	pause    = 100 * time.Millisecond
)

// talkTime is how long a server may go on sending without a pause. mostNoted is how many of the
// lines that come at once are noted: nobody reads more.
const (
	talkTime  = 5 * time.Second
	mostNoted = 20
)

// hear returns what a client got since the last time, once the server has read all, is idle, and
// nothing more comes. If that never happens, it gives up.
func (p *probe) hear(ctx context.Context, c *caller) string {
	idle, cancel := context.WithTimeout(ctx, idleTime)
	defer cancel()
	if !p.unread { // a server that does not read makes us wait once, and not at each line
		p.unread = !sockets.AwaitTaken(idle, c.nc)
	}
	p.server.Idle(idle)
	enough := time.After(talkTime)
	for waiting := true; waiting; {
		select {
		case <-enough:
			p.giveUp(ErrEndless)
			waiting = false
		case <-c.more:
		case <-time.After(pause):
			waiting = sockets.HasCome(c.nc) // on a busy machine we may not have read it yet
		case <-ctx.Done():
			waiting = false
		}
	}
	c.mu.Lock()
	got := string(c.new)
	c.new = nil
	c.mu.Unlock()
	noted := 0
	for line := range strings.Lines(got) {
		if noted++; noted > mostNoted {
			p.heard[len(p.heard)-1].More++
			continue
		}
		p.heard = append(p.heard, Heard{Client: c.name, Line: line, First: !c.sent})
	}
	return got
}

// tail returns what came after the last LF. It is empty if there is no LF.
func tail(got string) string {
	at := strings.LastIndex(got, "\n")
	if at < 0 {
		return ""
	}
	return got[at+1:]
}

// lines cuts what came into lines without their ends. A rest without a line end is one, too.
func lines(got string) (all []string) {
	for line := range strings.Lines(got) {
		if line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"); line != "" {
			all = append(all, line)
		}
	}
	return all
}

func names(room []*caller) (all []string) {
	for _, c := range room {
		all = append(all, c.name)
	}
	return all
}
