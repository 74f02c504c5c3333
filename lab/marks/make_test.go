package marks

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"chatlab/lab/class"
)

// secret is part of the name and the texts of every hidden scenario that the tests make.
const secret = "zq_secret"

// began is when all results of the tests began.
var began = time.Date(2026, 11, 30, 1, 2, 3, 0, time.UTC)

// marked is a result with its mark by the usual points and some for hidden scenarios.
func marked(r class.Result) class.Marked {
	points := class.UsualPoints()
	points.Hidden = 3
	r.Times = class.Times{Began: began, Took: 1500 * time.Millisecond}
	return class.Marked{Result: r, Mark: points.Mark(r)}
}

// result is a result of lesson 3 whose scenarios went like this, one letter each: p passed,
// f failed, k trouble of the kit, b trouble of its own, s skipped, r refused by its own server
// file, u not run. Capital letters are hidden scenarios.
func result(how string) class.Result {
	r := class.Result{Lesson: "03-half-a-message", Student: class.Student{Key: "ana_17"}}
	for i, c := range how {
		sc := class.Scenario{ID: fmt.Sprintf("03-half-a-message/n%d", i), Claim: fmt.Sprintf("Claim %d.", i), About: i%2 == 0}
		if c < 'a' {
			sc.ID, sc.Hidden, c = fmt.Sprintf("03-half-a-message/%s%d", secret, i), true, c|0x20
			sc.Claim = secret
		}
		switch c {
		case 'p':
			sc.Verdict = class.Passed
		case 'f':
			sc.Verdict, sc.Expected, sc.Received, sc.So = class.Failed, "[ana] two⏎", "two⏎", "a line came that has none of the forms"
		case 'k':
			sc.Verdict, sc.Trouble = class.Spoiled, &class.Trouble{Kind: "kit", What: "the kit had no folder"}
		case 'b':
			sc.Verdict, sc.Trouble = class.Spoiled, &class.Trouble{Kind: "limit", What: "too much memory"}
		case 's':
			sc.Verdict, sc.Why = class.Skipped, "the system can't"
		case 'r':
			sc.Verdict, sc.Refuses, sc.Why = class.Skipped, true, "without list"
		case 'u':
			sc.Verdict = class.Unrun
		}
		if sc.Hidden {
			sc.Expected, sc.Received, sc.So, sc.Why = secret, secret, secret, secret
			if sc.Trouble != nil {
				sc.Trouble.What = secret
			}
		}
		r.Scenarios = append(r.Scenarios, sc)
	}
	return r
}

// student is a row of one lesson.
func student(name, how string) class.Row {
	m := marked(result(how))
	return class.Row{Student: class.Student{Key: name, Name: name, ID: name + "1", Email: name + "@example.org"}, Results: []class.Marked{m}}
}

// unbuilt is a row whose server does not build.
func unbuilt(name, kind string) class.Row {
	r := result("uuuU")
	r.Trouble = &class.Trouble{Kind: kind, What: "the server does not build", Output: "main.go:1: no\nmain.go:2: no"}
	row := student(name, "")
	row.Results[0] = marked(r)
	return row
}

// refused is a row whose hand-in was refused.
func refused(name string) class.Row {
	r := result("uu")
	r.Refused = &class.Refusal{Reason: "too large", What: "Its files are too large.", Try: "Hand in your source files alone."}
	row := student(name, "")
	row.Results[0] = marked(r)
	return row
}

// classOf is a class of one lesson.
func classOf(rows ...class.Row) class.Class {
	return class.Class{Lessons: []class.Lesson{{ID: "03-half-a-message", Title: "Half a message", Of: 13}}, Rows: rows}
}

// everybody is a class with every kind of row.
func everybody() class.Class {
	missing := class.Row{Student: class.Student{Name: "mia", Email: "mia@example.org"}, Missing: true, Results: make([]class.Marked, 1)}
	notYet := student("nora", "")
	notYet.Results[0] = class.Marked{}
	return classOf(student("ana", "pppPP"), student("bruno", "pfpPF"), student("kim", "pkpK"), unbuilt("ugo", "build"),
		unbuilt("uma", "kit"), refused("rita"), missing, notYet, student("sam", "psprbfS"))
}

// written returns what a format writes.
func written(t *testing.T, f Format, in Input) string {
	t.Helper()
	var text bytes.Buffer
	if in.Getenv == nil {
		in.Getenv = func(name string) string { return classroomEnv[name] }
	}
	if _, err := f.Write(&text, in); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return text.String()
}

// classroomEnv is what Classroom 50's runner sets.
var classroomEnv = map[string]string{
	"CLASSROOM": "net", "ASSIGNMENT": "lab3", "ASSIGNMENT_TYPE": "individual", "OWNER": "ana",
	"SUBMISSION_TAG": "submit/2026-11-30T01-02-03Z-abc", "COMMIT_URL": "https://example.org/c", "RELEASE_URL": "https://example.org/r",
}

// someHow is how the scenarios of some result went.
func someHow(r *rand.Rand) string {
	how := make([]byte, r.IntN(12))
	for i := range how {
		how[i] = "ppppffkbsruPPFKBSRU"[r.IntN(19)]
	}
	return string(how)
}
