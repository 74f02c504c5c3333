package hunt

import (
	"bytes"
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// How the watchdog sees that virtual time stands still. It lives outside of the
// bubble, in real time.
const (
	look  = 200 * time.Millisecond // between two looks
	spins = 60 * time.Second       // in which something must happen, however busy the machine is
)

// watch waits until over is closed, or until the run is stuck: then it says who
// waits for what.
func watch(over <-chan struct{}, progress func() (bubble string, events int64)) (stuck []string) {
	ticker := time.NewTicker(look)
	defer ticker.Stop()
	before, since := int64(-1), time.Now()
	for {
		select {
		case <-over:
			return nil
		case <-ticker.C:
		}
		bubble, now := progress()
		if now != before {
			before, since = now, time.Now()
			continue
		}
		all := goroutines(bubble)
		switch waits := whoWaits(all); {
		case frozen(all):
			return waits
		case time.Since(since) > spins:
			return append([]string{fmt.Sprintf("nothing has happened for %v of real time: something runs and never waits", spins)}, waits...)
		}
	}
}

// A goroutine is what the runtime tells about one.
type goroutine struct {
	state string // as "sync.Mutex.Lock"
	alive bool   // it can run
	mutex bool   // it waits for a lock
	calls []string
}

var header = regexp.MustCompile(`^goroutine \d+ \[([^],]*).*synctest bubble (\d+)[^]]*\]:`)

// goroutines returns those that are in a bubble.
func goroutines(bubble string) []goroutine {
	buf := make([]byte, 1<<20)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) || len(buf) >= 64<<20 {
			buf = buf[:n]
			break
		}
		buf = make([]byte, 2*len(buf))
	}
	var all []goroutine
	for block := range bytes.SplitSeq(buf, []byte("\n\n")) {
		lines := strings.Split(string(block), "\n")
		m := header.FindStringSubmatch(lines[0])
		if m == nil || m[2] != bubble {
			continue
		}
		g := goroutine{state: strings.TrimSuffix(m[1], " (durable)")}
		g.alive = slices.Contains([]string{"running", "runnable", "syscall"}, g.state)
		g.mutex = strings.HasPrefix(g.state, "sync.Mutex") || strings.HasPrefix(g.state, "sync.RWMutex")
		for _, line := range lines[1:] {
			if call, _, ok := strings.Cut(line, "("); ok && !strings.HasPrefix(line, "\t") {
				if strings.HasPrefix(line, "created by ") {
					break
				}
				if method := strings.LastIndex(line, "("); method > len(call) { // as in (*room).tell(...)
					call = line[:method]
				}
				g.calls = append(g.calls, call)
			}
		}
		all = append(all, g)
	}
	return all
}

// frozen reports whether no goroutine can run, and some wait for a lock: to the
// bubble that is no rest, so time stands still in it for ever.
func frozen(all []goroutine) bool {
	waiting := false
	for _, g := range all {
		if g.alive {
			return false
		}
		waiting = waiting || g.mutex
	}
	return waiting
}

// whoWaits says which functions of the server wait for what, each once, those
// for locks first.
func whoWaits(all []goroutine) []string {
	often := make(map[string]int)
	var order []string
	for _, locks := range []bool{true, false} {
		for _, g := range all {
			if in := g.inServer(); g.mutex == locks && in != "" {
				what := fmt.Sprintf("waits in %s (%s)", in, g.state)
				if often[what]++; often[what] == 1 {
					order = append(order, what)
				}
			}
		}
	}
	for i, what := range order {
		order[i] = fmt.Sprintf("%d × %s", often[what], what)
	}
	return order
}

// inServer is the innermost function of the server in the stack; empty if there
// is none. A server is a program of its own, or part of this module.
func (g goroutine) inServer() string {
	for _, call := range g.calls {
		ours := strings.HasPrefix(call, "chatlab/lab/sim.") || strings.HasPrefix(call, "chatlab/lab/hunt.")
		if !ours && (strings.HasPrefix(call, "chatlab/") || strings.HasPrefix(call, "main.")) {
			return call
		}
	}
	return ""
}

// leftRunning says which goroutines of the server are left in a bubble.
func leftRunning(bubble string) []string { return whoWaits(goroutines(bubble)) }

// thisBubble is the number of the bubble that the caller is in.
func thisBubble() string {
	buf := make([]byte, 100)
	if m := header.FindSubmatch(buf[:runtime.Stack(buf, false)]); m != nil {
		return string(m[2])
	}
	return ""
}
