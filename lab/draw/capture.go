package draw

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// A capture shows a trace to Wireshark: what each end wrote and read becomes packets.
// Bytes, order and times are those of the trace. The rest is invented: addresses, ports,
// sequence numbers, acknowledgments, and one packet for each write, as over loopback.
const captureNote = "Reconstructed by chatlab from a record of what the programs wrote and read. " +
	"The bytes, their order and their times are real. Addresses, ports, handshakes, sequence numbers and acknowledgments are not: " +
	"this shows no loss, no window and no round-trip time."

// The invented hosts, in a range that RFC 2544 reserves for measurements.
var (
	serverHost  = netip.AddrFrom4([4]byte{198, 18, 0, 1})
	firstClient = netip.AddrFrom4([4]byte{198, 18, 1, 0})
	firstPath   = netip.AddrFrom4([4]byte{198, 19, 1, 0})
)

// A comment has at most 65,535 bytes: its length field has 16 bits.
const (
	mostComment = 1000 // characters in the comment of a packet
	mostNamed   = 500  // clients in the comment of the interface
	nameLength  = 20   // columns of each client's name
)

// Capture writes the trace as a pcapng file (draft-ietf-opsawg-pcapng). The first packet of
// each step has a comment with the step.
func Capture(w io.Writer, log trace.Log) error {
	conns := log.Conns()
	out, err := pcapgo.NewNgWriterInterface(w,
		pcapgo.NgInterface{Name: "trace", LinkType: layers.LinkTypeRaw, SnapLength: 0, Comment: hosts(conns)},
		pcapgo.NgWriterOptions{SectionInfo: pcapgo.NgSectionInfo{Application: "chatlab", Comment: captureNote}})
	if err != nil {
		return err
	}
	c := &capture{out: out, flows: make(map[flowKey]*flow), paths: make(map[string]bool)}
	for _, e := range log.All() {
		c.paths[e.Conn] = c.paths[e.Conn] || e.Dir.IsFar()
	}
	for i, name := range conns {
		c.add(name, i+1)
	}
	for _, e := range log.All() {
		if err := c.event(e); err != nil {
			return err
		}
	}
	if err := c.flush(); err != nil {
		return err
	}
	return out.Flush()
}

// hosts says which host has which address.
func hosts(conns []string) string {
	words := []string{serverHost.String() + " is the server"}
	for i, name := range conns {
		if i == mostNamed {
			words = append(words, "and so on")
			break
		}
		words = append(words, fmt.Sprintf("%s is %s", host(firstClient, i+1), short(name, nameLength)))
	}
	return strings.Join(words, ", ")
}

// host returns the nth address after first.
func host(first netip.Addr, n int) netip.Addr {
	a := first.As4()
	a[2] += byte(n / 250)
	a[3] = byte(n%250 + 1)
	return netip.AddrFrom4(a)
}

// A flowKey names one TCP connection of the capture: the client's, or the one from its path
// to the server.
type flowKey struct {
	conn string
	far  bool
}

type capture struct {
	out     *pcapgo.NgWriter
	flows   map[flowKey]*flow
	paths   map[string]bool // connections that have a path with two ends
	comment string          // for the next packet
	last    *made           // the last packet, which may still get a comment
}

// A made packet is ready to be written.
type made struct {
	at       time.Duration
	data     []byte
	comments []string
}

// add makes the flows of a client.
func (c *capture) add(name string, n int) {
	client, server := host(firstClient, n), serverHost
	if c.paths[name] {
		path := host(firstPath, n)
		c.flows[flowKey{name, true}] = newFlow(path, server, n)
		server = path
	}
	c.flows[flowKey{name, false}] = newFlow(client, server, n)
}

// event writes the packets of one event.
func (c *capture) event(e trace.Event) error {
	switch e.Kind {
	case trace.Step:
		c.comment = stepName(e.Conn) + ": " + wire.Clean(e.Note)
		return nil
	case trace.Left:
		if e.Dir == trace.None {
			c.comment = "CUT: " + wire.Clean(e.Note)
		}
	case trace.Failed:
		if c.last != nil { // the step failed after this packet
			c.last.comments = append(c.last.comments, stepName(e.Conn)+" FAILED: "+wire.Clean(strings.ReplaceAll(e.Note, "\n", "; ")))
		}
		return nil
	}
	f := c.flows[flowKey{e.Conn, e.Dir.IsFar()}]
	if f == nil || !e.Kind.OnWire() && e.Kind != trace.Left || e.Kind == trace.Fault {
		return nil
	}
	toServer := e.Dir == trace.ToServer || e.Dir == trace.FarToServer
	for _, p := range f.packets(e, toServer) {
		if err := c.write(e.At, p); err != nil {
			return err
		}
	}
	return nil
}

// write writes the packet before this one, and keeps this one.
func (c *capture) write(at time.Duration, p packet) error {
	data, err := p.bytes()
	if err != nil {
		return fmt.Errorf("capture: %w", err)
	}
	if err := c.flush(); err != nil {
		return err
	}
	c.last = &made{at: at, data: data}
	if c.comment != "" {
		c.last.comments = []string{c.comment}
		c.comment = ""
	}
	return nil
}

func (c *capture) flush() error {
	if c.last == nil {
		return nil
	}
	p := c.last
	c.last = nil
	for i := range p.comments {
		p.comments[i] = fitted(p.comments[i], mostComment)
	}
	info := gopacket.CaptureInfo{Timestamp: time.Unix(0, 0).Add(p.at), CaptureLength: len(p.data), Length: len(p.data)}
	return c.out.WritePacketWithOptions(info, p.data, pcapgo.NgPacketOptions{Comments: p.comments})
}
