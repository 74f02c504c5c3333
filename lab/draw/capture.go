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

// A capture shows a trace to Wireshark: what each end wrote and read becomes
// packets. The bytes, their order and times are those of the trace. What a
// trace does not know is made up, plainly: addresses, ports, sequence numbers,
// acknowledgments, and that each write is one packet, as over loopback.
const captureNote = "Reconstructed by chatlab from a record of what the programs wrote and read. " +
	"The bytes, their order and their times are real. Addresses, ports, handshakes, sequence numbers and acknowledgments are not: " +
	"this shows no loss, no window and no round-trip time."

// Where the made-up hosts are: a range that RFC 2544 keeps for measurements.
var (
	serverHost  = netip.AddrFrom4([4]byte{198, 18, 0, 1})
	firstClient = netip.AddrFrom4([4]byte{198, 18, 1, 0})
	firstPath   = netip.AddrFrom4([4]byte{198, 19, 1, 0})
)

const (
	chatPort    = 5000
	clientPort  = 49152
	maxSegment  = 65495 // bytes: what fits over loopback, whose MTU is 65,536
	window      = 65535
	mostComment = 1000 // characters; the format has 16 bits for a length in bytes
	scale       = 8
)

// Capture writes the trace as a pcapng file (draft-ietf-opsawg-pcapng). The
// first packet of each step has a comment that says which.
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

// hosts says which address is whose.
func hosts(conns []string) string {
	words := []string{serverHost.String() + " is the server"}
	for i, name := range conns {
		words = append(words, fmt.Sprintf("%s is %s", host(firstClient, i+1), Visible(name)))
	}
	return strings.Join(words, ", ")
}

// host is the nth address behind first.
func host(first netip.Addr, n int) netip.Addr {
	a := first.As4()
	a[2] += byte(n / 250)
	a[3] = byte(n%250 + 1)
	return netip.AddrFrom4(a)
}

// A flowKey names one TCP connection of the capture: a client's own, or the
// one from its path to the server.
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
	case trace.Failed:
		if c.last != nil { // it failed with what had come by then
			c.last.comments = append(c.last.comments, stepName(e.Conn)+" FAILED: "+wire.Clean(strings.ReplaceAll(e.Note, "\n", "; ")))
		}
		return nil
	}
	f := c.flows[flowKey{e.Conn, e.Dir.IsFar()}]
	if f == nil || !e.Kind.OnWire() || e.Kind == trace.Fault {
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

// write writes the packet before, and keeps this one.
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
		p.comments[i] = short(p.comments[i], mostComment)
	}
	info := gopacket.CaptureInfo{Timestamp: time.Unix(0, 0).Add(p.at), CaptureLength: len(p.data), Length: len(p.data)}
	return c.out.WritePacketWithOptions(info, p.data, pcapgo.NgPacketOptions{Comments: p.comments})
}

// An end is one end of a flow: where it is, and what it has sent.
type end struct {
	host netip.Addr
	port uint16
	next uint32 // the sequence number of its next byte
	fin  bool   // it has sent its FIN
}

// A flow is a TCP connection that is being made up.
type flow struct {
	client, server end
	open, over     bool
	unacked        int // data segments since the last acknowledgment
}

func newFlow(client, server netip.Addr, n int) *flow {
	return &flow{
		client: end{host: client, port: clientPort + uint16(n%10000), next: 1000},
		server: end{host: server, port: chatPort, next: 5000},
	}
}

// ackEvery is how many segments a receiver takes before it acknowledges them
// (RFC 9293, section 3.8.6.3).
const ackEvery = 2

// packets returns what goes over the wire for an event.
func (f *flow) packets(e trace.Event, toServer bool) []packet {
	var out []packet
	if f.over && e.Kind != trace.Data { // bytes may still have been under way when the reset was
		return nil
	}
	if !f.open {
		out, f.open = f.handshake(), true
	}
	from, to := &f.client, &f.server
	if !toServer {
		from, to = to, from
	}
	switch e.Kind {
	case trace.Data:
		for rest := e.Data; len(rest) > 0; {
			n := min(len(rest), maxSegment)
			out = append(out, packet{from: *from, to: *to, ack: true, push: true, data: rest[:n]})
			from.next += uint32(n)
			rest = rest[n:]
			if f.unacked++; f.unacked >= ackEvery && !f.over {
				out = append(out, f.acknowledge(to, from))
			}
		}
	case trace.Fin:
		if from.fin {
			return out
		}
		out = append(out, packet{from: *from, to: *to, ack: true, fin: true})
		from.next++
		from.fin = true
		out = append(out, f.acknowledge(to, from))
	case trace.Reset:
		out = append(out, packet{from: *from, to: *to, ack: true, reset: true})
		f.over = true
	}
	return out
}

func (f *flow) acknowledge(by, of *end) packet {
	f.unacked = 0
	return packet{from: *by, to: *of, ack: true}
}

func (f *flow) handshake() []packet {
	syn := packet{from: f.client, to: f.server, syn: true}
	f.client.next++
	synAck := packet{from: f.server, to: f.client, syn: true, ack: true}
	f.server.next++
	return []packet{syn, synAck, {from: f.client, to: f.server, ack: true}}
}

// A packet is one IP packet with a TCP segment in it.
type packet struct {
	from, to                   end
	syn, ack, push, fin, reset bool
	data                       []byte
}

func (p packet) bytes() ([]byte, error) {
	ip := &layers.IPv4{Version: 4, TTL: 64, Protocol: layers.IPProtocolTCP, Flags: layers.IPv4DontFragment,
		SrcIP: p.from.host.AsSlice(), DstIP: p.to.host.AsSlice()}
	tcp := &layers.TCP{SrcPort: layers.TCPPort(p.from.port), DstPort: layers.TCPPort(p.to.port), Seq: p.from.next, Window: window,
		SYN: p.syn, ACK: p.ack, PSH: p.push, FIN: p.fin, RST: p.reset}
	if p.ack {
		tcp.Ack = p.to.next
	}
	if p.syn {
		tcp.Options = []layers.TCPOption{
			{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{maxSegment >> 8, maxSegment & 0xff}},
			{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{scale}},
		}
	}
	if err := tcp.SetNetworkLayerForChecksum(ip); err != nil {
		return nil, err
	}
	buf := gopacket.NewSerializeBuffer()
	opts := gopacket.SerializeOptions{FixLengths: true, ComputeChecksums: true}
	if err := gopacket.SerializeLayers(buf, opts, ip, tcp, gopacket.Payload(p.data)); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
