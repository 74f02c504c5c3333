package agree

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/class"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// A classroom is hand-ins of lesson 1, beside a sandbox.
type classroom struct {
	sandbox.Sandbox
	handIns string
}

// newClassroom makes hand-ins: ana has mended it, bea has handed it in as it was given, cem in
// Python, dan's does not build, and eli's is no archive.
func newClassroom(t *testing.T) classroom {
	t.Helper()
	s := sandbox.New(t)
	c := classroom{s, filepath.Join(s.Root, "handins")}
	l, err := lesson.Find("1")
	if err != nil {
		t.Fatal(err)
	}
	mended, err := specimen.Mended(s.Root, l)
	if err != nil {
		t.Fatal(err)
	}
	given, err := specimen.Of(s.Root, l)
	if err != nil {
		t.Fatal(err)
	}
	inPython, err := specimen.OfPython(s.Root, l)
	if err != nil {
		t.Fatal(err)
	}
	fix, err := specimen.PythonFix(s.Root, l)
	if err == nil {
		inPython, err = inPython.With(fix)
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]specimen.Files{
		"ana": mended, "bea": given,
		"cem": {
			"server.py":      []byte(s.Read("testdata/broken/python/01-one-at-a-time/server.py")),
			"chatlab.server": []byte("run python3 server.py {port}\n"),
		},
		"fay": {
			"server.py":      inPython[specimen.PythonMain],
			"chatlab.server": []byte("run python3 server.py {port}\ncore yes\n"),
		},
		"dan": {"main.go": []byte("package main\n\nfunc main() { no such thing }\n")},
	} {
		if err := files.Write(filepath.Join(c.handIns, name), "chatlab/"+l.Copy()); err != nil {
			t.Fatal(err)
		}
	}
	c.Put("handins/eli.rar", "Rar!\x1a\x07")
	return c
}

// grade runs lab grade, which must end with that status.
func (c classroom) grade(t *testing.T, status int, args ...string) (out string) {
	t.Helper()
	got, out, err := c.Lab(append([]string{"grade"}, args...)...)
	if got != status {
		t.Fatalf("lab grade %q ended with %d and not %d:\n%s%s", args, got, status, out, err)
	}
	return out
}

// results are those of a folder, without times and without what a failed scenario expected and
// received: of twenty callers that a server does not serve, any may be the first to be told.
func (c classroom) results(t *testing.T, dir string) []class.Result {
	t.Helper()
	all, err := class.ReadResults(c.Path(dir))
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		all[i].Times = class.Times{}
		for j := range all[i].Scenarios {
			sc := &all[i].Scenarios[j]
			sc.Expected, sc.Received, sc.So, sc.Symptom = "", "", "", ""
		}
	}
	return all
}

func (c classroom) marks(t *testing.T, dir string) map[string]float64 {
	t.Helper()
	all := map[string]float64{}
	for _, r := range c.results(t, dir) {
		m := class.UsualPoints().Mark(r)
		if m.Of != 10 || m.Open {
			t.Errorf("%s: %+v", r.Student.Key, m)
		}
		all[r.Student.Key] = m.Got
	}
	return all
}

// TestGradesAClass: a class gets its marks. A second run has nothing to do. Two shards, merged
// in any order, are the same as one run. Hidden scenarios are in no student's folder.
func TestGradesAClass(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	share.Costly(t)
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	c := newClassroom(t)
	hidden := "# Nobody is to see this claim.\nclause P1\nserver\njoin ana\n"
	if err := os.MkdirAll(c.Path("secret/01-one-at-a-time"), 0o777); err != nil {
		t.Fatal(err)
	}
	c.Put("secret/01-one-at-a-time/never_to_be_told.txtar", hidden)
	args := []string{c.handIns, "--lesson", "1", "--scripts", "secret"}
	c.grade(t, 0, append(args, "--out", "whole")...)
	marks := c.marks(t, "whole")
	if marks["ana"] != 10 || marks["bea"] > 2 || marks["bea"] == 0 || marks["cem"] > 2 || marks["dan"] != 0 || marks["eli"] != 0 || marks["fay"] >= 10 || marks["fay"] < 5 || len(marks) != 6 {
		t.Errorf("marks: %v", marks)
	}
	before := c.Read("whole/" + class.ResultsFile)
	c.grade(t, 0, append(args, "--out", "whole")...)
	if after := c.Read("whole/" + class.ResultsFile); after != before {
		t.Errorf("a second run has changed the results:\n%s", cmp.Diff(before, after))
	}
	c.grade(t, 0, append(args, "--out", "whole", "--again", "dan")...)
	if diff := cmp.Diff(regexp.MustCompile(`"times":.*`).ReplaceAllString(before, ""), regexp.MustCompile(`"times":.*`).ReplaceAllString(c.Read("whole/"+class.ResultsFile), "")); diff != "" || c.Read("whole/"+class.ResultsFile) == before {
		t.Errorf("--again: %s", diff)
	}
	c.Put("whole/"+class.ResultsFile, strings.Replace(before, `"kind":"build"`, `"kind":"kit"`, 1))
	c.grade(t, 0, append(args, "--out", "whole")...)
	if dan := c.results(t, "whole")[3]; dan.Trouble.Kind != "build" {
		t.Errorf("a result that was not final was not made again: %+v", dan.Trouble)
	}
	c.grade(t, 0, append(args, "--out", "one", "--shard", "1/2")...)
	c.grade(t, 0, append(args, "--out", "two", "--shard", "2/2")...)
	c.grade(t, 0, "merge", "two", "one", "--out", "merged")
	if diff := cmp.Diff(c.results(t, "whole"), c.results(t, "merged")); diff != "" {
		t.Errorf("two shards (+) and one run (-) differ:\n%s", diff)
	}
	c.grade(t, 0, "diff", "whole", "merged")
	c.noneTells(t, "whole/feedback", "never_to_be_told", "Nobody is to see", "secret", c.Root)
	if dan := c.results(t, "whole")[3]; !strings.Contains(dan.Trouble.Output, "main.go:3") {
		t.Errorf("what the compiler says: %+v", dan.Trouble)
	}
}

// noneTells looks for words in all files of a folder.
func (c classroom) noneTells(t *testing.T, dir string, words ...string) {
	t.Helper()
	files := 0
	err := filepath.WalkDir(c.Path(dir), func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(file)
		for _, word := range words {
			if bytes.Contains(text, []byte(word)) || strings.Contains(filepath.Base(file), word) {
				t.Errorf("%s has %q", file, word)
			}
		}
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files: %v", files, err)
	}
}
