package script

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"chatlab/lab/draw"
	"chatlab/lab/trace"
)

// addStep adds a step to the run, with its number in the story.
func (s *session) addStep(step Step) {
	if step.command != clause.Name {
		s.numbered++
		step.Number = s.numbered
	}
	s.steps = append(s.steps, step)
}

// begin records that a step begins.
func (s *session) begin(step *Step) {
	step.Ran = true
	step.At = s.recorder.Elapsed()
	s.stepBegan = step.At
	if step.Number > 0 {
		s.recorder.Record(trace.Event{Conn: step.label(), Kind: trace.Step, Note: step.Source})
	}
}

// finish records how a step ended.
func (s *session) finish(step *Step, err error) {
	step.Took = s.recorder.Elapsed() - step.At
	step.OK = err == nil
	if step.Number > 0 {
		s.noteHeldAtFailure(step, err)
		s.recordUse(err)
		s.remarkOnFailure(step, err)
	}
	switch {
	case step.Number == 0:
	case step.OK:
		s.recorder.Record(trace.Event{Conn: step.label(), Kind: trace.Passed, Note: step.Detail})
	default:
		s.recorder.Record(trace.Event{Conn: step.label(), Kind: trace.Failed, Note: failureText(err)})
	}
}

// sinceStep is the time since the current step began.
func (s *session) sinceStep() time.Duration { return s.recorder.Elapsed() - s.stepBegan }

// Parts are the steps that run at the same moment, as in the file: the parts of a
// together, or else the step alone.
func (step Step) Parts() []string {
	if step.command != together.Name {
		return []string{step.Source}
	}
	var parts []string
	quoted, from := false, 0
	for at := range step.Source {
		switch rest := step.Source[at:]; {
		case rest[0] == '\'':
			quoted = !quoted
		case !quoted && strings.HasPrefix(rest, " "+separator+" "):
			parts, from = append(parts, step.Source[from:at]), at+1
		}
	}
	return append(parts, step.Source[from:])
}

// label is what the record calls the step.
func (step *Step) label() string { return fmt.Sprintf("#%d", step.Number) }

// failureText describes in a few lines what ended a step.
func failureText(err error) string {
	f := new(Failure)
	if !errors.As(err, &f) {
		return err.Error()
	}
	return f.Short()
}

// Short describes the failure in a few lines.
func (f *Failure) Short() string {
	text := fmt.Sprintf("expected %s\nreceived %s", f.Expected.clipped(f.Mark), f.Received.clipped(f.Mark))
	if f.Why != "" {
		text += "\n" + f.Why
	}
	if f.many.failed > 1 {
		text += "\n" + f.many.happened()
	}
	return text
}

// mostTold is how many characters of the expected or received text the record of a step
// repeats. The bytes are already in the record.
const mostTold = 200

// clipped is the evidence in as many characters at most. Of many bytes it shows those around mark,
// or the first ones if mark is below 0.
func (e Evidence) clipped(mark int) string {
	text := e.String()
	runes := []rune(text)
	switch {
	case len(runes) <= mostTold:
		return text
	case e.Words != "":
		return fmt.Sprintf("%s… (%d bytes)", string(runes[:mostTold]), len(text))
	}
	part, _ := draw.Window(string(e.Data), mark, mostTold)
	return fmt.Sprintf(`"%s" (%d bytes)`, part, len(e.Data))
}
