package screen

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"chatlab/lab/layout"
)

// A glass is a terminal as a person sees it. It handles the few VT100 sequences that a Screen
// sends, and a test can wait for what it shows. An unknown sequence fails the test, because
// received bytes must not reach a terminal. It uses the real width of each character, given
// by wide, and not the width that the Screen assumes.
type glass struct {
	t    *testing.T
	wide func(rune) int

	mu      sync.Mutex // guards all below
	width   int
	rows    [][]rune // one character a cell; a wide one is followed by a 0
	x, y    int
	markX   int
	wraps   bool
	changed chan struct{} // closed at the next write
	all     strings.Builder
}

func newGlass(t *testing.T, width int) *glass {
	return &glass{t: t, wide: layout.RuneColumns, width: width, rows: [][]rune{nil}, wraps: true, changed: make(chan struct{})}
}

func (g *glass) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.all.Write(p)
	for rest := string(p); rest != ""; {
		rest = rest[g.take(rest):]
	}
	close(g.changed)
	g.changed = make(chan struct{})
	return len(p), nil
}

var known = regexp.MustCompile(`^\x1b(\[(\??\d*)([A-Za-z])|[78])`)

// take handles one character or sequence and returns its length in bytes.
func (g *glass) take(p string) int {
	if m := known.FindStringSubmatch(p); m != nil {
		n, _ := strconv.Atoi(m[2])
		switch m[0] {
		case "\x1b7":
			g.markX = g.x
		case "\x1b8":
			g.x = g.markX
		case "\x1b[?7l", "\x1b[?7h":
			g.wraps = m[0] == wrap
		case "\x1b[2J":
			g.rows = [][]rune{nil}
		case "\x1b[H":
			g.x, g.y = 0, 0
		case "\x1b[J":
			g.rows = g.rows[:g.y+1]
			g.rows[g.y] = g.rows[g.y][:min(g.x, len(g.rows[g.y]))]
		default:
			if m[3] != "A" {
				g.t.Errorf("the terminal is sent %q", m[0])
			}
			g.y = max(g.y-n, 0)
		}
		return len(m[0])
	}
	c, size := utf8.DecodeRuneInString(p)
	switch {
	case c == '\r':
		g.x = 0
	case c == '\n':
		g.down()
	case c < ' ':
		g.t.Errorf("the terminal is sent %q", p[:size])
	default:
		g.put(c)
	}
	return size
}

func (g *glass) down() {
	if g.y++; g.y == len(g.rows) {
		g.rows = append(g.rows, nil)
	}
}

func (g *glass) put(c rune) {
	wide := g.wide(c)
	if wide == 0 {
		return // it is drawn over the previous character
	}
	if g.x+wide > g.width {
		if !g.wraps {
			g.x = g.width - wide
		} else {
			g.down()
			g.x = 0
		}
	}
	for len(g.rows[g.y]) < g.x+wide {
		g.rows[g.y] = append(g.rows[g.y], ' ')
	}
	g.rows[g.y][g.x] = c
	if wide == 2 {
		g.rows[g.y][g.x+1] = 0
	}
	g.x += wide
}

// resize does what most terminals do: it wraps rows that are too long now, and the cursor
// stays at its character.
func (g *glass) resize(width int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.width = width
	var rows [][]rune
	y := 0
	for i, r := range g.rows {
		if i == g.y {
			y = len(rows) + g.x/width
		}
		for len(r) > width {
			rows = append(rows, r[:width])
			r = r[width:]
		}
		rows = append(rows, r)
	}
	g.rows, g.y, g.x = rows, y, g.x%width
}

// lines returns what is visible, with │ in place of the cursor.
func (g *glass) lines() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	var lines []string
	for y, r := range g.rows {
		text := string(r)
		if y == g.y {
			for len(r) < g.x {
				r = append(r, ' ')
			}
			text = string(r[:g.x]) + "│" + string(r[g.x:])
		}
		lines = append(lines, strings.ReplaceAll(text, "\x00", ""))
	}
	return lines
}

// painted returns everything that was ever written.
func (g *glass) painted() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.all.String()
}

const patience = time.Minute

// await waits until the last rows are as wanted.
func (g *glass) await(want ...string) {
	g.t.Helper()
	if !g.awaits(func() bool {
		got := g.lines()
		return slices.Equal(got[max(len(got)-len(want), 0):], want)
	}) {
		g.t.Fatalf("the screen shows\n%s\nwant, at its end,\n%s", strings.Join(g.lines(), "\n"), strings.Join(want, "\n"))
	}
}

// awaits waits until so returns true; it asks after each write.
func (g *glass) awaits(so func() bool) bool {
	limit := time.After(patience)
	for {
		g.mu.Lock()
		changed := g.changed
		g.mu.Unlock()
		if so() {
			return true
		}
		select {
		case <-changed:
		case <-limit:
			return false
		}
	}
}
