package sheet

import (
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// advice is what to try after a failure: a hint, and commands of the lab with what each is for.
type advice struct {
	Hint     string
	Commands []grade.Advice
	Read     string
}

// adviceOn returns the advice of a story on the same failure, when a student works in a clone. It
// is empty for scenarios of no lesson of the kit.
func adviceOn(sc class.Scenario, in class.Lesson) (a advice) {
	folder, name, _ := strings.Cut(sc.ID, "/")
	of, err := lesson.Find(folder)
	mending, errIn := lesson.Find(in.ID)
	if err != nil || errIn != nil {
		return advice{}
	}
	r := grade.Result{
		Scenario: script.Scenario{Lesson: of.ID(), Name: name, Claim: sc.Claim, Clauses: sc.Clauses},
		Lesson:   of,
		Outcome:  script.Outcome{Failure: &script.Failure{Symptom: lesson.Symptom(sc.Symptom)}},
	}
	if of.ID() != mending.ID() {
		r.Along = &mending
	}
	for _, one := range (story.Style{System: "linux"}).Advice(r) {
		if one.Label == "read" {
			a.Read = one.Text
		} else {
			a.Commands = append(a.Commands, one)
		}
	}
	a.Hint = of.HintFor(lesson.Symptom(sc.Symptom))
	if a.Hint == "" && len(mending.Hints) > 0 {
		a.Hint = mending.Hints[0]
	}
	return a
}
