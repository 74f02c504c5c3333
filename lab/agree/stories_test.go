package agree

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
	"chatlab/lab/story"
)

// storyTries is how often a story may differ. A server with a race varies, and on a busy
// machine a read returns more or less.
const storyTries = 5

// TestStoriesOfSpecimens: stories.txt beside each specimen has what a student reads first
// about each failure. Review it as prose. -update writes it.
func TestStoriesOfSpecimens(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	var jobs []grade.Job
	for _, l := range lessonsTried(t) {
		files, err := specimen.Of(sandbox.Clone(t).Root, l)
		if err != nil {
			t.Fatal(err)
		}
		job := grade.Job{Lesson: l, Target: target(t, l.Specimen(), l, files)}
		for _, sc := range scenarios(t, l) {
			if slices.Contains(l.Breaks, sc.Name) {
				job.Scenarios = append(job.Scenarios, sc)
			}
		}
		jobs = append(jobs, job)
	}
	keepStories(t, jobs, runJobs, lesson.Lesson.Specimen)
}

// TestStoriesOfPythonSpecimens: the same for the specimens in Python.
func TestStoriesOfPythonSpecimens(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	var jobs []grade.Job
	for _, l := range pythonTried(t) {
		job := grade.Job{Lesson: l, Target: pythonTarget(t, pythonFolder(l), pythonSpecimen(t, l))}
		for _, sc := range scenarios(t, l) {
			if slices.Contains(l.Breaks, sc.Name) {
				job.Scenarios = append(job.Scenarios, sc)
			}
		}
		jobs = append(jobs, job)
	}
	keepStories(t, jobs, runPython, pythonFolder)
}

// keepStories runs the jobs until each has told its stories in the words of stories.txt, in
// the folder of its lesson's specimen.
func keepStories(t *testing.T, jobs []grade.Job, run func(*testing.T, []grade.Job) grade.Report, folder func(lesson.Lesson) string) {
	t.Helper()
	for range storyTries {
		differ, diffs := jobs[:0], ""
		for i, told := range run(t, jobs).Lessons {
			if diff := holdStories(t, told, folder(told.Lesson)); diff != "" {
				differ, diffs = append(differ, jobs[i]), diffs+diff
			}
		}
		if jobs = differ; len(jobs) == 0 {
			return
		}
		t.Log(diffs)
	}
	t.Errorf("%d specimens fail in other words than stories.txt has (-there +now); read the new ones, then go test ./lab/agree -run Stories -update", len(jobs))
}

// holdStories compares the stories of a lesson with its file. With -update it writes the
// file first.
func holdStories(t *testing.T, told grade.LessonReport, folder string) (diff string) {
	t.Helper()
	var got strings.Builder
	for _, r := range told.Results {
		if r.Failure != nil && r.Failure.Symptom != "" && told.Lesson.Symptoms[r.Failure.Symptom] == "" {
			t.Errorf("%s shows the symptom %s, and lab/lesson has no hint for it", r.Scenario.ID(), r.Failure.Symptom)
		}
		got.WriteString(head(r) + "\n")
	}
	file := path.Join(folder, "stories.txt")
	if *update {
		if err := os.WriteFile(sandbox.Clone(t).Path(file), []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return cmp.Diff(read(t, file), got.String())
}

// head returns a story without the wire and the server's output, which differ from run to
// run. It also hides random parts of the rest.
func head(r grade.Result) string {
	var text strings.Builder
	story.Style{}.Story(&text, r)
	parts := strings.Split(text.String(), "\n\n")
	story := parts[0] + "\n\n" + parts[1] + "\n\n" + parts[len(parts)-1]
	if r.Verdict != script.Failed {
		return story
	}
	for _, c := range chances {
		story = c.pattern.ReplaceAllString(story, c.with)
	}
	return timeless(story)
}

var chances = []struct {
	pattern *regexp.Regexp
	with    string
}{
	{regexp.MustCompile(`(memory under \S+ +)[\d.]+ MB`), "$1# MB"},
	{regexp.MustCompile(`(guest|late|later)\d+`), "guest#"},
	{regexp.MustCompile(`and \w+#? did not get it`), "and somebody did not get it"},
	{regexp.MustCompile(`it came after step \d+`), "it came after step #"}, // two steps may act within a moment
	{regexp.MustCompile(`\d+ of \d+ clients`), "# of # clients"},
	{regexp.MustCompile(`(this is the first of them).*(?:\n {19}.*)*`), "$1"}, // and who they are
	{regexp.MustCompile(`line \d+ of the flood`), "line # of the flood"},      // lesson 14: where the gap is
	{regexp.MustCompile(`line \d+, next after line \d+`), "line #, next after line #"},
	{regexp.MustCompile(`\d+ clients got it: .*`), "# clients got it: …"},        // lesson 05: how many were quick enough
	{regexp.MustCompile(`(received   \* in the room: ana).*(, fay⏎)`), "$1 …$2"}, // lesson 06: which clients were listed too often
	{regexp.MustCompile(`(on the list, and not in the room: ).*`), "$1…"},        // likewise
	{regexp.MustCompile(`(first guess beyond the limit is that of )\w+`), "${1}somebody"},
	{regexp.MustCompile(`(?m)^( *and then   ).*$`), "$1…"}, // how much came is random
}
