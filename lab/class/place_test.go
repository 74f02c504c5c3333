package class

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var people = Roster{People: []Person{
	{Name: "Ana Maria Silva", ID: "s1", Login: "asilva", Email: "ana@x.edu", Also: []string{"101"}},
	{Name: "Núñez O’Brien, José", ID: "s2", Email: "jose@x.edu"},
	{Name: "Kim Lee", ID: "s3", Email: "kim1@x.edu"},
	{Name: "Lee, Kim", ID: "s4", Email: "kim2@x.edu"},
	{Name: "Groß, Jürgen", ID: "77"},
	{Name: "An Asilva", ID: "s6"},
	{Name: "Lia Rocha", Email: "lia@x.edu"},
}}

// TestFind: each of these is one person, or nobody can be sure.
func TestFind(t *testing.T) {
	index := people.Index()
	for _, c := range []struct {
		s    Student
		want string // an ID, or part of why not
	}{
		{Student{Name: "Silva, Ana Maria"}, "s1"},
		{Student{Name: "ANA MARIA SILVA"}, "s1"},
		{Student{Name: "silvaanamaria", ID: "101"}, "s1"}, // Canvas
		{Student{Name: "mariasilvaana"}, "s1"},            // Canvas, with two last names
		{Student{Name: "asilva"}, "s1"},                   // a folder named after a login
		{Student{Name: "ana@x.edu"}, "s1"},
		{Student{Name: "somebody else", ID: "S1"}, "s1"}, // a roster may not know every name
		{Student{Name: "Ana Maria Silva", ID: "4711"}, "s1"},
		{Student{Name: "Jose Nunez OBrien"}, "s2"},
		{Student{Name: "Jose Nunez O‘Brien"}, "s2"},
		{Student{Name: "Jose Nunez Oʼbrien"}, "s2"},
		{Student{Name: "Jose Nunez O`Brien"}, "s2"},
		{Student{Name: "Jose\u0301 Nu\u0301n\u0303ez O'Brien"}, "s2"},
		{Student{Name: "JURGEN GROSS"}, "77"},
		{Student{Name: "Kim Lee", ID: "s4"}, "s4"}, // the number decides between namesakes
		{Student{Name: "Kim Lee"}, "this may be Kim Lee (s3) or Lee, Kim (s4)"},
		{Student{Name: "Ana Silva"}, "does not have this student"},
		{Student{Name: "Ana Maria Silva", ID: "77", Platform: "Moodle"}, "its number says Groß, Jürgen (77), and its name Ana Maria Silva (s1)"},
		{Student{Name: ""}, "does not have this student"},
		{Student{Name: "---"}, "does not have this student"},
	} {
		at, why := index.Find(c.s)
		if at >= 0 {
			why = people.People[at].ID
		}
		if at >= 0 && why != c.want || !strings.Contains(why, c.want) {
			t.Errorf("%+v: %q, want %q", c.s, why, c.want)
		}
	}
}

// TestPlace: everybody gets a row, in the order of names, and what is not certain is told and
// left as it is.
func TestPlace(t *testing.T) {
	result := []Marked{{Result: Result{Lesson: "03-half-a-message"}, Mark: Mark{Got: 1, Of: 2}}}
	var rows []Row
	for _, s := range []Student{
		{Key: "zed", Name: "Zed"}, {Key: "jose_9", Name: "Jose Nunez OBrien", ID: "9", Platform: "Moodle"}, {Key: "kim", Name: "Kim Lee"},
		{Key: "ana.zip", Name: "Ana Maria Silva"}, {Key: "asilva", Name: "asilva"}, {Key: "juergen", Name: "Jürgen Groß"},
		{Key: "lia_12", Name: "Lia Rocha", ID: "12", Platform: "Moodle"}, // 12 is Moodle's number for this assignment only
	} {
		rows = append(rows, Row{Student: s, Results: result})
	}
	placed, notes := people.Place(rows, 1)
	var got []string
	for _, r := range placed {
		line := strings.Join([]string{r.Student.Key, r.Student.Name, r.Student.ID, r.Student.Email}, "|")
		if r.Missing {
			line += " missing"
		}
		if r.Missing == r.Results[0].Graded() || len(r.Results) != 1 {
			t.Errorf("%s has %d results", line, len(r.Results))
		}
		got = append(got, line)
	}
	want := []string{
		"|An Asilva|s6| missing", "ana.zip|Ana Maria Silva||", "asilva|asilva||", "juergen|Groß, Jürgen|77|",
		"|Kim Lee|s3|kim1@x.edu missing", "kim|Kim Lee||", "|Lee, Kim|s4|kim2@x.edu missing", "lia_12|Lia Rocha||lia@x.edu", "jose_9|Núñez O’Brien, José|s2|jose@x.edu", "zed|Zed||",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantNotes := []string{
		"Ana Maria Silva: several hand-ins: ana.zip and asilva; keep one",
		"kim: this may be Kim Lee (s3) or Lee, Kim (s4)",
		"zed: the roster does not have this student",
	}
	if diff := cmp.Diff(wantNotes, notes); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if rows[1].Student.Name != "Jose Nunez OBrien" {
		t.Error("the caller's rows changed")
	}
}

// TestKnowsNobody: a roster without what the hand-ins are called says once what it lacks, and not
// of each hand-in that it is unknown.
func TestKnowsNobody(t *testing.T) {
	r, err := ReadRoster("roster.csv", []byte("Section;Nachname;Vorname\nA;Silva;Ana\nA;Lima;Bea\n"))
	if err != nil {
		t.Fatal(err)
	}
	rows := []Row{{Student: Student{Key: "u77", Name: "u77"}}, {Student: Student{Key: "u78", Name: "u78"}}}
	placed, notes := r.Place(rows, 0)
	want := []string{`the roster knows none of the hand-ins, of which one is called "u77". It was read from its columns Nachname, Vorname. Add a column with the heading login, email or id that has such words`}
	if diff := cmp.Diff(want, notes); diff != "" || len(placed) != 4 {
		t.Errorf("%d rows (-want +got):\n%s", len(placed), diff)
	}
}
