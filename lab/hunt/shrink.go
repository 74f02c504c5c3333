package hunt

import (
	"context"
	"slices"
	"sync"
	"time"
)

// A Shrink looks for the fewest operations that still break a rule. It uses delta
// debugging (Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing
// Input", 2002): it leaves out ever smaller parts while the rule is still broken. First
// it leaves out whole clients, then single operations. It ends when it needs all that
// is left.
type Shrink struct {
	Runs     Runs
	Parallel int    // runs at once; 0: one
	Rule     string // the name of the rule that must be broken

	// Each is called after each run with the number of runs so far and that of the
	// operations left. It may be nil.
	Each func(runs, left int)

	runs  int
	began time.Time
}

// enough limits how long shrinking may take, in real time. A run in which the server
// stops virtual time takes many seconds, and a busy machine makes each run longer.
const enough = 5 * time.Minute

// Case returns the case with the fewest operations found, and how many runs that took.
// If the server's runs can be repeated, the result is always the same.
func (s Shrink) Case(ctx context.Context, c Case) (smallest Case, runs int, err error) {
	if c, err = c.Full(); err != nil {
		return c, 0, err
	}
	s.began = time.Now()
	for _, partsOf := range []func([]Op) [][]Op{byClient, oneByOne} {
		if c.Ops, err = s.minimize(ctx, c, partsOf); err != nil {
			return c, s.runs, err
		}
	}
	return c, s.runs, nil
}

// byClient groups ops by client.
func byClient(ops []Op) (parts [][]Op) {
	at := make(map[string]int)
	for _, op := range ops {
		if _, known := at[op.Who]; !known {
			at[op.Who] = len(parts)
			parts = append(parts, nil)
		}
		parts[at[op.Who]] = append(parts[at[op.Who]], op)
	}
	return parts
}

func oneByOne(ops []Op) (parts [][]Op) {
	for _, op := range ops {
		parts = append(parts, []Op{op})
	}
	return parts
}

// minimize leaves out as many parts of the ops as it can.
func (s *Shrink) minimize(ctx context.Context, c Case, partsOf func([]Op) [][]Op) ([]Op, error) {
	parts := partsOf(c.Ops)
	for chunk := (len(parts) + 1) / 2; chunk > 0; {
		shorter, err := s.leaveOut(ctx, c, parts, chunk)
		if err != nil {
			return joined(parts), err
		}
		switch {
		case shorter != nil:
			parts = shorter
			chunk = min(chunk, (len(parts)+1)/2)
		case chunk == 1:
			chunk = 0
		default:
			chunk = (chunk + 1) / 2
		}
	}
	return joined(parts), nil
}

// leaveOut returns the parts without the first chunk that is not needed. It returns nil
// if all are needed.
func (s *Shrink) leaveOut(ctx context.Context, c Case, parts [][]Op, chunk int) ([][]Op, error) {
	var candidates [][][]Op
	for from := 0; from < len(parts); from += chunk {
		rest := slices.Concat(parts[:from], parts[min(from+chunk, len(parts)):])
		if len(rest) > 0 {
			candidates = append(candidates, rest)
		}
	}
	for batch := range slices.Chunk(candidates, max(s.Parallel, 1)) {
		if time.Since(s.began) > enough {
			return nil, nil
		}
		broke, errs := make([]bool, len(batch)), make([]error, len(batch))
		var all sync.WaitGroup
		for i, rest := range batch {
			all.Go(func() {
				tried := c
				tried.Ops = joined(rest)
				var o Outcome
				o, errs[i] = s.Runs(ctx, tried)
				_, broke[i] = o.Breaks(s.Rule)
			})
		}
		all.Wait()
		for i, rest := range batch {
			s.runs++ // counted as if they ran one after the other
			if errs[i] != nil {
				return nil, errs[i]
			}
			if broke[i] {
				s.each(rest)
				return rest, nil
			}
			s.each(parts)
		}
	}
	return nil, nil
}

func (s *Shrink) each(left [][]Op) {
	if s.Each != nil {
		s.Each(s.runs, len(joined(left)))
	}
}

// joined returns the ops of the parts, in order.
func joined(parts [][]Op) []Op {
	ops := slices.Concat(parts...)
	slices.SortStableFunc(ops, func(a, b Op) int { return a.Number - b.Number })
	return ops
}
