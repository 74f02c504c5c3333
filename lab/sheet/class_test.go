package sheet

import (
	"fmt"
	"math/rand/v2"

	"chatlab/lab/class"
	"chatlab/lab/lesson"
)

// madeClass makes a class of that many students, each with scenarios of lesson 3, in which
// everything happens that may happen to a hand-in.
func madeClass(students, scenarios int) class.Class {
	l := lesson.All[2]
	random := rand.New(rand.NewPCG(1, 2))
	c := class.Class{Lessons: []class.Lesson{{ID: l.ID(), Title: l.Title, Of: 10}}, Notes: []string{"a hand-in that the roster does not know: somebody.zip"}}
	for i := range students {
		name := fmt.Sprintf("%s %s", []string{"Ana", "Bruno", "Çağla", "Dmitri", "Эля", "Fatima al-Zahra", "ゆき", "עדי"}[i%8], []string{"Sousa", "Lima", "Öztürk", "Okafor", "van der Berg"}[i/8%5])
		s := class.Student{Key: fmt.Sprintf("%s-sousa-lima-%05d", "ana", i), Name: name, ID: fmt.Sprint(20260000 + i), Platform: "Moodle"}
		row := class.Row{Student: s, Missing: i%25 == 24}
		m := class.Marked{}
		if !row.Missing {
			m = class.Marked{Result: madeResult(random, l, s, i, scenarios)}
			m.Mark = class.UsualPoints().Mark(m.Result)
		}
		row.Results = []class.Marked{m}
		c.Rows = append(c.Rows, row)
	}
	return c
}

func madeResult(random *rand.Rand, l lesson.Lesson, s class.Student, i, scenarios int) class.Result {
	r := class.Result{Version: class.Version, Student: s, Lesson: l.ID(), Tokens: fmt.Sprint("form", i/12), Changed: 120,
		Held: []class.Bound{{Name: "reads no other files", Held: true, How: "Landlock, version 7"}, {Name: "no network outside", Held: i%40 != 3, How: "a network namespace"}, {Name: "memory", Held: false, How: "no cgroup here"}}}
	if i%12 > 1 {
		r.Tokens = fmt.Sprint("own", i)
	}
	switch i % 25 {
	case 5:
		r.Refused = &class.Refusal{Reason: "too large", What: "It has 3,000 files; at most 2,000 are read.", Try: "Hand in your source files alone."}
	case 11:
		r.Trouble = &class.Trouble{Kind: "build", What: "The server does not build.", Output: "# chat\n./main.go:12:2: undefined: bufio\n./main.go:14:9: too many errors\n"}
	case 7:
		r.Notes, r.Own = []string{"go.mod: require"}, []string{"lacks /who"}
		r.LeftOut, r.AllLeftOut = []string{"a.exe: it is a compiled program; hand in its source"}, 2
	}
	for k := range scenarios {
		r.Scenarios = append(r.Scenarios, madeScenario(random, l, s, r, k))
	}
	return r
}

// madeScenario makes how a scenario went: four of ten failed. The last two are hidden.
func madeScenario(random *rand.Rand, l lesson.Lesson, s class.Student, r class.Result, k int) class.Scenario {
	name := []string{"split_write", "two_in_one", "crlf", "empty_line", "many_in_one_write"}[k%5]
	if k >= 5 {
		name += fmt.Sprint("_", k)
	}
	sc := class.Scenario{ID: l.ID() + "/" + name, Claim: "Two messages that arrive in one read are two lines.", Verdict: class.Passed, About: k%4 == 0, Clauses: []string{"P2"}, Hidden: k >= 18}
	sc.Files = fmt.Sprintf("feedback/%s/%s/%s", s.Key, l.ID(), name)
	if sc.Hidden {
		sc.Files = fmt.Sprintf("hidden/%s/%s/%s", s.Key, l.ID(), name)
	}
	switch n := random.IntN(100); {
	case r.Refused != nil || r.Trouble != nil:
		sc.Verdict, sc.Files = class.Unrun, ""
	case n < 35+k:
		sc.Verdict, sc.Expected, sc.Received = class.Failed, "[ana] two⏎", "two⏎"
		sc.So, sc.Symptom = "a line came that has none of the forms of the protocol", "formless"
		if n%3 == 0 {
			sc.Expected, sc.Received, sc.So, sc.Symptom = "[ana] hello⏎ within 2 s", "nothing", "nothing came", "nothing"
		}
	case n < 40+k:
		sc.Verdict, sc.Why, sc.Refuses = class.Skipped, "its server file says that it lacks this", true
	case n < 42+k:
		sc.Verdict, sc.Trouble = class.Spoiled, &class.Trouble{Kind: "port", What: "The port was taken by another program."}
	}
	return sc
}
