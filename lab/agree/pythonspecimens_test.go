package agree

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// Lessons 1 to 7 and 10 have a broken server in Python, too. The law is the same for it as
// for the one in Go.

// pythonLessons are the numbers of the lessons that have one.
var pythonLessons = []int{1, 2, 3, 4, 5, 6, 7, 10}

// TestPythonSpecimensFailTheirBreaks: a specimen in Python fails exactly what the
// one in Go fails, and passes all earlier lessons. What that one fails sometimes does not count.
func TestPythonSpecimensFailTheirBreaks(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	var jobs []grade.Job
	tried := map[string]lesson.Lesson{}
	for _, l := range pythonTried(t) {
		target := pythonTarget(t, path.Join(pythonFolder(l), specimen.PythonMain), pythonSpecimen(t, l))
		jobs = append(jobs, upTo(t, l, target)...)
		tried[target.Caption] = l
	}
	failTheirBreaks(t, tried, runPython(t, jobs).Lessons)
}

// TestPythonSpecimensCanBeMended: with its fix, a specimen in Python passes its
// lesson and all before it. Of the lessons between, which Python has no specimen
// of, it is not asked what needs a setting or the simulator.
func TestPythonSpecimensCanBeMended(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	var jobs []grade.Job
	for _, l := range pythonTried(t) {
		file := path.Join(pythonFolder(l), "fix.txtar")
		fix, err := patch.Read(sandbox.Clone(t).Path(file))
		if err != nil {
			t.Fatal(err)
		}
		mended, err := pythonSpecimen(t, l).With(fix)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if fix.Why == "" {
			t.Errorf("%s does not say what it mends", file)
		}
		jobs = append(jobs, upTo(t, l, pythonTarget(t, file, mended))...)
	}
	for _, l := range runPython(t, jobs).Lessons {
		noTrouble(t, l)
		for _, r := range l.Results {
			between := !slices.Contains(pythonLessons, l.Lesson.Number) // such as lesson 09
			if r.Verdict != script.Passed && !(between && r.Verdict == script.Skipped) {
				t.Errorf("%s does not mend it:\n%s", l.Server, told(r))
			}
		}
	}
}

// goWords are words of Go that tell a student who knows only Python nothing.
var goWords = regexp.MustCompile(`\b(goroutines?|bufio|io\.EOF|defer|main\.go|Go has|go test|go vet|mutex|Serve|lookUp|WaitGroup)\b`)

// TestHintsInPythonNameNoGo: the hints for a copy in Python are about that copy.
func TestHintsInPythonNameNoGo(t *testing.T) {
	for _, l := range inPython(t) {
		for i, hint := range l.HintsInPython() {
			if word := goWords.FindString(hint); word != "" {
				t.Errorf("hint %d of lesson %d says %q to a student of Python: %s", i+1, l.Number, word, hint)
			}
		}
	}
}

// inPython returns the lessons that have a specimen in Python. A folder of another
// lesson is an error.
func inPython(t *testing.T) (all []lesson.Lesson) {
	t.Helper()
	var want []string
	for _, l := range lesson.All {
		if slices.Contains(pythonLessons, l.Number) {
			all, want = append(all, l), append(want, l.ID())
		}
	}
	files, err := filepath.Glob(sandbox.Clone(t).Path(specimen.PythonFolder + "/*/" + specimen.PythonMain))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range files {
		got = append(got, filepath.Base(filepath.Dir(file)))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("folders of %s (-pythonLessons +seen):\n%s", specimen.PythonFolder, diff)
	}
	return all
}

func pythonFolder(l lesson.Lesson) string { return path.Join(specimen.PythonFolder, l.ID()) }

func pythonSpecimen(t *testing.T, l lesson.Lesson) specimen.Files {
	t.Helper()
	text := read(t, path.Join(pythonFolder(l), specimen.PythonMain))
	if !strings.Contains(text, l.Page()) {
		t.Errorf("the specimen of lesson %d in Python does not name %s", l.Number, l.Page())
	}
	return specimen.Files{specimen.PythonMain: []byte(text)}
}

// pythonTarget is a server made of files, which lie in a folder of the test.
func pythonTarget(t *testing.T, name string, files specimen.Files) grade.Target {
	t.Helper()
	file := filepath.Join(t.TempDir(), specimen.PythonMain)
	if err := os.WriteFile(file, files[specimen.PythonMain], 0o666); err != nil {
		t.Fatal(err)
	}
	return grade.Target{
		Kind:    grade.Command,
		Caption: name,
		Command: program.Command{Args: []string{"python3", file, "{port}"}},
		Dialect: &dialect.Dialect{}, // the protocol, without any setting that a scenario may need
	}
}

func runPython(t *testing.T, jobs []grade.Job) grade.Report {
	t.Helper()
	return grade.Run(t.Context(), jobs, oneBuilder(t), grade.Options{Slots: lawSlots, Slow: interpreterSlow})
}
