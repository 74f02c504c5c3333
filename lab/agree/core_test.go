package agree

import (
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
)

// fewestCore is how many scenarios the core has at least. Fewer would prove little.
const fewestCore = 31

// TestCoreAsksNoMoreThanTheProblem: a server that does just what the public problem asks, in
// words of its own, passes with --core and without any dialect file.
func TestCoreAsksNoMoreThanTheProblem(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	k := sandbox.Clone(t)
	plan, err := k.Plan(course.Asked{Server: "python3 " + k.Path("testdata/servers/budget/server.py") + " {port}", Core: true}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	report := grade.Run(t.Context(), plan.Jobs, oneBuilder(t), grade.Options{Slots: lawSlots, Slow: interpreterSlow})
	for _, l := range report.Lessons {
		noTrouble(t, l)
		for _, r := range l.Results {
			if r.Verdict != script.Passed && r.Verdict != script.Skipped {
				t.Error(told(r))
			}
		}
	}
	if n := report.Count().Passed; n < fewestCore {
		t.Errorf("only %d scenarios were asked", n)
	}
}

// TestCoreFinds: a server of the public problem with a common mistake is red, with --core and
// without any dialect file.
func TestCoreFinds(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	source := read(t, "testdata/servers/budget/server.py")
	for mistake, c := range map[string]struct{ old, new, scenario string }{
		"spaces in a row become one": {
			`line.decode("latin-1").rstrip("\r\n")`,
			`re.sub("  +", " ", line.decode("latin-1").rstrip("\r\n"))`,
			"03-half-a-message/odd_texts",
		},
		"who comes back is not announced": {
			`            tell(f"* Here comes {name}")`,
			`            globals().setdefault("seen", {}).setdefault(name, me) or tell(f"* Here comes {name}"); seen[name] = True`,
			"07-gone/no_ghosts",
		},
	} {
		t.Run(mistake, func(t *testing.T) {
			t.Parallel()
			wrong := pythonFile(t, sandbox.Replaced(t, source, c.old, c.new))
			isRed(t, oddTwin{scenario: c.scenario}, "--core", "--server", wrong+" {port}")
		})
	}
}
