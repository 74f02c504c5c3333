package sheet

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/class"
)

// given writes a student's feedback, and returns its files by their names.
func given(t *testing.T, lessons []class.Lesson, r class.Row, secret ...string) map[string]string {
	t.Helper()
	results, files := t.TempDir(), map[string]string{}
	if err := Feedback(results, lessons, r, secret...); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(results, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(filepath.Join(results, "feedback", r.Student.Key), path)
		files[filepath.ToSlash(name)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestFeedbackTells: the folder has marks with reasons, what failed, and what to try.
func TestFeedbackTells(t *testing.T) {
	c := madeClass(12, 20)
	files := given(t, c.Lessons, c.Rows[0])
	if len(files) != 2 {
		t.Errorf("the folder has %d files, want 2", len(files))
	}
	for name, text := range files {
		for _, want := range []string{
			"Feedback for ", "Ana Sousa", "5.6 of 10 points", "failed", "two⏎", "a line came that has none of the forms of the protocol",
			"go tool lab check 3 --run ", "go tool lab hint 3 --symptom formless", "docs/03-half-a-message.md, and P2 in docs/protocol.md",
			"The line that came has no name before it.", "03-half-a-message/many_in_one_write/story.txt", "03-half-a-message/many_in_one_write/capture.pcapng",
			"it earns nothing", "2 scenarios that are not shown: 0 passed",
		} {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), want) {
				t.Errorf("%s lacks %q", name, want)
			}
		}
		if strings.Count(text, "The line that came has no name before it.") != 1 {
			t.Errorf("%s says a hint several times", name)
		}
	}
	for i, want := range map[int]string{5: "The hand-in was refused\x00It has 3,000 files", 11: "The server did not build\x00undefined: bufio", 7: "left out: 2\x00a.exe: it is a compiled program; hand in its source\x00and 1 more"} {
		for name, text := range given(t, c.Lessons, c.Rows[i]) {
			for want := range strings.SplitSeq(want, "\x00") {
				if !strings.Contains(text, want) {
					t.Errorf("%s of row %d lacks %q", name, i, want)
				}
			}
		}
	}
}

// TestFeedbackLinks: each link leads to a file beside the page.
func TestFeedbackLinks(t *testing.T) {
	c := madeClass(2, 20)
	c.Rows[0].Results[0].Scenarios[0].Files = c.Rows[1].Results[0].Scenarios[0].Files // of somebody else
	c.Rows[0].Results[0].Scenarios[1].Files = "feedback/" + c.Rows[0].Student.Key + "/../x"
	page := given(t, c.Lessons, c.Rows[0])[feedbackPage]
	n := 0
	for _, part := range strings.Split(page, `href="`)[1:] {
		to, _, _ := strings.Cut(part, `"`)
		if !strings.HasPrefix(to, "03-half-a-message/") || strings.Contains(to, "..") {
			t.Errorf("a link leads to %q", to)
		}
		n++
	}
	if want := (18 - 2) * 3; n != want {
		t.Errorf("%d links, want %d", n, want)
	}
}

// The secrets of TestFeedbackKeepsSecrets.
const secret = "SECRET"

// secretClass is a class in which everything that the first student must not see has secret in
// it.
func secretClass(results string) class.Class {
	c := madeClass(30, 20)
	c.Notes = []string{secret + " note"}
	for i := range c.Rows {
		r := &c.Rows[i]
		m := &r.Results[0]
		m.Key, m.Hash, m.Tokens, m.Notes = secret, secret, secret, []string{secret}
		m.Held = []class.Bound{{Name: secret, How: secret}}
		if i > 0 {
			r.Student = class.Student{Key: secret + fmt.Sprint(i), Name: secret, ID: secret, Email: secret}
		}
		for k := range m.Scenarios {
			if sc := &m.Scenarios[k]; sc.Hidden || i > 0 {
				*sc = class.Scenario{ID: secret + "/" + secret, Claim: secret, Verdict: class.Failed, Hidden: true, About: true, Expected: secret, Received: secret, So: secret,
					Why: secret, Symptom: secret, Files: "feedback/" + c.Rows[0].Student.Key + "/" + secret, Trouble: &class.Trouble{Kind: secret, What: secret, Output: secret}}
			}
		}
	}
	first := &c.Rows[0].Results[0]
	for _, path := range []string{results + "/" + secret, filepath.Join(os.TempDir(), secret), "/home/SECRET/hidden"} {
		first.Scenarios[0].Received += path
		first.Scenarios[0].Expected += path
		first.Scenarios[0].So += path
		first.Own = append(first.Own, path)
		first.Scenarios[1].Trouble = &class.Trouble{Kind: "kit", What: path, Output: path}
	}
	first.Scenarios[0].Verdict, first.Scenarios[1].Verdict = class.Failed, class.Spoiled
	first.Mark = class.UsualPoints().Mark(first.Result)
	return c
}

// TestFeedbackKeepsSecrets: a student's folder has nothing of other students, of hidden scenarios,
// and of the teacher's machine, whatever became of the hand-in.
func TestFeedbackKeepsSecrets(t *testing.T) {
	for _, stop := range []func(*class.Result){
		func(*class.Result) {},
		func(r *class.Result) { r.Refused = &class.Refusal{Reason: "x", What: "/home/SECRET/hidden"} },
		func(r *class.Result) {
			r.Trouble = &class.Trouble{Kind: "build", What: "/home/SECRET", Output: "/home/SECRET/hidden/x.go:1"}
		},
	} {
		c := secretClass("/srv/class/results")
		stop(&c.Rows[0].Results[0].Result)
		for name, text := range given(t, c.Lessons, c.Rows[0], "/srv/class/results/"+secret, filepath.Join(os.TempDir(), secret), "/home/SECRET") {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("%s has a secret: %q", name, text[max(0, at-100):min(len(text), at+50)])
			}
			if !strings.Contains(text, "2 scenarios that are not shown: 0 passed") {
				t.Errorf("%s does not say how many scenarios are not shown", name)
			}
		}
	}
}

// TestFeedbackHidesPlaces: without being asked, feedback names no folder of this machine.
func TestFeedbackHidesPlaces(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	c := madeClass(1, 3)
	c.Rows[0].Results[0].Own = []string{"run " + filepath.Join(home, "x"), "run " + filepath.Join(os.TempDir(), "y")}
	for name, text := range given(t, c.Lessons, c.Rows[0]) {
		if strings.Contains(text, home) || strings.Contains(text, filepath.Join(os.TempDir(), "y")) {
			t.Errorf("%s names a folder of this machine", name)
		}
		if strings.Count(text, "run …") != 2 {
			t.Errorf("%s lacks what is around it", name)
		}
	}
}

func TestHostileFeedback(t *testing.T) {
	c := hostileClass()
	for _, r := range c.Rows {
		for name, text := range given(t, c.Lessons, r) {
			if name == feedbackPage {
				checkHarmless(t, name, text, 0)
			} else {
				checkVisible(t, name, text)
			}
		}
	}
}

// TestFeedbackStaysInItsFolder: a key that is not a name for a folder is an error. Who handed nothing
// in gets no folder.
func TestFeedbackStaysInItsFolder(t *testing.T) {
	c := madeClass(25, 2)
	results := t.TempDir()
	for _, key := range []string{"", ".", "..", "../x", "a/b", "/x"} {
		c.Rows[0].Student.Key = key
		if err := Feedback(results, c.Lessons, c.Rows[0]); err == nil {
			t.Errorf("%q is taken for a folder", key)
		}
	}
	if err := Feedback(results, c.Lessons, c.Rows[24]); err != nil {
		t.Error(err)
	}
	if made, _ := os.ReadDir(results); len(made) != 0 {
		t.Errorf("%v was made", made)
	}
}

// TestFeedbackAddsUp: the points of scenarios are as on every platform, and add up to the mark.
func TestFeedbackAddsUp(t *testing.T) {
	r := class.Result{Lesson: "03-half-a-message"}
	for _, name := range []string{"a", "b", "c"} {
		r.Scenarios = append(r.Scenarios, class.Scenario{ID: "03-half-a-message/" + name, Verdict: class.Passed, About: true})
	}
	row := class.Row{Student: class.Student{Key: "ana"}, Results: []class.Marked{{Result: r, Mark: class.UsualPoints().Mark(r)}}}
	text := given(t, []class.Lesson{{ID: r.Lesson, Of: 8}}, row)[feedbackText]
	for points, times := range map[string]int{"2.67 of 2.67": 2, "2.66 of 2.66": 1, "8 of 8": 2} {
		if n := strings.Count(text, points); n != times {
			t.Errorf("%s is there %d times, want %d:\n%s", points, n, times, text)
		}
	}
}
