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

// BenchmarkFanOut measures lines delivered per second, including the load generator.
// Four senders flood lines of 50 bytes, and every receiver counts what arrives. One
// line or one byte more or less is an error.
//
// The reference server, a relay that parses nothing and ngircd (if installed) take turns,
// several times. The benchmark reports the median speeds, and the median ratios of the
// reference server to each other server in the same turn. Other work on the machine
// changes the speeds a lot, but the ratios only a little.
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
				for range turns {
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
	senders   = 4
	lineBytes = 50 // of what a sender sends, with its line end
	turns     = 5
	roundTime = 2 * time.Minute // the longest that a round may take
)

// A hall is a server full of clients.
type hall struct {
	contender
	senders   []*peer
	receivers []*peer
	arriving  int       // bytes of a line as it arrives, with what the server puts before it
	speeds    []float64 // of the rounds so far, in millions of lines a second
}

// fill lets everybody in. It returns when all have heard the last of them, so that
// only what is measured is under way.
func (c contender) fill(b *testing.B, addr string, receivers int) *hall {
	h := &hall{contender: c}
	r := &running{addr: addr}
	var discarding sync.WaitGroup
	b.Cleanup(discarding.Wait) // comes after the connections are closed
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
	h.senders[0].Say(string(bytes.Replace(h.line, []byte("xxxxx"), []byte("ready"), 1)))
	for _, p := range h.receivers {
		h.arriving = len(p.until("ready"))
	}
	for _, p := range h.senders {
		p.SetReadDeadline(time.Time{})
		discarding.Go(func() { io.Copy(io.Discard, p) })
	}
	return h
}

// round floods once, and notes how fast the lines arrived.
func (h *hall) round(b *testing.B) {
	each := h.load / len(h.receivers) / senders
	began := time.Now()
	var done sync.WaitGroup
	for _, p := range h.receivers {
		done.Go(func() { p.count(each*senders, h.arriving) })
	}
	for _, p := range h.senders {
		done.Go(func() { p.shout(h.line, each) })
	}
	done.Wait()
	if b.Failed() {
		b.FailNow() // a late line would count in the next round
	}
	lines := each * senders * len(h.receivers)
	h.speeds = append(h.speeds, float64(lines)/time.Since(began).Seconds()/1e6)
}

// report reports the medians. It compares the first hall with the others.
func report(b *testing.B, halls []*hall) {
	b.ReportMetric(0, "ns/op")
	first := halls[0]
	for i, h := range halls {
		b.ReportMetric(median(h.speeds), h.name+"-Mlines/s")
		if i == 0 {
			continue
		}
		var times []float64
		for turn, speed := range h.speeds {
			times = append(times, first.speeds[turn]/speed)
		}
		b.ReportMetric(median(times), first.name+"/"+h.name)
	}
}

func median(all []float64) float64 {
	return slices.Sorted(slices.Values(all))[len(all)/2]
}

// count reads n lines of the given length, and fails on anything else.
func (p *peer) count(n, each int) {
	p.SetReadDeadline(time.Now().Add(roundTime))
	lines, size := 0, 0
	for lines < n {
		if _, err := p.In.Peek(1); err != nil {
			p.T.Errorf("%d lines of %d came: %v", lines, n, err)
			return
		}
		arrived, _ := p.In.Peek(p.In.Buffered())
		lines += bytes.Count(arrived, []byte{'\n'})
		size += len(arrived)
		p.In.Discard(len(arrived))
	}
	if lines != n || size != n*each {
		p.T.Errorf("%d lines, %d bytes, want %d and %d", lines, size, n, n*each)
	}
}

// shout writes a line n times, many in a write.
func (p *peer) shout(line []byte, n int) {
	const many = 600
	batch := bytes.Repeat(line, many)
	for ; n > 0; n -= many {
		p.SetWriteDeadline(time.Now().Add(roundTime))
		if _, err := p.Write(batch[:min(n, many)*len(line)]); err != nil {
			p.T.Errorf("%d lines were not taken: %v", n, err)
			return
		}
	}
}
