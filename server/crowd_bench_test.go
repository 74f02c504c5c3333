package server

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"chatlab/server/history"
	"chatlab/server/internal/testclient"
)

// speakEvery is how often one member speaks while a crowd comes in.
const speakEvery = 20 * time.Millisecond

// BenchmarkCrowdComesIn reports the longest time that a line takes while 1,500
// clients come in at once. The server shows each of them 20 lines of 13 KB. Ratio
// compares that time with a server without a history.
func BenchmarkCrowdComesIn(b *testing.B) {
	var with, without time.Duration
	for b.Loop() {
		with += worstLine(b, "history")
		without += worstLine(b, "reference")
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(with.Milliseconds())/float64(b.N), "ms/line")
	b.ReportMetric(float64(with)/float64(without), "ratio")
}

// worstLine returns the longest time that a line takes from one member to another. It
// measures from when the newcomers start to come in until they have heard all that
// was said before.
func worstLine(b *testing.B, server string) (worst time.Duration) {
	r := &running{addr: runApart(b, server).addr}
	speaker, listener := r.join(b, "speaker"), r.join(b, "listener")
	go io.Copy(io.Discard, speaker) // ends with the connection
	crowd := runApart(b, "crowd "+r.addr)
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		fmt.Fprintln(crowd.ask, "come in")
		if crowd.told.Scan() { // entered
			r.join(b, "last").Close()
			crowd.told.Scan() // heard
		}
	}()
	pace := time.NewTicker(speakEvery)
	defer pace.Stop()
	for n := 0; ; n++ {
		select {
		case <-heard:
			return worst
		case <-pace.C:
		}
		said := time.Now()
		speaker.Say(fmt.Sprintf("%d\n", n))
		listener.SetReadDeadline(said.Add(testclient.Patience))
		if err := hearLine(listener.In, fmt.Sprintf("[speaker] %d\n", n)); err != nil {
			b.Fatal(err)
		}
		worst = max(worst, time.Since(said))
	}
}

// longHistory opens a history in which 20 lines of 13 KB have been said.
func longHistory(path string) (*history.Log, error) {
	log, err := history.Open(path, history.Options{})
	if err != nil {
		return nil, err
	}
	line := []byte("[ana] " + strings.Repeat("x", 13_000) + "\n")
	for range 20 {
		if err := log.Keep(line, func() {}); err != nil {
			return nil, err
		}
	}
	return log, nil
}
