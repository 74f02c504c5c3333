package hunt

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"chatlab/lab/sim"
)

// A mood is how often a client does each thing, out of a hundred things it does. The
// rest is talk.
type mood struct {
	name                         string
	burst, freeze, cut, fault    int
	private                      int
	leave, reset, vanish, mumble int
	back                         int           // how many of a hundred clients that left come back
	fights                       int           // at most
	pause                        time.Duration // average time between two things that a client does
	burstLines, burstSize        int           // at most
}

// moods lists all moods. The seed decides which one a run has. A bug may show in only
// one of them.
var moods = []mood{
	{name: "calm", private: 10, leave: 3, pause: 700 * time.Millisecond},
	{name: "coming and going", private: 10, leave: 16, reset: 6, mumble: 4, back: 80, fights: 4, pause: 250 * time.Millisecond},
	{name: "rough", private: 4, freeze: 6, cut: 6, fault: 8, reset: 5, vanish: 3, leave: 4, mumble: 3, back: 50, fights: 1, pause: 400 * time.Millisecond},
	{name: "flood", burst: 14, freeze: 6, leave: 6, reset: 3, back: 60, pause: 400 * time.Millisecond, burstLines: 40, burstSize: 8000},
}

const (
	rush    = 3 * time.Second  // all clients join within this
	talking = 10 * time.Second // then they are active for this long
	few     = 3                // the fewest clients, if the seed decides how many
	many    = 12               // and the most
	large   = 40               // from this many clients on, each does little: the run is about the crowd
)

// names are those of the first clients.
var names = []string{
	"ana", "bruno", "carla", "dora", "emil", "frida", "gil", "hana", "ivo", "jana", "karl", "lena",
	"milo", "nora", "otto", "paula", "quinn", "rosa", "sami", "tess", "udo", "vera", "walt", "xenia",
}

// A drawn is what a seed decides.
type drawn struct {
	clients int
	profile string
	ops     []Op
}

// draw draws what a crowd does, in order of time. With 0 clients the seed decides how
// many there are. Asking for that number gives the same ops.
func draw(seed uint64, clients int) drawn {
	d := &drawing{random: rand.New(rand.NewPCG(seed, 0x0b5)), again: make(map[string]int)}
	profiles := sim.Profiles()
	profile := profiles[d.random.IntN(len(profiles))].Name
	d.mood = moods[d.random.IntN(len(moods))]
	clients = cmp.Or(clients, few+d.upTo(many-few))
	d.clients = clients
	if clients > large {
		d.mood.pause = max(d.mood.pause, talking*time.Duration(clients)/200) // about 200 lines in all
		d.mood.burst, d.mood.burstLines, d.mood.burstSize = min(d.mood.burst, 1), 10, 1000
	}
	for i := range clients {
		d.client(nameOf(i))
	}
	for range d.upTo(d.mood.fights) {
		d.fight()
	}
	slices.SortStableFunc(d.ops, func(a, b Op) int { return cmp.Compare(a.At, b.At) })
	for i := range d.ops {
		d.ops[i].Number = i + 1
	}
	return drawn{clients, profile, d.ops}
}

func nameOf(i int) string {
	if i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("guest%d", i+1)
}

// A drawing is a list of ops while it is drawn.
type drawing struct {
	random  *rand.Rand
	mood    mood
	clients int
	ops     []Op
	again   map[string]int // how many connections a name has had
}

// client draws the life of one client, and of the connections that reuse its name
// later.
func (d *drawing) client(name string) {
	at := early + d.within(rush)
	for at < rush+talking {
		who := d.label(name)
		d.add(Op{At: at, Who: who, Do: Join, As: name})
		at = d.life(who, at)
		at += d.within(2 * time.Second)
		if d.random.IntN(100) >= d.mood.back {
			return
		}
	}
}

// label is what the trace calls the next connection of a name.
func (d *drawing) label(name string) string {
	d.again[name]++
	if n := d.again[name]; n > 1 {
		return fmt.Sprintf("%s.%d", name, n)
	}
	return name
}

// life draws what one connection does until it ends. It returns the time of its end.
func (d *drawing) life(who string, at time.Duration) time.Duration {
	for {
		at += time.Duration(d.random.ExpFloat64()*float64(d.mood.pause)) + time.Microsecond
		if at >= rush+talking {
			return at
		}
		n := d.random.IntN(100)
		is := func(share int) bool { n -= share; return n < 0 }
		switch {
		case is(d.mood.burst):
			d.add(Op{At: at, Who: who, Do: Burst, Lines: 2 + d.upTo(d.mood.burstLines), Size: 20 + d.upTo(d.mood.burstSize)})
		case is(d.mood.private):
			d.add(Op{At: at, Who: who, Do: Msg, What: d.somebody(), Size: d.size()})
		case is(d.mood.freeze):
			d.add(Op{At: at, Who: who, Do: Freeze})
			at += d.within(6 * time.Second)
			d.add(Op{At: at, Who: who, Do: Thaw})
		case is(d.mood.cut):
			d.add(Op{At: at, Who: who, Do: Cut, What: []string{toServer, toClient, bothWays}[d.random.IntN(3)]})
			at += d.within(6 * time.Second)
			d.add(Op{At: at, Who: who, Do: Heal})
		case is(d.mood.fault):
			d.add(Op{At: at, Who: who, Do: Net, What: d.fault()})
		case is(d.mood.leave):
			d.add(Op{At: at, Who: who, Do: Leave})
			return at
		case is(d.mood.reset):
			d.add(Op{At: at, Who: who, Do: Reset})
			return at
		case is(d.mood.vanish):
			d.add(Op{At: at, Who: who, Do: Vanish})
			return at
		case is(d.mood.mumble):
			d.add(Op{At: at, Who: who, Do: Mumble, Size: 1 + d.upTo(40)})
		default:
			d.add(Op{At: at, Who: who, Do: Say, Size: d.size()})
		}
	}
}

// size draws the length of a line: mostly short, sometimes a length at which programs
// often fail.
func (d *drawing) size() int {
	edges := []int{1, 1022, 1023, 1024, 1025, 4095, 4096, 5000, 65_535, 65_536, 65_537}
	if d.random.IntN(12) == 0 {
		return edges[d.random.IntN(len(edges))]
	}
	return 10 + d.upTo(100)
}

// somebody draws a name. That client may be there, or not, or be the caller.
func (d *drawing) somebody() string { return nameOf(d.random.IntN(d.clients)) }

// fault draws a fault of docs/faults.md, or several.
func (d *drawing) fault() string {
	return []string{
		fmt.Sprintf("slice 1..%d", 2+d.upTo(40)),
		fmt.Sprintf("delay %dms to-client", 1+d.upTo(900)),
		fmt.Sprintf("delay %dms to-server", 1+d.upTo(900)),
		fmt.Sprintf("merge %dms", 1+d.upTo(300)),
		fmt.Sprintf("slice 1..%d, delay 1ms..%dms", 2+d.upTo(40), 2+d.upTo(300)),
		fmt.Sprintf("reset after %d", 1+d.upTo(2000)),
		fmt.Sprintf("half-close after %d to-server", 1+d.upTo(500)),
	}[d.random.IntN(7)]
}

// fight makes several clients come at once who want the same name.
func (d *drawing) fight() {
	name := "king" + string(rune('A'+d.random.IntN(26)))
	at := early + d.within(talking)
	for range 2 + d.upTo(3) {
		who := d.label(name)
		d.add(Op{At: at, Who: who, Do: Join, As: name})
		d.life(who, at)
	}
}

func (d *drawing) add(o Op) { d.ops = append(d.ops, o) }

// within draws a time up to most.
func (d *drawing) within(most time.Duration) time.Duration {
	return time.Duration(d.random.Int64N(int64(most))).Truncate(time.Microsecond)
}

// upTo draws a number from 0 to most.
func (d *drawing) upTo(most int) int { return d.random.IntN(most + 1) }
