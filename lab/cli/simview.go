package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/draw"
	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/story"
	"chatlab/server/wire"
)

// A simView shows a hunt to a person.
type simView struct {
	t      *console.Terminal
	style  story.Style
	kit    course.Kit
	flags  simFlags
	target string
	fresh  hunt.Runs // each in a process of its own

	bar   *console.Bar
	began time.Time
}

func (v *simView) begin(s hunt.Search) {
	v.began = time.Now()
	if !v.flags.json {
		fmt.Fprintf(v.t.Out, "running %s in the simulator\n", v.target)
	}
	v.bar = v.t.Progress("%d of %d seeds", s.Seeds)
	if s.Seeds == 0 {
		v.bar = v.t.Progress("%d seeds%.0d", 0)
	}
}

func (v *simView) each(uint64, hunt.Outcome) { v.bar.Step() }

// searched removes the progress bar.
func (v *simView) searched() { v.bar.End() }

// end reports the result of a search, and examines what it found.
func (v *simView) end(ctx context.Context, s hunt.Search, result hunt.Searched) error {
	var finding *hunt.Finding
	var evidence grade.Evidence
	if result.Found != nil {
		f, err := v.examine(ctx, s, result)
		if err != nil {
			return v.unable(ctx, err)
		}
		finding = &f
		dir := v.kit.Path("work/.lab/runs/sim/operations")
		if v.flags.ops == "" {
			dir = v.kit.Path(fmt.Sprintf("work/.lab/runs/sim/seed-%d", f.Case.Seed))
		}
		evidence = grade.WriteEvidence(dir, f.Log, f.Picture(v.source(f)), draw.Picture{First: f.Involved()}, "")
		if evidence.Err == nil {
			evidence.Err = writeOps(filepath.Join(dir, opsFile), f.Case.Ops)
		}
		evidence.TellFrom("")
	}
	if v.flags.json {
		if err := v.json(result, finding, evidence); err != nil {
			return err
		}
	} else {
		if finding != nil {
			v.tell(*finding, evidence)
		}
		v.sum(result)
	}
	if finding != nil {
		return exitError{ExitFailed, ""}
	}
	return nil
}

func (v *simView) examine(ctx context.Context, s hunt.Search, result hunt.Searched) (hunt.Finding, error) {
	var shrink *hunt.Shrink
	if v.flags.shrink {
		v.bar = v.t.Progress("leaving out what is not needed: %d operations are left%.0d", 0)
		defer v.bar.End()
		shrink = &hunt.Shrink{Runs: v.fresh, Parallel: s.Parallel, Each: func(left int) { v.bar.Show(left) }}
	}
	return hunt.Examine(ctx, v.fresh, *result.Found, result.Outcome, shrink)
}

// sum says how much was tried.
func (v *simView) sum(r hunt.Searched) {
	what := plural(r.Seeds, "seed") + ": no rule was broken"
	switch {
	case r.Found == nil && v.flags.ops != "":
		what = "no rule was broken"
	case r.Found == nil:
	case v.flags.ops != "":
		what = "a rule is broken"
	case r.Found.Seed == v.flags.seed:
		what = fmt.Sprintf("seed %d breaks a rule", r.Found.Seed)
	default:
		what = fmt.Sprintf("seed %d breaks a rule, and none of %d to %d does", r.Found.Seed, v.flags.seed, r.Found.Seed-1)
	}
	took := max(r.Took.Seconds(), 0.001)
	fmt.Fprintf(v.t.Out, "%s (%.1f s, %.1f seeds/s, %.0f segments/s, %.0f virtual seconds in a second)\n",
		what, took, float64(r.Seeds)/took, float64(r.Segments)/took, r.Virtual.Seconds()/took)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// Rows and columns of a finding.
const (
	mostOpsTold   = 24
	simLadderRows = 24
	simLadder     = 3 // clients with lifelines; with more, rows would be too narrow
	crashRows     = 16
)

// tell writes everything about a finding.
func (v *simView) tell(f hunt.Finding, e grade.Evidence) {
	out := v.t.Out
	rule := f.Violation.Rule
	fmt.Fprintf(out, "\n%s\n", v.style.Head(fmt.Sprintf("✗ %s · %s · %s", v.source(f), plural(f.Case.Clients, "client"), f.Case.Profile), "clause "+rule.Clause))
	v.style.Paragraph(out, rule.Summary)
	fmt.Fprintf(out, "\n   %s\n", v.left(f))
	for i, op := range f.Case.Ops {
		if i == mostOpsTold && len(f.Case.Ops) > mostOpsTold+1 {
			fmt.Fprintf(out, "      (and %d more)\n", len(f.Case.Ops)-i)
			break
		}
		fmt.Fprintf(out, "   %5d %10s   %s\n", op.Number, seconds(op.At), wire.Clean(op.Words()))
	}
	fmt.Fprintln(out)
	v.style.Labelled(out, "   so      ", f.Violation.What)
	if f.Violation.Line != "" {
		fmt.Fprintf(out, "   line    %s\n", draw.Visible(f.Violation.Line))
	}
	if f.Words != "" {
		fmt.Fprintf(out, "\n   what the program printed\n")
		lines := strings.Split(strings.TrimSpace(f.Words), "\n")
		for _, line := range lines[:min(len(lines), crashRows)] {
			fmt.Fprintf(out, "      | %s\n", wire.Clean(strings.ReplaceAll(line, v.kit.Root+string(filepath.Separator), "")))
		}
	}
	v.ladder(f)
	fmt.Fprintln(out)
	v.style.Labelled(out, "   replay  ", story.Replayed(f))
	v.style.Evidence(out, e)
	fmt.Fprintf(out, "   again   %s\n", v.style.Command(v.again(f)...))
	fmt.Fprintf(out, "   read    the rule %s in docs/rules.md, and %s in docs/protocol.md\n\n", rule.Name, rule.Clause)
}

// source says where the run comes from: a seed, or a file of operations.
func (v *simView) source(f hunt.Finding) string {
	if v.flags.ops != "" {
		return filepath.Base(v.flags.ops)
	}
	return fmt.Sprint("seed ", f.Case.Seed)
}

func (v *simView) left(f hunt.Finding) string {
	if f.Drawn == len(f.Case.Ops) {
		return fmt.Sprintf("what happens, %s:", plural(f.Drawn, "operation"))
	}
	return fmt.Sprintf("%d of %s are needed (found in %s):", len(f.Case.Ops), plural(f.Drawn, "operation"), plural(f.Tried, "run"))
}

// ladder draws the clients of the finding, as many as fit.
func (v *simView) ladder(f hunt.Finding) {
	conns := f.Involved()
	if len(conns) > simLadder {
		conns = append(slices.Clone(conns[:simLadder-1]), conns[len(conns)-1])
	}
	known := f.Log.Conns() // in the order in which they came
	slices.SortStableFunc(conns, func(a, b string) int { return cmp.Compare(slices.Index(known, a), slices.Index(known, b)) })
	ladder := draw.Ladder{Conns: conns, Width: v.style.Width}
	if drawn := ladder.Draw(f.Story(conns, simLadderRows)); drawn != "" {
		fmt.Fprintf(v.t.Out, "\n%s", drawn)
	}
}

// asked says what was asked for, to spell commands that do it again.
func (v *simView) asked() story.Hunt {
	f := v.flags
	h := story.Hunt{Of: f.of, Mutant: f.mutant, First: f.seed, Clients: f.clients, Race: f.race, Ops: f.ops, Only: f.only != nil}
	if f.profile != course.AllProfiles {
		h.Profile = f.profile
	}
	return h
}

// again returns the arguments that repeat the run.
func (v *simView) again(f hunt.Finding) []string { return v.asked().Again(f) }

// seconds formats a moment of a run.
func seconds(d time.Duration) string { return fmt.Sprintf("%.3f s", d.Seconds()) }
