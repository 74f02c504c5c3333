package script

import (
	"strings"
	"testing"

	"chatlab/lab/lesson"
)

// TestOfMany: of several failed clients the first is reported, or one that explains the
// others.
func TestOfMany(t *testing.T) {
	quiet, outside := lesson.Nothing, lesson.Backlog
	for _, c := range []struct {
		symptoms []lesson.Symptom // "": the client did not fail
		told     lesson.Symptom
		note     string
	}{
		{[]lesson.Symptom{"", quiet, lesson.Reset}, quiet, "this happened to 2 of 3 clients; this is the first of them"},
		{[]lesson.Symptom{quiet, "", outside, outside}, outside, "this happened to 3 of 4 clients; this is one of them"},
		{[]lesson.Symptom{outside, quiet}, outside, "this happened to 2 of 2 clients; this is the first of them"},
	} {
		var errs []error
		for _, symptom := range c.symptoms {
			if symptom == "" {
				errs = append(errs, nil)
				continue
			}
			errs = append(errs, &Failure{Symptom: symptom})
		}
		f, ok := ofMany(errs).(*Failure)
		if !ok || f.Symptom != c.told || !strings.Contains(f.Note, c.note) {
			t.Errorf("%q: %+v, want %q, %q", c.symptoms, f, c.told, c.note)
		}
	}
	f := ofMany([]error{&Failure{absent: []string{"b"}}, nil, &Failure{absent: []string{"d"}}}).(*Failure)
	f.addNote("more")
	if got := []string{f.Who(), f.NoteBesideWho(), f.Short()}; got[0] != "2 of 3 clients: b and d" || got[1] != "more" || !strings.HasSuffix(got[2], "\nthis happened to 2 of 3 clients") {
		t.Errorf("who and what else: %q", got)
	}
	if err := ofMany([]error{nil, nil}); err != nil {
		t.Errorf("of those who were served: %v", err)
	}
}
