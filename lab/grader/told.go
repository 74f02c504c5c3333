package grader

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/draw"
	"chatlab/lab/grade"
	"chatlab/lab/handin"
	"chatlab/lab/program"
	"chatlab/lab/script"
)

// mostOutput is how much of what a compiler or a program printed a result keeps, in bytes.
const mostOutput = 4000

// note notes what the teacher should know about the files.
func (x *try) note() {
	add := func(text string) { x.result.Notes = append(x.result.Notes, text) }
	for _, out := range x.laid.LeftOut {
		x.result.LeftOut = append(x.result.LeftOut, out.String())
	}
	x.result.AllLeftOut = x.laid.AllLeftOut
	for _, n := range x.laid.Notes {
		if n.Kind != handin.Embed {
			add(strings.TrimSpace(fmt.Sprintf("%s: %s: %s", n.File, n.Kind, n.Text)))
		}
	}
	if len(x.handIn.Group) > 0 {
		add("a group has handed this in, also for " + strings.Join(x.handIn.Group, ", "))
	}
	if x.handIn.Older > 0 {
		add(fmt.Sprintf("earlier hand-ins of this student that do not count: %d", x.handIn.Older))
	}
}

// tell puts a report into the result, and what is to be looked at into folders of the try.
func (x *try) tell(report grade.Report, a audience) error {
	for _, l := range report.Lessons {
		if l.Trouble != nil {
			x.result.Trouble = x.trouble(l.Trouble)
			continue
		}
		for _, r := range l.Results {
			sc := x.scenario(a.id(r.Scenario))
			x.fill(sc, r)
			if r.Fine() {
				continue
			}
			name := r.Scenario.Name
			if r.Along != nil {
				name = r.Scenario.Lesson + "-" + name
			}
			if err := x.files(r, a, name); err != nil {
				return err
			}
			sc.Files = path.Join(x.folder(a), name)
		}
	}
	return nil
}

// scenario returns the scenario of the result that has an id.
func (x *try) scenario(id string) *class.Scenario {
	for i := range x.result.Scenarios {
		if x.result.Scenarios[i].ID == id {
			return &x.result.Scenarios[i]
		}
	}
	panic("a scenario ran that was not sealed: " + id)
}

var verdicts = map[script.Verdict]class.Verdict{
	script.Passed: class.Passed, script.Failed: class.Failed, script.Skipped: class.Skipped, script.Trouble: class.Spoiled,
}

// fill puts how a scenario went into the result.
func (x *try) fill(sc *class.Scenario, r grade.Result) {
	sc.Verdict, sc.Clauses = verdicts[r.Verdict], r.Scenario.Clauses
	switch r.Verdict {
	case script.Failed:
		sc.Symptom = string(r.Failure.Symptom)
		expected, received, so := grade.Told(r.Failure)
		sc.Expected, sc.Received, sc.So = x.clean(expected), x.clean(received), x.clean(so)
	case script.Trouble:
		sc.Trouble = x.trouble(r.Outcome.Trouble)
	case script.Skipped:
		sc.Why = x.clean(r.Why)
		sc.Refuses = x.handed.Refuses(r.Scenario) || x.unserved && r.Scenario.Simulates()
	}
}

// trouble returns t in words. If the run was interrupted, the hand-in has taken too long or too
// much. (If somebody interrupts the kit, there is no result.)
func (x *try) trouble(t *program.Trouble) *class.Trouble {
	if t == nil {
		return &class.Trouble{Kind: program.OfTheKit.String(), What: "nobody said why"}
	}
	if t.Kind == program.Interrupted && x.ended != "" {
		return &class.Trouble{Kind: string(program.OverLimit), What: x.clean(x.ended)}
	}
	kind := t.Kind
	if kind == program.NotBuilt && x.buildFailed(t.Output) {
		kind = program.OfTheKit
	}
	output := x.clean(withoutPort(t.Output, t.Port))
	if cut := len(output) - mostOutput; cut > 0 {
		output = "… " + strings.ToValidUTF8(output[cut:], "")
	}
	if kind == program.OverLimit { // how far it came until we killed it
		output = ""
	}
	return &class.Trouble{Kind: kind.String(), What: x.clean(withoutPort(t.What, t.Port)), Output: output}
}

// withoutPort replaces a port that the kit chose by the word PORT: the same hand-in has to get
// the same result each time. 0 is not a port.
func withoutPort(text string, port int) string {
	if port == 0 {
		return text
	}
	return regexp.MustCompile(fmt.Sprintf(`\b%d\b`, port)).ReplaceAllLiteralString(text, "PORT")
}

// clean makes a text visible, and takes out the paths of this machine.
func (x *try) clean(text string) string { return draw.CleanLines(x.withoutPaths(text)) }

func (x *try) withoutPaths(text string) string {
	dir := x.dir
	inKit, err := filepath.Rel(x.grader.opts.Kit.Root, dir)
	for _, below := range []string{dir, inKit} {
		if err != nil && below == inKit {
			continue
		}
		for _, folder := range []string{filepath.Join(below, sourceFolder), filepath.Join(below, outFolder), below} {
			text = strings.ReplaceAll(text, folder+string(filepath.Separator), "")
			text = strings.ReplaceAll(text, folder, ".")
		}
	}
	return text
}
