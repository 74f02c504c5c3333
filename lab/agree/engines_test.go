package agree

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/class"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/specimen"
)

// engineParts is how many parts the tests of engines make, whatever the files say.
const engineParts = 2

// An engine runs the jobs of a file of docs/grading as processes.
type engine struct {
	classroom
	env []string
}

// newEngine makes a sandbox with some hand-ins of lesson 1 in the folder handins. The program go
// in its PATH is the real one, except that "go tool lab" is this test binary.
func newEngine(t *testing.T) engine {
	t.Helper()
	s := sandbox.New(t)
	e := engine{classroom: classroom{s, s.Path("handins")}}
	l := lesson.All[0]
	mended, err := specimen.Mended(s.Root, l)
	if err == nil {
		err = mended.Write(filepath.Join(e.handIns, "ana"), "chatlab/"+l.Copy())
	}
	if err == nil {
		err = specimen.Files{"main.go": []byte("package main\n\nfunc main() { no such thing }\n")}.Write(filepath.Join(e.handIns, "dan"), "chatlab/"+l.Copy())
	}
	if err != nil {
		t.Fatal(err)
	}
	s.Put("handins/eli.rar", "Rar!\x1a\x07")
	e.env = append(os.Environ(), "PATH="+goOfTests(t)+string(os.PathListSeparator)+os.Getenv("PATH"), "LESSON=1")
	return e
}

// goOfTests makes a folder with a program go that takes this test binary for the tool lab. The
// lab itself finds the real go.
func goOfTests(t *testing.T) string {
	t.Helper()
	real, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	text := fmt.Sprintf(`#!/bin/sh
if [ "$1" = -C ]; then cd "$2" || exit 1; shift 2; fi
export PATH='%s'
if [ "$1 $2" = "tool lab" ]; then shift 2; exec '%s' "$@"; fi
exec '%s' "$@"
`, os.Getenv("PATH"), self, real)
	if err := os.WriteFile(filepath.Join(dir, "go"), []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs a command in the sandbox, with more variables. It must end with status 0.
func (e engine) run(t *testing.T, env []string, args ...string) (printed string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), args[0], args[1:]...)
	command.Dir, command.Env = e.Root, append(slices.Clone(e.env), env...)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%q with %q: %v\n%s", args, env, err, out)
	}
	return string(out)
}

// needsEngines skips a test where there is no shell as engines have it.
func needsEngines(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the shells of engines are those of Unix")
	}
	for _, program := range []string{"bash", "shellcheck"} {
		sandbox.NeedsProgram(t, program)
	}
}

// shellchecked runs shellcheck over a script. Words are its arguments.
func shellchecked(t *testing.T, name, script string, words ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), "shellcheck", append(words, "-")...)
	command.Stdin = strings.NewReader(script)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, out)
	}
}

// sameAsOneRun compares the results of parts with those of one run, times apart. The merge has
// graded nothing again: it has the very results of the parts.
func (e engine) sameAsOneRun(t *testing.T, whole []class.Result, merged string, parts ...string) {
	t.Helper()
	if diff := cmp.Diff(whole, e.results(t, merged)); diff != "" {
		t.Errorf("parts (+) and one run (-) differ:\n%s", diff)
	}
	graded := map[string]class.Times{}
	for _, part := range parts {
		all, err := class.ReadResults(e.Path(part))
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 0 || len(all) == len(whole) {
			t.Errorf("%s has %d results of %d: it is no part", part, len(all), len(whole))
		}
		for _, r := range all {
			graded[r.Student.Key] = r.Times
		}
	}
	all, err := class.ReadResults(e.Path(merged))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if !r.Times.Began.Equal(graded[r.Student.Key].Began) {
			t.Errorf("%s was graded by the merge, and not by a part", r.Student.Key)
		}
	}
}

// TestEngines: each engine of docs/grading grades two parts and merges them, with the commands
// that are in its files and the variables that the engine sets. The results are those of one
// run.
func TestEngines(t *testing.T) {
	takesGrading(t)
	t.Parallel()
	sandbox.OfContent(t)
	needsEngines(t)
	whole := newEngine(t)
	whole.grade(t, 0, whole.handIns, "--lesson", "1", "--out", "whole")
	want := whole.results(t, "whole")
	if len(want) != 3 {
		t.Fatalf("%d results", len(want))
	}
	t.Run("GitHub", func(t *testing.T) { t.Parallel(); onGitHub(t, newEngine(t), want) })
	t.Run("GitLab", func(t *testing.T) { t.Parallel(); onGitLab(t, newEngine(t), want) })
	t.Run("Kubernetes", func(t *testing.T) { t.Parallel(); onKubernetes(t, newEngine(t), want) })
}

// onGitLab runs a pipeline: the lines of a script are in one shell, which ends at the first
// that fails.
func onGitLab(t *testing.T, e engine, want []class.Result) {
	p := decoded[pipeline](t, "gitlab.yml")
	if p.Part.Stage != p.Stages[0] || p.Merge.Stage != p.Stages[1] || p.Merge.When != "always" || p.Merge.Artifacts.When != "always" || p.Part.Parallel < 2 || p.Part.Parallel > 200 {
		t.Errorf("the stages, or when they run: %+v", p)
	}
	job := func(j pipelineJob, env ...string) {
		t.Helper()
		script := "set -eo pipefail\n" + strings.Join(append(slices.Clone(p.Default.Before), j.Script...), "\n") + "\n"
		shellchecked(t, "gitlab.yml", script, "--shell=bash", "--exclude=SC2016")
		e.run(t, append(env, "CI=true", "GITLAB_CI=true"), "bash", "-c", script)
	}
	stored := t.TempDir() // what a job leaves for others: what is not named is lost
	for k := range engineParts {
		job(p.Part, fmt.Sprintf("CI_NODE_INDEX=%d", k+1), fmt.Sprintf("CI_NODE_TOTAL=%d", engineParts))
		copied(t, e.Path(p.Part.Artifacts.Paths[0]), filepath.Join(stored, p.Part.Artifacts.Paths[0]))
		if err := os.RemoveAll(e.Path("parts")); err != nil { // each job has a machine of its own
			t.Fatal(err)
		}
	}
	copied(t, stored, e.Root)
	job(p.Merge, "CI_NODE_TOTAL=1")
	if !slices.Equal(p.Merge.Artifacts.Paths, []string{"results"}) || !strings.Contains(e.Read(p.Merge.Artifacts.Reports.JUnit), "<testsuites") {
		t.Errorf("what stays is %+v", p.Merge.Artifacts)
	}
	e.sameAsOneRun(t, want, "results", "parts/1", "parts/2")
}

// onKubernetes runs two Jobs. Their folder of the class is that of the sandbox.
func onKubernetes(t *testing.T, e engine, want []class.Result) {
	grade, merge := decoded[batchJob](t, "kubernetes.yaml"), decoded[batchJob](t, "kubernetes-merge.yaml")
	if grade.Spec.Mode != "Indexed" || grade.Spec.Completions < 2 || grade.Spec.Parallelism < 2 || grade.Spec.PerIndex == nil || merge.Spec.Backoff == nil {
		t.Errorf("the Jobs are %+v and %+v", grade.Spec, merge.Spec)
	}
	for _, job := range []batchJob{grade, merge} {
		if job.APIVersion != "batch/v1" || job.Kind != "Job" {
			t.Errorf("it is a %s of %s", job.Kind, job.APIVersion)
		}
		pod := job.Spec.Template.Spec
		if pod.Restart != "Never" || pod.Token == nil || *pod.Token || !pod.Security.NonRoot || pod.Security.User == 0 || len(pod.Containers) != 1 || pod.Containers[0].Mounts[0].Name != pod.Volumes[0].Name {
			t.Errorf("the pod is %+v", pod)
		}
	}
	if pod, other := grade.Spec.Template.Spec, merge.Spec.Template.Spec; !cmp.Equal(pod.Security, other.Security) || !cmp.Equal(pod.Volumes, other.Volumes) || pod.Containers[0].Image != other.Containers[0].Image {
		t.Error("the two Jobs do not have the same user, volumes and image")
	}
	for k := range engineParts {
		env := podEnv(t, e, grade, strconv.Itoa(grade.Spec.Completions))
		e.run(t, append(env, fmt.Sprintf("JOB_COMPLETION_INDEX=%d", k)), podCommand(t, grade)...)
	}
	e.run(t, podEnv(t, e, merge, ""), podCommand(t, merge)...)
	e.sameAsOneRun(t, want, "results", "parts/0", "parts/1")
	for _, lost := range []string{"parts/1", "results"} {
		if err := os.RemoveAll(e.Path(lost)); err != nil {
			t.Fatal(err)
		}
	}
	e.run(t, podEnv(t, e, merge, ""), podCommand(t, merge)...)
	if diff := cmp.Diff(want, e.results(t, "results")); diff != "" {
		t.Errorf("a part is lost; the merge (+) and one run (-) differ:\n%s", diff)
	}
}

// podCommand is what the container of a Job runs.
func podCommand(t *testing.T, job batchJob) []string {
	t.Helper()
	c := job.Spec.Template.Spec.Containers[0]
	shellchecked(t, job.Metadata["name"], c.Args[0], "--shell=bash")
	return append(slices.Clone(c.Command), c.Args...)
}

// podEnv are the variables of a Job's container: the number of parts, the lesson and the folder
// are those of the test. The file must have them as well. Completions is how often it says that
// the Job completes.
func podEnv(t *testing.T, e engine, job batchJob, completions string) (env []string) {
	t.Helper()
	c := job.Spec.Template.Spec.Containers[0]
	said := map[string]string{}
	for _, v := range c.Env {
		said[v.Name] = v.Value
	}
	if said["JOB_COMPLETIONS"] != completions || said["CLASS"] != c.Mounts[0].Path {
		t.Errorf("the variables are %q; there are %s completions, and the class is in %s", said, completions, c.Mounts[0].Path)
	}
	said["LESSON"], said["CLASS"] = "1", e.Root
	if completions != "" {
		said["JOB_COMPLETIONS"] = strconv.Itoa(engineParts)
	}
	for _, name := range slices.Sorted(maps.Keys(said)) {
		env = append(env, name+"="+said[name])
	}
	return env
}

// TestContainerfile: the image has all that the kit needs and nothing of a teacher's, the Go
// that go.mod asks for, and the user of the pods; what it runs at the end works.
func TestContainerfile(t *testing.T) {
	takesGrading(t)
	t.Parallel()
	sandbox.OfContent(t)
	needsEngines(t)
	text := read(t, "docs/grading/Containerfile")
	text = regexp.MustCompile(`(?m)^#.*\n`).ReplaceAllString(text, "")
	text = strings.ReplaceAll(text, "\\\n", "")
	var copied, runs []string
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch fields := strings.Fields(rest); word {
		case "COPY":
			copied = append(copied, fields[:len(fields)-1]...)
		case "RUN":
			shellchecked(t, "Containerfile", rest+"\n", "--shell=sh")
			runs = append(runs, rest)
		case "FROM":
			if go_, _, _ := strings.Cut(strings.TrimPrefix(rest, "golang:"), "-"); !strings.Contains(read(t, "go.mod"), "\ngo "+go_+".") {
				t.Errorf("%s is not the Go of go.mod", rest)
			}
		case "", "WORKDIR", "USER", "ENV":
		default:
			t.Errorf("%s: what is that?", line)
		}
	}
	if diff := cmp.Diff([]string{"go.mod", "go.sum", "client", "docs", "lab", "scripts", "server", "testdata"}, copied); diff != "" {
		t.Errorf("what the image has of the kit (-want +got):\n%s", diff)
	}
	uid := fmt.Sprint(decoded[batchJob](t, "kubernetes.yaml").Spec.Template.Spec.Security.User)
	if len(runs) != 2 || !strings.Contains(runs[0], "--uid "+uid+" grader") || !strings.Contains(text, "WORKDIR "+decoded[batchJob](t, "kubernetes.yaml").Spec.Template.Spec.Containers[0].Dir+"\n") {
		t.Fatalf("the pods run as %s, and the image has %q", uid, runs)
	}
	if last := lesson.All[len(lesson.All)-1]; !strings.Contains(runs[1], fmt.Sprintf("--lesson %d ", last.Number)) {
		t.Errorf("%s does not compile what the last lesson needs", runs[1])
	}
	newEngine(t).run(t, nil, "sh", "-ec", runs[1])
}
