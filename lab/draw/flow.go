package draw

import (
	"net/netip"

	"github.com/gopacket/gopacket"
	"github.com/gopacket/gopacket/layers"

	"chatlab/lab/trace"
)

const (
	chatPort   = 5000
	clientPort = 49152 // and the next ones
	maxSegment = 65495 // bytes that fit over loopback, whose MTU is 65,536
	window     = 65535
	scale      = 8
)

// An end is one end of a flow: its address, and what it has sent.
type end struct {
	host netip.Addr
	port uint16
	next uint32 // the sequence number of its next byte
	fin  bool   // it has sent its FIN
}

// A flow is an invented TCP connection.
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

// ackEvery is how many segments a receiver takes before it acknowledges them (RFC 9293,
// section 3.8.6.3).
const ackEvery = 2

// packets returns the packets of an event.
func (f *flow) packets(e trace.Event, toServer bool) []packet {
	var out []packet
	if f.over && e.Kind != trace.Data { // bytes may have been on the way at the reset
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
	case trace.Left:
		from.next += uint32(trace.LeftBytes(e)) // Wireshark says that a segment was not captured
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
