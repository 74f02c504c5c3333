package program

import "sync"

// crowd is what all watched commands use. So they can't use up the memory of the machine
// together: a hand-in runs many times at once.
var crowd = crowding{held: map[int]int64{}}

type crowding struct {
	mu   sync.Mutex // guards held
	held map[int]int64
}

// Of the memory of the machine, all strangers together may use one part in crowdPart. One that
// uses less than crowdLeast is never the one to blame.
const (
	crowdPart  = 2
	crowdLeast = 256 << 20
)

// crowded notes what a command uses. It reports whether all together use too much, and this
// one uses the most.
func crowded(leader int, memory int64) bool {
	crowd.mu.Lock()
	defer crowd.mu.Unlock()
	crowd.held[leader] = memory
	var all, most int64
	for _, held := range crowd.held {
		all, most = all+held, max(most, held)
	}
	whole := machineMemory()
	return whole > 0 && all > whole/crowdPart && memory == most && memory > crowdLeast
}

func (c *crowding) leave(leader int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.held, leader)
}
