package sheet

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/wholefile"
)

// The files of a student's folder, and those of each scenario.
const (
	feedbackPage = "index.html"
	feedbackText = "feedback.txt"
	storyFile    = "story.txt"
	pictureFile  = "picture.html"
	captureFile  = "capture.pcapng"
)

// folderOf is a student's folder below that of the results, with slashes.
func folderOf(s class.Student) string { return "feedback/" + s.Key }

// Feedback writes what a student gets to read into the student's folder below that of the
// results: index.html, and the same as feedback.txt. A student who handed nothing in gets
// none.
//
// They say nothing about other students, nothing about hidden scenarios but how many passed,
// and nothing that is for the teacher. Secret are texts that must not appear, such as paths of
// this machine; the folder of the results, the one for temporary files and the home of the user
// are among them.
func Feedback(results string, lessons []class.Lesson, r class.Row, secret ...string) error {
	if r.Missing {
		return nil
	}
	if key := r.Student.Key; !fs.ValidPath(key) || key == "." || strings.Contains(key, "/") {
		return fmt.Errorf("feedback: %q is not a name for a folder", key)
	}
	own := filepath.Join(results, filepath.FromSlash(folderOf(r.Student)))
	if err := os.MkdirAll(own, 0o777); err != nil {
		return err
	}
	f := feedbackOf(lessons, r, newCensor(append(secret, placesOf(results)...)))
	for name, write := range map[string]func(io.Writer) error{feedbackPage: f.html, feedbackText: f.plain} {
		if err := wholefile.Replace(filepath.Join(own, name), 0o666, write); err != nil {
			return err
		}
	}
	return nil
}

// feedback is what a student gets to read.
type feedback struct {
	look
	Student string
	Got, Of string
	Open    bool
	Lessons []lessonFeedback
}

// lessonFeedback is a lesson of it.
type lessonFeedback struct {
	ID, Title    string
	Got, Of      string // empty if it is not graded
	Open         bool
	Stopped      *stopped // nothing was judged
	Own          []string // lines of the student's server file
	Without      string   // how many files were left out; empty if none was
	LeftOut      []string // the first of them
	Failed       []scenarioFeedback
	Others       []scenarioFeedback
	Hidden       int // scenarios that are not shown
	HiddenPassed int
}

// stopped is why nothing of a lesson was judged.
type stopped struct{ Word, What, Try, Output string }

// scenarioFeedback is a scenario of it.
type scenarioFeedback struct {
	ID, Claim              string
	About                  bool
	Class, Sign, Word      string
	Got, Of, Why           string
	Expected, Received, So string
	Trouble, Output        string
	Advice                 advice
	Files                  []link
}

func feedbackOf(lessons []class.Lesson, r class.Row, hide censor) feedback {
	got, of, open := r.Total()
	f := feedback{
		look:    newLook(file("common.css")+file("feedback.css"), ""),
		Student: shownName(r.Student.Name),
		Got:     class.Shown(got), Of: class.Shown(of), Open: open,
	}
	for i, l := range lessons {
		if i < len(r.Results) {
			f.Lessons = append(f.Lessons, lessonFeedbackOf(l, r.Results[i], r.Student, hide))
		}
	}
	return f
}

func lessonFeedbackOf(l class.Lesson, m class.Marked, s class.Student, hide censor) lessonFeedback {
	f := lessonFeedback{ID: shown(l.ID), Title: shown(l.Title), Open: m.Mark.Open}
	if !m.Graded() {
		return f
	}
	f.Got, f.Of = class.Shown(m.Mark.Got), class.Shown(m.Mark.Of)
	for _, line := range m.Own {
		f.Own = append(f.Own, hide.from(line))
	}
	heading, lines := m.Without()
	f.Without = heading
	for _, line := range lines {
		f.LeftOut = append(f.LeftOut, hide.from(line))
	}
	switch {
	case m.Refused != nil:
		f.Stopped = &stopped{"The hand-in was " + class.IsRefused, hide.from(m.Refused.What), hide.from(m.Refused.Try), ""}
	case m.Trouble != nil:
		f.Stopped = &stopped{"The server " + m.Trouble.Is(), hide.from(class.Sentence(m.Trouble.What)), "", shownEnd(hide.Replace(m.Trouble.Output))}
	}
	portions := m.Mark.Portions()
	for i, sc := range m.Scenarios {
		if sc.Hidden {
			f.Hidden++
			if sc.Verdict == class.Passed {
				f.HiddenPassed++
			}
			continue
		}
		if f.Stopped != nil {
			continue
		}
		one := scenarioFeedbackOf(m.Result, sc, l, s, hide)
		if i < len(m.Mark.Parts) {
			one.Got, one.Of, one.Why = portions[i].Got.String(), portions[i].Of.String(), hide.from(m.Mark.Parts[i].Why)
		}
		if sc.Verdict == class.Failed {
			f.Failed = append(f.Failed, one)
		} else {
			f.Others = append(f.Others, one)
		}
	}
	f.arrange()
	return f
}

// arrange brings what the lesson is about to the front, and says each hint once.
func (f *lessonFeedback) arrange() {
	slices.SortStableFunc(f.Failed, func(a, b scenarioFeedback) int {
		switch {
		case a.About == b.About:
			return 0
		case a.About:
			return -1
		}
		return 1
	})
	said := map[string]bool{}
	for i := range f.Failed {
		if a := &f.Failed[i].Advice; said[a.Hint] {
			a.Hint = ""
		} else {
			said[a.Hint] = true
		}
	}
}

func scenarioFeedbackOf(r class.Result, sc class.Scenario, l class.Lesson, s class.Student, hide censor) scenarioFeedback {
	f := scenarioFeedback{
		ID: hide.from(sc.ID), Claim: hide.from(sc.Claim), About: sc.About,
		Class: signs[sc.Verdict].Class, Sign: signs[sc.Verdict].Sign, Word: r.Is(sc),
		Expected: hide.from(sc.Expected), Received: hide.from(sc.Received), So: hide.from(sc.So),
	}
	if sc.Verdict == class.Failed {
		f.Advice = adviceOn(sc, l)
	}
	if t := sc.Trouble; t != nil {
		f.Trouble, f.Output = hide.from(t.What), shownEnd(hide.Replace(t.Output))
	}
	if below, ok := strings.CutPrefix(sc.Files, folderOf(s)+"/"); ok {
		for text, name := range map[string]string{"story": storyFile, "picture": pictureFile, "capture": captureFile} {
			if to := linkTo(below, name); to != "" {
				f.Files = append(f.Files, link{text, to})
			}
		}
		slices.SortFunc(f.Files, func(a, b link) int { return strings.Compare(b.Text, a.Text) }) // story first
	}
	return f
}

func (f feedback) html(w io.Writer) error { return templates().ExecuteTemplate(w, "feedback.html", f) }

// A censor takes texts out that must not appear.
type censor struct{ *strings.Replacer }

// newCensor returns a censor of secrets. Very short ones would take out half of a text.
func newCensor(secret []string) censor {
	slices.SortFunc(secret, func(a, b string) int { return len(b) - len(a) }) // a longer one first
	var pairs []string
	for _, s := range secret {
		if s = strings.TrimRight(s, `/\`); len(s) > 1 {
			pairs = append(pairs, s, "…", filepath.ToSlash(s), "…")
		}
	}
	return censor{strings.NewReplacer(pairs...)}
}

// from returns a text without secrets, as pages show it.
func (c censor) from(text string) string { return shown(c.Replace(text)) }

// placesOf returns folders of this machine that no student has to know.
func placesOf(results string) []string {
	places := []string{results, os.TempDir()}
	if all, err := filepath.Abs(results); err == nil {
		places = append(places, all)
	}
	if home, err := os.UserHomeDir(); err == nil {
		places = append(places, home)
	}
	return places
}
