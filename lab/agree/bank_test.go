package agree

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
)

// testdata/bank has wrong servers, each with one mistake that students make. The wrong Go
// servers are there for future scenarios. The Python servers need no build, so those that
// a scenario finds are run here.

const rightPython = "testdata/servers/python"

// bankHead matches the head of each wrong server in a file of testdata/bank.
var bankHead = regexp.MustCompile(`(?m)^==== (\w+) ====\n`)

// A wrongServer is one server of a file of testdata/bank.
type wrongServer struct {
	name string
	patch.Patch
}

func wrongServers(t *testing.T, file string) (all []wrongServer) {
	t.Helper()
	text := read(t, "testdata/bank/"+file)
	heads := bankHead.FindAllStringSubmatchIndex(text, -1)
	for i, at := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		name := text[at[2]:at[3]]
		p, err := patch.Parse(name, []byte(text[at[1]:end]))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, wrongServer{name, p})
	}
	if len(all) == 0 {
		t.Fatalf("%s has no wrong server", file)
	}
	return all
}

// TestBankApplies: the wrong servers of testdata/bank still apply to the servers that they
// change. Each names the clause that it breaks, and symptoms that there are.
func TestBankApplies(t *testing.T) {
	protocol := read(t, "docs/protocol.md")
	for file, dir := range map[string]string{"go.txt": ".", "python.txt": rightPython} {
		seen := map[string]bool{}
		for _, wrong := range wrongServers(t, file) {
			if seen[wrong.name] {
				t.Errorf("%s: there are two %s", file, wrong.name)
			}
			seen[wrong.name] = true
			if _, err := wrong.Apply(sandbox.Clone(t).Path(dir)); err != nil {
				t.Errorf("%s: %s: %v", file, wrong.name, err)
			}
			for _, symptom := range wrong.Symptom {
				if lesson.Symptom(symptom).Says() == "" {
					t.Errorf("%s: %s has the symptom %q, which lab/lesson/symptom.go does not know", file, wrong.name, symptom)
				}
			}
			if len(wrong.Clause) == 0 {
				t.Errorf("%s: %s names no clause", file, wrong.name)
			}
			for _, id := range wrong.Clause {
				if !strings.Contains(protocol, "\n**"+strings.Trim(id, ",")+"** ") {
					t.Errorf("%s: %s breaks %s, which docs/protocol.md has not", file, wrong.name, id)
				}
			}
		}
	}
}

// TestBankPython: each wrong Python server fails the scenario that should find it. The
// symptom in its story leads to a hint that fits its fault.
func TestBankPython(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	byID := map[string]grade.Job{}
	for _, l := range lesson.All {
		for _, sc := range scenarios(t, l) {
			byID[sc.ID()] = grade.Job{Lesson: l, Scenarios: []script.Scenario{sc}}
		}
	}
	var jobs []grade.Job
	var of []wrongServer // the server of each job
	for _, wrong := range share.Of(t, "wrong servers", wrongShare, found(wrongServers(t, "python.txt"))) {
		job, known := byID[wrong.Found]
		if !known {
			t.Errorf("%s is found by %s, which is no scenario", wrong.name, wrong.Found)
			continue
		}
		job.Target = wrong.python(t)
		jobs, of = append(jobs, job), append(of, wrong)
	}
	b := oneBuilder(t)
	began := time.Now()
	for i, l := range grade.Run(t.Context(), jobs, b, grade.Options{Slots: lawSlots}).Lessons {
		noTrouble(t, l)
		for _, r := range l.Results {
			if r.Verdict == script.Passed || r.Verdict == script.Skipped {
				t.Errorf("%s: %s does not find it: %s %s%s", l.Server, r.Scenario.ID(), r.Verdict, r.Why, record(r))
			} else if r.Failure != nil && !slices.Contains(of[i].Symptom, string(r.Failure.Symptom)) {
				t.Errorf("%s: %s sees %q, which leads to the wrong hint; want one of %q:\n%+v", l.Server, r.Scenario.ID(), r.Failure.Symptom, of[i].Symptom, r.Failure)
			}
		}
	}
	t.Logf("%d wrong servers in %.1f s", len(jobs), time.Since(began).Seconds())
}

// found returns the wrong servers that a scenario finds.
func found(all []wrongServer) (those []wrongServer) {
	for _, wrong := range all {
		if wrong.Found != "" {
			those = append(those, wrong)
		}
	}
	return those
}

// python writes the server into a temporary folder and returns how to run it.
func (w wrongServer) python(t *testing.T) grade.Target {
	t.Helper()
	right, dir := sandbox.Clone(t).Path(rightPython), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(right)); err != nil {
		t.Fatal(err)
	}
	changed, err := w.Apply(right)
	if err != nil {
		t.Fatalf("%s: %v", w.name, err)
	}
	for file, text := range changed {
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return grade.Target{
		Kind:    grade.Command,
		Caption: w.name,
		Command: program.Command{Args: []string{"python3", "-S", filepath.Join(dir, "server.py")}, Announces: true},
		Dialect: &dialect.Dialect{Supports: []string{"name-time"}},
	}
}
