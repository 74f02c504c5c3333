package script

import (
	"strings"
	"time"

	"chatlab/lab/sim"
	"chatlab/lab/trace"
)

// How many seeds and clients a step may ask for, as in lab sim.
const (
	fewestSimulated = 3
	mostSimulated   = 1000
)

var simRun = Command{
	Name:    "sim",
	Args:    "--seeds N [--clients N] [--profile P] | [--profile P] [--gone-within TIME] [--stays NAMES] FILE",
	Summary: "Run the server with a crowd, in the simulator.",
	Detail:  "The server's code runs in a network in memory and in virtual time, and all rules are checked: see docs/rules.md. With --seeds, the first N seeds decide what the crowd and the network do, as with lab sim. Otherwise FILE says it, which the scenario carries: one operation a line, WHEN WHO VERB, in order of time. With --gone-within, the room must be told within TIME that a host has vanished. With --stays, the clients named, with commas between them, must not be cut off. Only Go code with a function serve can run there; for all other servers the scenario is skipped. It needs no step server before it.",
	Example: `sim story
-- story --
0.1s ana join
0.2s bruno join
1s   ana say 100
2s   bruno burst 10 1000
3s   ana vanish`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		h := Hunt{Lesson: s.scenario.number()}
		flags.IntVar(&h.Seeds, "seeds", 0, "")
		flags.IntVar(&h.Clients, "clients", 0, "")
		flags.StringVar(&h.Profile, "profile", "", "")
		flags.DurationVar(&h.GoneWithin, "gone-within", 0, "")
		stay := flags.String("stays", "", "")
		args, err := options(flags, args)
		switch {
		case err != nil:
			return "", err
		case h.Seeds > 0 && (h.GoneWithin != 0 || *stay != ""):
			return "", usagef("--gone-within and --stays need a FILE")
		case h.GoneWithin < 0:
			return "", usagef("--gone-within is a time such as 60s")
		case (h.Seeds > 0) == (len(args) > 0) || len(args) > 1:
			return "", usagef("how many seeds, or which file?")
		case h.Seeds < 0 || h.Seeds > mostSimulated:
			return "", usagef("--seeds must be from 1 to %d", mostSimulated)
		case h.Clients != 0 && (h.Clients < fewestSimulated || h.Clients > mostSimulated):
			return "", usagef("--clients must be from %d to %d", fewestSimulated, mostSimulated)
		}
		if h.Profile != "" {
			if _, err := sim.FindProfile(h.Profile); err != nil {
				return "", usagef("%v", err)
			}
		}
		if len(args) == 1 {
			text, err := s.scenario.carries(args[0])
			if err != nil {
				return "", err
			}
			h.Ops = string(text)
			h.Stays = strings.FieldsFunc(*stay, func(r rune) bool { return r == ',' })
		}
		return s.judgeHunt(h)
	},
}

// judgeHunt fails the step if a rule is broken.
func (s *session) judgeHunt(h Hunt) (string, error) {
	began := time.Now()
	found, err := s.hunt(h)
	if err != nil || found.Broken == nil {
		return found.Detail, err
	}
	found.Drawn = s.scenario.named(found.Drawn)
	s.simulated = &found
	f := OfViolation(*found.Broken, 1)
	f.Waited = time.Since(began)
	f.Seeded = found.Run
	return found.Detail, s.failure(f)
}

// named returns the record of a run in the simulator, for a picture, as one of the scenario.
func (sc Scenario) named(log trace.Log) trace.Log {
	var all []trace.Event
	for _, e := range log.All() {
		if e.Kind == trace.About {
			e.Conn, e.Note = sc.ID()+" · "+e.Conn, sc.Claim
		}
		all = append(all, e)
	}
	return trace.NewLog(all)
}
