package agree

import (
	"maps"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/markstest"
	"chatlab/lab/platform"
	"chatlab/lab/sandbox"
	"chatlab/lab/specimen"
)

// A graded is a platform that is played: the files that "lab grade init" writes for it, and
// hand-ins of lesson 1, right and wrong.
type graded struct {
	engine
	files        string // the folder of the platform's files
	right, wrong specimen.Files
}

// newGraded lets init write the files of a platform. A script that shellcheck finds fault with
// is an error.
func newGraded(t *testing.T, name string, flags ...string) graded {
	t.Helper()
	e := newEngine(t)
	g := graded{engine: e, files: t.TempDir()}
	ours, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	g.env = append(g.env, "CHATLAB_USER="+ours.Username, "TMPDIR="+t.TempDir())
	for _, file := range []struct {
		to   *specimen.Files
		make func(root string, l lesson.Lesson) (specimen.Files, error)
	}{{&g.right, specimen.Mended}, {&g.wrong, specimen.Of}} {
		if *file.to, err = file.make(e.Root, lesson.All[0]); err != nil {
			t.Fatal(err)
		}
	}
	status, out, told := g.Lab(append([]string{"grade", "init", name, g.files, "--lesson", "1"}, flags...)...)
	if status != 0 || !strings.Contains(out, "docs/grading/README.md") {
		t.Fatalf("init %s ended with %d:\n%s%s", name, status, out, told)
	}
	entries, err := os.ReadDir(g.files)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if text := g.text(t, entry.Name()); strings.HasPrefix(text, "#!") {
			shellchecked(t, name+"/"+entry.Name(), text)
		}
	}
	return g
}

func (g graded) text(t *testing.T, name string) string {
	t.Helper()
	return textOf(t, filepath.Join(g.files, name))
}

func textOf(t *testing.T, file string) string {
	t.Helper()
	info, err := os.Stat(file)
	if err == nil && info.IsDir() {
		return ""
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// packKit makes kit.tar.gz beside the platform's files, as "git archive" does.
func (g graded) packKit(t *testing.T) {
	t.Helper()
	g.run(t, nil, "tar", "-czf", filepath.Join(g.files, "kit.tar.gz"), "-C", g.Root, "go.mod", "go.sum", "client", "docs", "lab", "scripts", "server", "testdata")
}

// in runs a script in a folder, and returns its exit status and what it prints.
func (g graded) in(t *testing.T, dir string, env []string, args ...string) (status int, out string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), args[0], args[1:]...)
	command.Dir, command.Env = dir, append(g.env, env...)
	var told strings.Builder
	command.Stderr = &told
	text, err := command.Output()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%q: %v\n%s\n%s", args, err, text, &told)
		}
	})
	return command.ProcessState.ExitCode(), string(text)
}

// handedIn lays a hand-in into a new folder below dir, in place of what is there.
func handedIn(t *testing.T, dir string, files specimen.Files) {
	t.Helper()
	err := os.RemoveAll(dir)
	if err == nil {
		err = files.Write(dir, "chatlab/server")
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestPlatforms: each platform, played as its documentation says, grades a right hand-in and a
// wrong one with the files that init writes, and reads the marks.
func TestPlatforms(t *testing.T) {
	takesGrading(t)
	t.Parallel()
	sandbox.OfContent(t)
	needsEngines(t)
	sandbox.NeedsPython(t)
	if runtime.GOOS != "linux" {
		t.Skip("the containers of platforms run Linux, and the scripts use its programs")
	}
	played := map[string]func(*testing.T){"gradescope": onGradescope, "classroom50": onClassroom50, "prairielearn": onPrairieLearn, "vpl": onVPL}
	for _, p := range platform.All {
		t.Run(p.Name, func(t *testing.T) { t.Parallel(); played[p.Name](t) })
	}
}

// onGradescope: the zip is unpacked into source, where setup.sh runs once; run_autograder is
// copied beside it and runs for each submission, in the folder autograder.
func onGradescope(t *testing.T) {
	secret := t.TempDir()
	if err := (specimen.Files{"01-one-at-a-time/not_told.txtar": []byte("# A newcomer is greeted.\nclause P1\nserver\njoin ana\n")}).Write(secret, "chatlab"); err != nil {
		t.Fatal(err)
	}
	g := newGraded(t, "gradescope", "--scripts", secret)
	g.packKit(t)
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "source"), os.DirFS(g.files)); err != nil {
		t.Fatal(err)
	}
	env := []string{"AUTOGRADER_ROOT=" + root}
	g.run(t, env, "bash", filepath.Join(root, "source", "setup.sh"))
	autograder := g.text(t, "run_autograder")
	grades := func(script string, files specimen.Files) markstest.GradescopeFile {
		t.Helper()
		file := filepath.Join(root, "run_autograder")
		if err := os.WriteFile(file, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		handedIn(t, filepath.Join(root, "submission"), files)
		g.in(t, root, env, file)
		return markstest.Gradescope(t, textOf(t, filepath.Join(root, "results", "results.json")))
	}
	if r := grades(autograder, g.right); r.Score == nil || *r.Score != 10 {
		t.Errorf("a right hand-in: %+v", r)
	}
	r, hidden := grades(autograder, g.wrong), 0
	if r.Score == nil || *r.Score > 3 || *r.Score == 0 {
		t.Errorf("a wrong hand-in: %+v", r)
	}
	for _, test := range r.Tests {
		if test.Visibility == "hidden" {
			hidden++
		}
	}
	if hidden != 1 {
		t.Errorf("%d tests are hidden: %+v", hidden, r.Tests)
	}
	if r := grades(sandbox.Replaced(t, autograder, "limit=540", "limit=0.1"), g.right); r.Score != nil || len(r.Tests) != 0 || !strings.Contains(r.Output, "not your fault") {
		t.Errorf("time is up, and the student reads %+v", r)
	}
}

// onClassroom50: the files are beside autograder.py, which runs in the checkout.
func onClassroom50(t *testing.T) {
	g := newGraded(t, "classroom50")
	g.packKit(t)
	var runtime struct {
		Go     string `json:"go"`
		Python string `json:"python"`
	}
	if markstest.Strictly(t, g.text(t, "runtime.json"), &runtime); !strings.Contains(read(t, "go.mod"), "\ngo "+runtime.Go+".") {
		t.Errorf("Go is %s, and not that of go.mod", runtime.Go)
	}
	env := []string{"CLASSROOM=networks", "ASSIGNMENT=lab1", "SUBMISSION_TAG=submit/1", "COMMIT_URL=https://git.example/c", "RELEASE_URL=https://git.example/r", "USERNAME=ana", "OWNER=ana", "ASSIGNMENT_TYPE=individual"}
	checkout := filepath.Join(t.TempDir(), "checkout")
	result := filepath.Join(checkout, "result.json")
	grades := func(status int, env []string, files specimen.Files) {
		t.Helper()
		files = maps.Clone(files)
		files["result.json"] = []byte("{\"score\": 1000}")
		handedIn(t, checkout, files)
		if got, out := g.in(t, checkout, env, "python3", filepath.Join(g.files, "autograder.py")); got != status {
			t.Errorf("it ended with %d and not %d: %s", got, status, out)
		}
	}
	grades(0, env, g.right)
	if r := markstest.Classroom50(t, textOf(t, result)); *r.Score != 1000 || *r.MaxScore != 1000 || r.Classroom != "networks" {
		t.Errorf("a right hand-in: %+v", r)
	}
	if body := textOf(t, filepath.Join(checkout, "release-body.md")); !strings.Contains(body, "10 of 10 points") {
		t.Errorf("the text of the release is %s", body)
	}
	grades(0, env, g.wrong)
	if r := markstest.Classroom50(t, textOf(t, result)); *r.Score > 300 || *r.Score == 0 {
		t.Errorf("a wrong hand-in: %+v", r)
	}
	grades(1, env[1:], g.right) // an error of the runner
	if exists(result) {
		t.Error("there is a result without a mark, or the student's own")
	}
}

// onPrairieLearn: grade.sh is in the folder tests, and the files of the student in the folder
// student. The folder results is not there.
func onPrairieLearn(t *testing.T) {
	g := newGraded(t, "prairielearn")
	var info struct {
		Method  string `json:"gradingMethod"`
		Options struct {
			Enabled    bool
			Image      string
			Entrypoint string
			Timeout    int // seconds
		} `json:"externalGradingOptions"`
	}
	markstest.Strictly(t, g.text(t, "info.json"), &info)
	if o := info.Options; info.Method != "External" || !o.Enabled || o.Entrypoint != "/grade/tests/grade.sh" || o.Timeout > 600 || o.Timeout < 560 || !strings.HasPrefix(o.Image, "registry.example/") {
		t.Errorf("info.json is %+v", info)
	}
	script := g.text(t, "grade.sh")
	grades := func(files specimen.Files, script string) markstest.PrairieLearnFile {
		t.Helper()
		root := t.TempDir()
		err := os.Mkdir(filepath.Join(root, "tests"), 0o755)
		if err == nil {
			err = os.WriteFile(filepath.Join(root, "tests", "grade.sh"), []byte(script), 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
		handedIn(t, filepath.Join(root, "student"), files)
		g.in(t, root, []string{"GRADE_ROOT=" + root, "CHATLAB_KIT=" + g.Root}, filepath.Join(root, "tests", "grade.sh"))
		return markstest.PrairieLearn(t, textOf(t, filepath.Join(root, "results", "results.json")))
	}
	if r := grades(g.right, script); r.Score == nil || *r.Score != 1 {
		t.Errorf("a right hand-in: %+v", r)
	}
	if r := grades(g.wrong, script); r.Score == nil || *r.Score > 0.3 || *r.Score == 0 {
		t.Errorf("a wrong hand-in: %+v", r)
	}
	if r := grades(g.right, sandbox.Replaced(t, script, `"$graded" -ne 1 ]`, `"$graded" -ne 2 ]`)); *r.Gradable || !strings.Contains(r.FormatErrors[0], "costs no attempt") {
		t.Errorf("one lesson of two is graded, and the student reads %+v", r)
	}
}

// onVPL: setup.sh has run on the server. The submission is in one folder with VPL's own files.
// A script there makes vpl_execution, which runs next and prints the marks.
func onVPL(t *testing.T) {
	g := newGraded(t, "vpl")
	g.packKit(t)
	home := t.TempDir()
	for name, variable := range map[string]string{"cache": "GOCACHE", "modules": "GOMODCACHE"} { // otherwise everything is compiled again
		text, err := exec.CommandContext(t.Context(), "go", "env", variable).Output()
		if err == nil {
			err = os.Symlink(strings.TrimSpace(string(text)), filepath.Join(home, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	g.run(t, []string{"CHATLAB_HOME=" + home}, "bash", filepath.Join(g.files, "setup.sh"))
	marks := func(script string, files specimen.Files) string {
		t.Helper()
		jail := filepath.Join(t.TempDir(), "jail")
		files = maps.Clone(files)
		files["vpl_environment.sh"] = []byte("export VPL_GRADEMIN=0\nexport VPL_GRADEMAX=100\nexport VPL_MAXTIME=240\nexport VPL_SUBFILE0=\"main.go\"\nexport CHATLAB_HOME='" + home + "'\n")
		files["vpl_run.sh"], files["vpl_evaluate.sh"] = []byte(g.text(t, "vpl_run.sh")), []byte(g.text(t, "vpl_evaluate.sh"))
		files["common_script.sh"] = []byte("exit 1\n")
		handedIn(t, jail, files)
		g.in(t, jail, nil, "bash", script)
		shellchecked(t, "vpl_execution", textOf(t, filepath.Join(jail, "vpl_execution")))
		_, out := g.in(t, jail, nil, "./vpl_execution")
		return out
	}
	if grade, _ := markstest.VPL(t, marks("vpl_evaluate.sh", g.right)); grade != "100" {
		t.Errorf("a right hand-in: %q", grade)
	}
	if grade, comments := markstest.VPL(t, marks("vpl_evaluate.sh", g.wrong)); grade == "100" || grade == "" || len(comments) < 3 {
		t.Errorf("a wrong hand-in: %q, %q", grade, comments)
	}
	if grade, comments := markstest.VPL(t, marks("vpl_run.sh", g.wrong)); grade != "" || len(comments) < 3 {
		t.Errorf("the button Run: %q, %q", grade, comments)
	}
}
