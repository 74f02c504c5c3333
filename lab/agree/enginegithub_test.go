package agree

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"chatlab/lab/class"
)

// onGitHub runs a workflow: the job part for each number of its matrix, and then the job merge.
// The actions that it uses are played here.
func onGitHub(t *testing.T, e engine, want []class.Result) {
	w := decoded[workflow](t, "github.yml")
	part, merge := w.Jobs["part"], w.Jobs["merge"]
	if _, byHand := w.On["workflow_dispatch"]; !byHand || len(w.On) != 1 || len(w.Permissions) != 1 || w.Permissions["contents"] != "read" || len(w.Jobs) != 2 || merge.Needs != "part" || part.Strategy.FailFast == nil || *part.Strategy.FailFast {
		t.Errorf("what starts it, what it may do, or what follows what: %+v", w)
	}
	for i, number := range part.Strategy.Matrix["part"] {
		if number != i+1 {
			t.Errorf("the numbers of the parts are %d; they count from 1", part.Strategy.Matrix["part"])
		}
	}
	g := &gitHub{engine: e, artifacts: t.TempDir()}
	for k := range engineParts {
		g.job(t, part, map[string]string{"matrix.part": fmt.Sprint(k + 1), "strategy.job-total": fmt.Sprint(engineParts)})
		if err := os.RemoveAll(e.Path("parts")); err != nil { // each job has a machine of its own
			t.Fatal(err)
		}
	}
	g.job(t, merge, nil)
	copied(t, filepath.Join(g.artifacts, "results"), e.Path("stays"))
	e.sameAsOneRun(t, want, "stays", "parts/1", "parts/2")
}

// gitHub is an engine with what its jobs leave.
type gitHub struct {
	engine
	artifacts string
}

// noCommands is how the output of a step begins if GitHub is to take none of its lines for a
// command. The word at its end is random, so no student can end that.
var noCommands = regexp.MustCompile(`^::stop-commands::[0-9a-f]{32}\n`)

// job runs the steps of a job. Contexts are the values of the expressions in it.
func (g *gitHub) job(t *testing.T, job workflowJob, contexts map[string]string) {
	t.Helper()
	for _, step := range job.Steps {
		if (step.Run == "") == (step.Uses == "") {
			t.Errorf("a step either runs something or uses an action: %+v", step)
		}
		if step.Run == "" {
			g.action(t, step, contexts)
			continue
		}
		if expression.MatchString(step.Run) {
			t.Errorf("an expression in a script is code for its shell: %s", step.Run)
		}
		shellchecked(t, "github.yml", step.Run, "--shell=bash")
		var env []string
		for _, name := range slices.Sorted(maps.Keys(step.Env)) {
			env = append(env, name+"="+filled(t, step.Env[name], contexts))
		}
		script := filepath.Join(t.TempDir(), "step.sh")
		if err := os.WriteFile(script, []byte(step.Run), 0o644); err != nil {
			t.Fatal(err)
		}
		printed := g.run(t, append(env, "CI=true", "GITHUB_ACTIONS=true"), "bash", "-e", script) // the usual shell of a step
		if !noCommands.MatchString(printed) {
			t.Errorf("a student's name that begins with :: would be a command to GitHub:\n%s", printed)
		}
	}
}

// action plays an action.
func (g *gitHub) action(t *testing.T, step workflowStep, contexts map[string]string) {
	t.Helper()
	switch step.Uses {
	case "actions/checkout@v6":
		if in := inputs[checkoutInputs](t, step); in.Credentials == nil || *in.Credentials {
			t.Error("the checkout leaves a token where hand-ins are built")
		}
	case "actions/setup-go@v6":
		if in := inputs[setupGoInputs](t, step); in.VersionFile != "go.mod" {
			t.Errorf("Go is that of %q", in.VersionFile)
		}
	case "actions/upload-artifact@v6":
		in := inputs[uploadInputs](t, step)
		copied(t, g.Path(in.Path), filepath.Join(g.artifacts, filled(t, in.Name, contexts)))
	case "actions/download-artifact@v7":
		in := inputs[downloadInputs](t, step)
		found, err := filepath.Glob(filepath.Join(g.artifacts, in.Pattern))
		if err != nil || !in.Merge || len(found) != engineParts {
			t.Fatalf("%d artifacts are found by %+v: %v", len(found), in, err)
		}
		for _, artifact := range found {
			copied(t, artifact, g.Path(in.Path))
		}
	default:
		t.Errorf("nobody has looked up %s", step.Uses)
	}
}

// copied copies a folder into another, which may have other files.
func copied(t *testing.T, from, to string) {
	t.Helper()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
}

var expression = regexp.MustCompile(`\$\{\{ *([^}]*?) *\}\}`)

// filled replaces the expressions of a text.
func filled(t *testing.T, text string, contexts map[string]string) string {
	t.Helper()
	return expression.ReplaceAllStringFunc(text, func(found string) string {
		value, ok := contexts[expression.FindStringSubmatch(found)[1]]
		if !ok {
			t.Errorf("%s has no value here", found)
		}
		return value
	})
}
