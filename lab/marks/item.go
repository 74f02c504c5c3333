package marks

import (
	"fmt"
	"strings"

	"chatlab/lab/class"
	"chatlab/lab/layout"
)

// An item is what a student is told of a scenario.
type item struct {
	class.Portion
	id, claim string
	verdict   class.Verdict
	is        string // the outcome, in words
	hidden    bool
	open      bool // it could not be judged, through no fault of the student
	scored    bool // it takes part in the points
	text      string
}

// hiddenID is the id of the item that stands for all hidden scenarios.
const hiddenID = "hidden scenarios"

// items returns an item for each scenario of a result.
func items(m class.Marked) []item {
	all := make([]item, 0, len(m.Scenarios))
	for i, p := range m.Mark.Portions() {
		sc, part := m.Scenarios[i], m.Mark.Parts[i]
		all = append(all, item{
			Portion: p, id: line(sc.ID), claim: line(sc.Claim), verdict: sc.Verdict, is: m.Is(sc), hidden: sc.Hidden,
			open: part.Open, scored: !part.Open && (sc.Verdict != class.Skipped || sc.Refuses),
			text: about(sc, part),
		})
	}
	return all
}

// shownItems is items for places where students see all of them: the hidden ones are one, and
// the last.
func shownItems(m class.Marked) []item {
	var shown, hidden []item
	for _, it := range items(m) {
		if it.hidden {
			hidden = append(hidden, it)
		} else {
			shown = append(shown, it)
		}
	}
	if len(hidden) > 0 {
		shown = append(shown, together(hidden))
	}
	return shown
}

// together makes one item of hidden ones. It names none of them.
func together(hidden []item) item {
	sum := item{id: hiddenID, claim: "Scenarios that you do not see.", verdict: class.Passed}
	passed, judged := 0, 0
	for _, it := range hidden {
		sum.Got, sum.Of = sum.Got+it.Got, sum.Of+it.Of
		sum.open, sum.scored = sum.open || it.open, sum.scored || it.scored
		if it.scored {
			judged++
		}
		if it.verdict == class.Passed {
			passed++
		}
	}
	sum.text = passedOf(passed, judged, "hidden scenario")
	switch {
	case judged == 0 && sum.open:
		sum.verdict = class.Spoiled
	case judged == 0:
		sum.verdict = class.Skipped
	case passed < judged:
		sum.verdict = class.Failed
	}
	sum.is = class.Result{}.Is(class.Scenario{Verdict: sum.verdict})
	return sum
}

// passedOf says how many scenarios have passed, of those that count.
func passedOf(passed, judged int, what string) string {
	if judged == 0 {
		return "no " + what + " counts"
	}
	return fmt.Sprintf("%d of %s passed", passed, layout.Count(judged, what))
}

// told is what a student reads of the scenario: what must hold, and what was seen.
func (it item) told() string { return short(strings.TrimSpace(it.claim+"\n"+it.text), maxText) }

// about says what a scenario's verdict alone does not.
func about(sc class.Scenario, part class.Part) string {
	var lines []string
	say := func(label, text string) {
		if text = clean(text); text != "" {
			lines = append(lines, label+strings.ReplaceAll(text, "\n", "\n  "))
		}
	}
	if sc.Verdict == class.Failed {
		say("expected  ", sc.Expected)
		say("received  ", sc.Received)
		say("so        ", sc.So)
	}
	if sc.Trouble != nil {
		say("", sc.Trouble.What)
		say("", sc.Trouble.Output)
	}
	say("", part.Why)
	return short(strings.Join(lines, "\n"), maxText)
}

// whole says what happened to a hand-in as a whole. It is empty if its scenarios say
// everything.
func whole(m class.Marked) string {
	var lines []string
	say := func(text string) {
		if text = clean(text); text != "" {
			lines = append(lines, text)
		}
	}
	switch {
	case !m.Graded():
		say("This is not graded yet.")
	case m.Refused != nil:
		say("The hand-in was " + class.IsRefused + ": " + m.Refused.What)
		say("What to do: " + m.Refused.Try)
	case m.Trouble != nil:
		say("The server " + m.Trouble.Is() + ": " + m.Trouble.What)
		say(m.Trouble.Output)
	}
	if heading, lines := m.Without(); heading != "" {
		say(heading + "\n" + strings.Join(lines, "\n"))
	}
	if m.Mark.Open {
		say("Not everything could be judged. This is not your fault, and costs no points. The hand-in will be graded again.")
	}
	return short(strings.Join(lines, "\n"), maxReport)
}

// report is whole for all lessons of a student, with their points.
func report(r class.Row) string {
	var parts []string
	for _, m := range r.Results {
		text := whole(m)
		if m.Graded() {
			text = strings.TrimSpace(fmt.Sprintf("%s: %s points\n%s", line(m.Lesson), m.Mark, text))
		}
		parts = append(parts, text)
	}
	return short(strings.Join(parts, "\n\n"), maxReport)
}

// judged reports whether a student has points that may be told to a platform: all of the
// results are there, and something in them counts.
func judged(r class.Row) bool {
	_, of, open := r.Total()
	return of > 0 && !open && !r.Missing
}
