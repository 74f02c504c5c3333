package course

import (
	"path/filepath"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/specimen"
)

// The languages that a lesson can be started in.
const (
	inGo     = "go"
	inPython = "python"
)

// Languages are those that a lesson can be started in. Copies are in the first one if
// nothing else is said.
var Languages = []string{inGo, inPython}

// Language returns the language of the student's copy of a lesson, the first one if there
// is no copy.
func (k Kit) Language(l lesson.Lesson) string {
	if hasServerFile(k.Path(l.Copy())) && exists(filepath.Join(k.Path(l.Copy()), specimen.PythonMain)) {
		return inPython
	}
	return inGo
}

// NextLanguage returns the language in which a student should go on with a lesson: that of
// the last copy before it, or Go if the lesson is not in that language.
func (k Kit) NextLanguage(l lesson.Lesson) string {
	if k.languageBefore(l) == inPython && k.inPython(l) {
		return inPython
	}
	return inGo
}

// OnlyInGo reports whether a student who has worked in Python up to a lesson can't go on with it.
func (k Kit) OnlyInGo(l lesson.Lesson) bool {
	return k.languageBefore(l) == inPython && !k.inPython(l)
}

// languageBefore returns the language of the last copy before a lesson, or Go if there is none.
func (k Kit) languageBefore(l lesson.Lesson) string {
	before := inGo
	for _, other := range lesson.UpTo(l.Number - 1) {
		if k.HasCopy(other) {
			before = k.Language(other)
		}
	}
	return before
}

// Hints returns the hints of a lesson as they read for the language of the student's copy.
func (k Kit) Hints(l lesson.Lesson) []string {
	if k.Language(l) == inPython {
		return l.HintsInPython()
	}
	return l.Hints
}

// HintsAbout returns the hints about what has failed, the smallest first: one for what was seen,
// then the lesson's. For the student's own server they are those of the lesson that the failed
// scenario belongs to.
func (k Kit) HintsAbout(l lesson.Lesson, failed *grade.Result) []string {
	if l.IsOwn() {
		l = lesson.All[0]
		if failed != nil {
			if its, err := lesson.Find(failed.Scenario.Lesson); err == nil {
				l = its
			}
		}
	}
	hints := k.Hints(l)
	if failed != nil && failed.Failure != nil && failed.Scenario.Lesson == l.ID() {
		if first := l.HintFor(failed.Failure.Symptom); first != "" {
			hints = append([]string{first}, hints...)
		}
	}
	return hints
}

// After returns the lesson that follows, or nil. After a copy in Python it is the next one
// that is in Python.
func (k Kit) After(l lesson.Lesson) *lesson.Lesson {
	if l.IsOwn() {
		return nil
	}
	for _, other := range lesson.All {
		if other.Number > l.Number && (k.Language(l) == inGo || k.inPython(other)) {
			return &other
		}
	}
	return nil
}

// inPython reports whether a lesson can be started in Python.
func (k Kit) inPython(l lesson.Lesson) bool {
	_, err := specimen.OfPython(k.Root, l)
	return err == nil
}
