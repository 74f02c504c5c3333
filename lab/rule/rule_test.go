package rule

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/lesson"
	"chatlab/lab/trace"
)

// late is a lesson after all that teach a rule.
const late = 100

// record reads a conversation from lines such as "ana > text". Each is one event, and \n
// marks the end of a line. "fin" and "reset" are ends.
func record(t *testing.T, talk string) Record {
	t.Helper()
	var r Record
	var events []trace.Event
	over := map[string]bool{}
	for line := range strings.Lines(talk) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(words) < 3 {
			continue
		}
		e := trace.Event{Conn: words[0], Dir: map[string]trace.Dir{">": trace.ToServer, "<": trace.ToClient, ">>": trace.FarToServer, "<<": trace.FarToClient}[words[1]], Kind: trace.Data}
		switch words[2] {
		case "fin":
			e.Kind, over[e.Conn] = trace.Fin, true
		case "reset":
			e.Kind, over[e.Conn] = trace.Reset, true
		case "flood":
			e.Note = "flood"
		case string(trace.StopsReading):
			e = trace.StopsReading.Of(e.Conn)
		default:
			e.Data = []byte(strings.ReplaceAll(words[2], `\n`, "\n"))
		}
		events = append(events, e)
	}
	r.Log, r.Until = trace.NewLog(events), len(events)
	for _, name := range r.Log.Conns() {
		if !over[name] {
			r.Settled = append(r.Settled, name)
		}
	}
	return r
}

const joined = `
	ana < Hello! Your name?\n
	ana > ana\n
	ana < * in the room: \n
	bruno < Hello! Your name?\n
	bruno > bruno\n
	bruno < * in the room: ana\n
	ana < * bruno joined\n
`

// broken returns the names of the rules that a conversation breaks.
func broken(t *testing.T, talk string) []string {
	t.Helper()
	_, all := Judge(record(t, talk), late)
	var names []string
	for _, v := range all {
		if !slices.Contains(names, v.Rule.Name) {
			names = append(names, v.Rule.Name)
		}
	}
	return names
}

// TestRulesAreBroken: each rule is broken by a conversation that breaks no other rule.
func TestRulesAreBroken(t *testing.T) {
	killed := map[string]bool{}
	for _, c := range breaks {
		killed[c.rule] = true
		if diff := cmp.Diff([]string{c.rule}, broken(t, c.talk)); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s", c.rule, diff, c.talk)
		}
	}
	for _, r := range All() {
		if !killed[r.Name] && !r.Crowd { // crowd_test.go tests those
			t.Errorf("no conversation breaks %s: add one to breaks in talks_test.go", r.Name)
		}
	}
}

// TestRulesSayWhatABreakMeans: a reader learns more of a broken rule than its name, and that something
// did not come.
func TestRulesSayWhatABreakMeans(t *testing.T) {
	for _, r := range All() {
		if says := r.Symptom.Says(); r.Means == "" && (says == "" || r.Symptom == lesson.Nothing) {
			t.Errorf("%s: nothing says what a break of it means: set Symptom, if it always looks the same, or Means", r.Name)
		}
	}
}

// TestRulesHold: a conversation that is correct, or can't be judged, breaks no rule.
func TestRulesHold(t *testing.T) {
	for name, talk := range holds {
		if got := broken(t, talk); got != nil {
			t.Errorf("%s: %v\n%s", name, got, talk)
		}
	}
}

// TestNothingIsGuessed: a line that may still be on its way is not lost.
func TestNothingIsGuessed(t *testing.T) {
	r := record(t, joined+`ana > x\n`)
	for name, change := range map[string]func(*Record){
		"said after the point": func(r *Record) { r.Until-- },
		"a frozen listener":    func(r *Record) { r.Settled = []string{"ana"} },
		"a speaker in between": func(r *Record) { r.Settled = []string{"bruno"} },
		"an unseen speaker":    func(r *Record) { r.Unseen = []string{"ana"} },
	} {
		known := r
		change(&known)
		if _, all := Judge(known, late); len(all) > 0 {
			t.Errorf("%s: %+v", name, all)
		}
	}
	if _, all := Judge(r, late); len(all) != 1 || !strings.Contains(fmt.Sprint(all), `ana said "x", and bruno never heard it`) {
		t.Errorf("%+v", all)
	}
}

// TestLessonsComeFirst: no rule judges before its lesson has taught it.
func TestLessonsComeFirst(t *testing.T) {
	if judged, _ := Judge(record(t, joined), 2); len(judged) > 0 {
		t.Errorf("in lesson 2: %v", judged)
	}
	for _, r := range All() {
		talk := record(t, joined)
		if r.Crowd {
			talk.Observer = "ana"
		}
		judged, _ := Judge(talk, r.from()-1)
		after, _ := Judge(talk, r.from())
		is := func(other Rule) bool { return other.Name == r.Name }
		if slices.ContainsFunc(judged, is) || !slices.ContainsFunc(after, is) {
			t.Errorf("%s is not judged from lesson %d on", r.Name, r.from())
		}
	}
}
