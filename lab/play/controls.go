package play

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/fault"
)

// A Knob is a slider for a fault. At 0 the fault is off.
type Knob struct {
	Name  string // the kind of fault
	Words string // the fault, as scripts spell it, with % for the value
	Most  int
	Step  int
}

// Spelled returns the fault at a value.
func (k Knob) Spelled(value int) string {
	return strings.ReplaceAll(k.Words, "%", fmt.Sprint(value))
}

// Knobs are the sliders for each direction of a path. merge must be last, as docs/faults.md says.
var Knobs = []Knob{
	{"slice", "slice 1..%", 16, 1},
	{"delay", "delay %ms", 2000, 50},
	{"bandwidth", "bandwidth %B/s", 200, 10},
	{"merge", "merge %ms", 3000, 100},
}

// Ends are the faults that stop a direction. One can be chosen, and after how many bytes it begins.
var Ends = []string{"stall", "half-close", "limit", "reset"}

// MostAfter is the largest number of bytes after which an end begins.
const MostAfter = 200

// Directions are the directions of a path, as scripts spell them.
var Directions = []string{"to-server", "to-client"}

// Controls are how the knobs of one direction are set. The zero value sets no fault.
type Controls struct {
	Values map[string]int // by the knob's name
	End    string         // one of Ends, or empty
	After  int            // bytes; 0: at once
}

// words returns the faults as scripts spell them, each at its own place. Most are empty.
func (c Controls) words() (all []string) {
	for _, k := range Knobs {
		if k.Name == Knobs[len(Knobs)-1].Name {
			all = append(all, c.end())
		}
		word := ""
		if value := min(max(c.Values[k.Name], 0), k.Most); value > 0 {
			word = k.Spelled(value)
		}
		all = append(all, word)
	}
	return all
}

// end returns the fault that stops the direction, if there is one.
func (c Controls) end() string {
	after := min(max(c.After, 0), MostAfter)
	switch {
	case !slices.Contains(Ends, c.End):
		return ""
	case after > 0 || c.End == "limit": // which always says after how many
		return fmt.Sprintf("%s after %d", c.End, after)
	}
	return c.End
}

// Faults returns the faults of a path. One that is the same in both directions is spelled once.
func Faults(toServer, toClient Controls) ([]fault.Spec, error) {
	up, down := toServer.words(), toClient.words()
	var all []string
	for i := range up {
		switch {
		case up[i] == down[i] && up[i] != "":
			all = append(all, up[i])
			continue
		case up[i] != "":
			all = append(all, up[i]+" "+Directions[0])
		}
		if down[i] != "" {
			all = append(all, down[i]+" "+Directions[1])
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return fault.ParseList(strings.Join(all, ", "))
}
