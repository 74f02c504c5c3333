package hunt

import (
	"bytes"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/lazyregexp"
)

// A goroutine is what the runtime tells about one.
type goroutine struct {
	id    string
	state string // such as "sync.Mutex.Lock"
	alive bool   // it can run, now or soon
	mutex bool   // it waits for a lock
	lock  string // the address of that lock, if the runtime gives it; otherwise empty
	calls []call // innermost first
}

// A call is a function that has not returned yet.
type call struct {
	function string // such as "chatlab/server.(*room).tell"
	file     string
	line     int // the line that runs now
}

// where returns the place of a call, for people.
func (c call) where() string { return filepath.Base(c.file) + ":" + strconv.Itoa(c.line) }

// name returns the function's name without its package.
func (c call) name() string {
	_, name, _ := strings.Cut(c.function[strings.LastIndexByte(c.function, '/')+1:], ".")
	return name
}

// inServer reports whether the function belongs to the server: a program of its own, or
// part of this module.
func (c call) inServer() bool {
	ours := strings.HasPrefix(c.function, "chatlab/lab/sim.") || strings.HasPrefix(c.function, "chatlab/lab/hunt.")
	return !ours && (strings.HasPrefix(c.function, "chatlab/") || strings.HasPrefix(c.function, "main."))
}

// ofServer returns the calls of the server's functions, innermost first.
func (g goroutine) ofServer() (calls []call) {
	for _, c := range g.calls {
		if c.inServer() {
			calls = append(calls, c)
		}
	}
	return calls
}

// The lines that matter in the runtime's text about a goroutine: its head, and the lock
// it waits for.
var (
	header = lazyregexp.New(`^goroutine (\d+) \[([^],]*).*synctest bubble (\d+)[^]]*\]:`)
	slow   = lazyregexp.New(`^(?:internal/)?sync\.\(\*(?:RW)?Mutex\)\.(?:lockSlow|Lock|RLock)\((0x[0-9a-f]+)`)
)

// goroutines returns the goroutines of a bubble.
func goroutines(bubble string) []goroutine {
	var all []goroutine
	for block := range bytes.SplitSeq(stacks(), []byte("\n\n")) {
		lines := strings.Split(string(block), "\n")
		if m := header().FindStringSubmatch(lines[0]); m != nil && m[3] == bubble {
			all = append(all, goroutineOf(m[1], m[2], lines[1:]))
		}
	}
	return all
}

// stacks returns what the runtime prints about all goroutines.
func stacks() []byte {
	for size := 1 << 20; ; size *= 2 {
		buf := make([]byte, size)
		if n := runtime.Stack(buf, true); n < size || size >= 64<<20 {
			return buf[:n]
		}
	}
}

// lasting are the beginnings of states in which a goroutine waits until another one, the network
// or the clock ends that. In all other states it runs, or soon will: the runtime may just look at
// its stack, or have it help with the collection of garbage.
var lasting = []string{"chan ", "select", "sync.", "synctest.", "semacquire", "sleep", "IO wait"}

// goroutineOf parses one goroutine: a line with a function, then one with its place,
// and so on.
func goroutineOf(id, state string, lines []string) goroutine {
	g := goroutine{id: id, state: strings.TrimSuffix(state, " (durable)")}
	g.alive = !slices.ContainsFunc(lasting, func(begins string) bool { return strings.HasPrefix(g.state, begins) })
	g.mutex = strings.HasPrefix(g.state, "sync.Mutex") || strings.HasPrefix(g.state, "sync.RWMutex")
	for at := 0; at+1 < len(lines) && !strings.HasPrefix(lines[at], "created by "); at += 2 {
		if m := slow().FindStringSubmatch(lines[at]); m != nil && g.lock == "" {
			g.lock = m[1]
		}
		file, rest, _ := cutLast(strings.TrimSpace(lines[at+1]), ":")
		number, _, _ := strings.Cut(rest, " ")
		line, _ := strconv.Atoi(number)
		function, _, _ := cutLast(lines[at], "(")
		g.calls = append(g.calls, call{function: function, file: file, line: line})
	}
	return g
}

// cutLast is strings.Cut at the last separator.
func cutLast(s, sep string) (before, after string, found bool) {
	if at := strings.LastIndex(s, sep); at >= 0 {
		return s[:at], s[at+len(sep):], true
	}
	return s, "", false
}

// thisBubble returns the number of the caller's bubble.
func thisBubble() string {
	buf := make([]byte, 100)
	if m := header().FindSubmatch(buf[:runtime.Stack(buf, false)]); m != nil {
		return string(m[3])
	}
	return ""
}
