package server

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"sync"
	"testing"
	"time"
)

// BenchmarkFanOut measures lines delivered per second, the load generator
// included: four senders flood lines of 50 bytes, and every receiver counts
// what arrives. The reference server, a relay that looks at nothing and, where
// it is installed, ngircd get the same load, in turn, several rounds each; the
// medians are reported, and what the reference server makes of each of the
// others.
func BenchmarkFanOut(b *testing.B) {
	for _, receivers := range []int{10, 100, 500} {
		b.Run(fmt.Sprint(receivers), func(b *testing.B) {
			var halls []*hall
			for _, c := range contenders {
				if addr, ok := c.start(b); ok {
					halls = append(halls, c.fill(b, addr, receivers))
				}
			}
			for b.Loop() {
				for range fanOutRounds {
					for _, h := range halls {
						h.round(b)
					}
				}
			}
			report(b, halls)
		})
	}
}

const (
	senders      = 4
	lineBytes    = 50 // of what a sender sends, its line end included
	fanOutRounds = 5
	// deliveries is how many lines one round delivers in all, to however many.
	deliveries = 4_000_000
	// roundTime is the longest that a round may take.
	roundTime = 2 * time.Minute
)

// A hall is a server full of clients.
type hall struct {
	name      string
	line      []byte // what senders say, over and over
	senders   []*peer
	receivers []*peer
	speeds    []float64 // of the rounds so far, in millions of lines a second
}

// fill lets everybody in. It returns when all have heard the last of them, so
// that nothing but what is measured is under way.
func (c contender) fill(b *testing.B, addr string, receivers int) *hall {
	h := &hall{name: c.name, line: c.line}
	r := &running{addr: addr}
	for i := range receivers {
		p := r.dial(b)
		c.enter(p, fmt.Sprintf("r%d", i))
		h.receivers = append(h.receivers, p)
	}
	for i := range senders {
		p := r.dial(b)
		c.enter(p, fmt.Sprintf("s%d", i))
		h.senders = append(h.senders, p)
	}
	h.senders[0].write(string(bytes.Replace(h.line, []byte("xxxxx"), []byte("ready"), 1)))
	for _, p := range h.receivers {
		p.countLines("ready")
	}
	for _, p := range h.senders {
		p.SetReadDeadline(time.Time{})
		go io.Copy(io.Discard, p) // ends with the connection
	}
	return h
}

// round floods once, and notes how fast the lines arrived.
func (h *hall) round(b *testing.B) {
	each := deliveries / len(h.receivers) / senders
	began := time.Now()
	var done sync.WaitGroup
	for _, p := range h.receivers {
		done.Go(func() { p.count(each * senders) })
	}
	for _, p := range h.senders {
		done.Go(func() { p.shout(h.line, each) })
	}
	done.Wait()
	if b.Failed() {
		b.FailNow() // what comes late would count in the next round
	}
	lines := each * senders * len(h.receivers)
	h.speeds = append(h.speeds, float64(lines)/time.Since(began).Seconds()/1e6)
}

// report reports the medians, and the first hall's as a multiple of the
// others'.
func report(b *testing.B, halls []*hall) {
	b.ReportMetric(0, "ns/op")
	var first float64
	for i, h := range halls {
		slices.Sort(h.speeds)
		median := h.speeds[len(h.speeds)/2]
		b.ReportMetric(median, h.name+"-Mlines/s")
		if i == 0 {
			first = median
		} else {
			b.ReportMetric(first/median, halls[0].name+"/"+h.name)
		}
	}
}

// count reads n lines.
func (p *peer) count(n int) {
	p.SetReadDeadline(time.Now().Add(roundTime))
	for n > 0 {
		if _, err := p.in.Peek(1); err != nil {
			p.t.Errorf("%d lines did not come: %v", n, err)
			return
		}
		arrived, _ := p.in.Peek(p.in.Buffered())
		n -= bytes.Count(arrived, []byte{'\n'})
		p.in.Discard(len(arrived))
	}
}

// shout writes a line n times, many in a write.
func (p *peer) shout(line []byte, n int) {
	const many = 600
	batch := bytes.Repeat(line, many)
	for ; n > 0; n -= many {
		p.SetWriteDeadline(time.Now().Add(roundTime))
		if _, err := p.Write(batch[:min(n, many)*len(line)]); err != nil {
			p.t.Errorf("%d lines were not taken: %v", n, err)
			return
		}
	}
}
