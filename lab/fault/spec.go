package fault

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/trace"
)

// A Spec is a fault in words, such as "delay 10ms..30ms to-client". It is for any
// connection; Make turns it into the Fault of one.
type Spec struct {
	Kind Kind
	Dir  trace.Dir // the direction it is for; None: both

	text string
	make maker
}

// A maker makes a fault that begins now. r decides what is left to chance.
type maker func(now time.Duration, r *rand.Rand) Fault

// The words for one direction only.
var directions = map[string]trace.Dir{"to-server": trace.ToServer, "to-client": trace.ToClient}

// Parse reads a fault: its kind, its arguments and, for one direction only, to-server or to-client.
func Parse(text string) (Spec, error) {
	words := strings.Fields(text)
	if len(words) == 0 {
		return Spec{}, fmt.Errorf("name a fault; there are: %s", strings.Join(names(), ", "))
	}
	at := slices.IndexFunc(Kinds(), func(k Kind) bool { return k.Name == words[0] })
	if at < 0 {
		return Spec{}, fmt.Errorf("there is no fault %q; there are: %s", words[0], strings.Join(names(), ", "))
	}
	s := Spec{Kind: Kinds()[at], text: strings.Join(words, " ")}
	args := words[1:]
	if len(args) > 0 {
		if dir, ok := directions[args[len(args)-1]]; ok {
			s.Dir, args = dir, args[:len(args)-1]
		}
	}
	var err error
	if s.make, err = s.Kind.parse(args); err != nil {
		return Spec{}, fmt.Errorf("%s: %w; usage: %s", s.text, err, s.Kind.Usage())
	}
	return s, nil
}

// ParseList reads several faults, with commas between them.
func ParseList(text string) ([]Spec, error) {
	var specs []Spec
	for one := range strings.SplitSeq(text, ",") {
		spec, err := Parse(one)
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
	}
	return specs, nil
}

// String returns the words again.
func (s Spec) String() string { return s.text }

// Words returns several faults, with commas between them; empty for none.
func Words(specs []Spec) string {
	var words []string
	for _, s := range specs {
		words = append(words, s.text)
	}
	return strings.Join(words, ", ")
}

// Make returns the faults that specs put on one direction of one connection, from now on.
// The same random source gives the same faults.
func Make(specs []Spec, dir trace.Dir, now time.Duration, r *rand.Rand) []Fault {
	var faults []Fault
	for _, s := range specs {
		if s.Dir == trace.None || s.Dir == dir {
			faults = append(faults, s.make(now, r))
		}
	}
	return faults
}

// Parsers for the parts of arguments.

const maxDuration = time.Hour

func duration(word string) (time.Duration, error) {
	d, err := time.ParseDuration(word)
	if err != nil || d < 0 || d > maxDuration {
		return 0, fmt.Errorf("%q is not a time from 0 to 1h, such as 20ms", word)
	}
	return d, nil
}

const maxBytes = 1 << 40

// size reads a number of bytes: 100 or 100B, 64KB (64,000) or 64KiB (65,536), 1MB or 1MiB.
func size(word string) (int64, error) {
	number, unit := word, int64(1)
	for _, u := range []struct {
		name string
		unit int64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"KB", 1e3}, {"MB", 1e6}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(word, u.name); ok {
			number, unit = rest, u.unit
			break
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || n > maxBytes/unit {
		return 0, fmt.Errorf("%q is not a number of bytes, such as 100 or 64KB", word)
	}
	return n * unit, nil
}

// span reads one value, or two with .. between them. The first must not be above the second.
func span[T int64 | time.Duration](word string, one func(string) (T, error)) (from, to T, err error) {
	first, second, both := strings.Cut(word, "..")
	if from, err = one(first); err != nil || !both {
		return from, from, err
	}
	if to, err = one(second); err == nil && from > to {
		err = fmt.Errorf("%q: its start is above its end", word)
	}
	return from, to, err
}

// between draws a value from from to to, both included.
func between[T int64 | time.Duration](from, to T, r *rand.Rand) T {
	return from + T(r.Int64N(int64(to-from)+1))
}
