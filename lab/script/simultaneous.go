package script

import (
	"cmp"
	"fmt"
	"time"

	"chatlab/lab/program"
	"chatlab/lab/trace"
)

// spread is how far apart simultaneous things may be sent, at most. A fast server may have
// answered the first by then.
const spread = 5 * time.Millisecond

// simultaneously is atOnce for a step that claims to load the server with things at the same
// moment. If all went well, it proves that at least that number of clients did something
// within the spread. A busy machine may have kept them apart. Then what the server did proves
// nothing, and the scenario runs again.
func (s *session) simultaneously(n, atLeast int, do func(i int) error) []error {
	from := s.recorder.Log().Len()
	errs := atOnce(n, do)
	if cmp.Or(errs...) == nil && atLeast > mostTogether(s.recorder.Log(), from) {
		errs = append(errs, &unproven{program.Trouble{
			What:  fmt.Sprintf("the machine did not let %d clients do something within %v of each other", atLeast, spread),
			Tried: s.scenario.ID(),
		}})
	}
	return errs
}

// mostTogether returns how many clients did something within the spread, in the part of a
// log that begins with event from.
func mostTogether(log trace.Log, from int) (most int) {
	var acts []trace.Event // the events within the spread of the last one
	for i, e := range log.All() {
		if i < from || e.Kind != trace.Open && e.Dir != trace.ToServer {
			continue
		}
		acts = append(acts, e)
		for e.At-acts[0].At > spread {
			acts = acts[1:]
		}
		conns := make(map[string]bool)
		for _, act := range acts {
			conns[act.Conn] = true
		}
		most = max(most, len(conns))
	}
	return most
}

// An unproven is trouble of the kit that may not occur in another run of the scenario.
type unproven struct{ trouble program.Trouble }

func (u *unproven) Error() string { return u.trouble.Error() }
