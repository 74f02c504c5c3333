package server

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"
)

// BenchmarkFanOut measures lines delivered per second, the load generator
// included: four senders flood lines of 50 bytes, and every receiver counts
// what arrives.
func BenchmarkFanOut(b *testing.B) {
	for _, receivers := range []int{10, 100, 500} {
		b.Run(fmt.Sprint(receivers), func(b *testing.B) { fanOut(b, receivers) })
	}
}

const (
	senders   = 4
	lineBytes = 50
	// deliveries is how many lines one round delivers in all, to however many.
	deliveries = 4_000_000
)

func fanOut(b *testing.B, receivers int) {
	r := start(b, &Server{})
	var all []*peer
	for i := range receivers {
		all = append(all, r.join(b, fmt.Sprintf("r%d", i)))
	}
	var from []*peer
	for i := range senders {
		p := r.join(b, fmt.Sprintf("s%d", i))
		go io.Copy(io.Discard, p) // ends with the connection
		from = append(from, p)
	}
	for _, p := range all { // the notices about those who joined later
		p.countLines(fmt.Sprintf("s%d joined", senders-1))
	}
	each := deliveries / receivers / senders
	began := time.Now()
	rounds := 0
	for b.Loop() {
		rounds++
		var done sync.WaitGroup
		for _, p := range all {
			done.Go(func() { p.count(each * senders) })
		}
		for _, p := range from {
			done.Go(func() { p.shout(each) })
		}
		done.Wait()
	}
	lines := float64(each * senders * receivers * rounds)
	b.ReportMetric(lines/time.Since(began).Seconds()/1e6, "Mlines/s")
	b.ReportMetric(0, "ns/op")
	for _, p := range append(all, from...) {
		p.Close()
	}
}

// count reads n lines.
func (p *peer) count(n int) {
	p.SetReadDeadline(time.Now().Add(time.Minute))
	for buf := make([]byte, 64<<10); n > 0; {
		k, err := p.in.Read(buf)
		if err != nil {
			p.t.Errorf("%d lines did not come: %v", n, err)
			return
		}
		n -= bytes.Count(buf[:k], []byte{'\n'})
	}
}

// shout writes n lines, many in a write.
func (p *peer) shout(n int) {
	const many = 600
	line := append(bytes.Repeat([]byte("x"), lineBytes-1), '\n')
	batch := bytes.Repeat(line, many)
	for ; n > 0; n -= many {
		p.Write(batch[:min(n, many)*lineBytes])
	}
}
