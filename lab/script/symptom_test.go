package script

import (
	"strings"
	"testing"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// TestSymptoms: what a client has received, with the line at which a step
// fails in < >, and what that looks like.
func TestSymptoms(t *testing.T) {
	for _, c := range []struct {
		expects  string // empty: nothing
		received string
		want     lesson.Symptom
	}{
		{"hello world", "<[ana] hello>|[ana] world", lesson.HalfALine},
		{"hello world", "<[ana] world>", lesson.HalfALine},
		{"hello world", "[ana] hello|<[ana] world>", lesson.HalfALine},
		{"two", "[ana] one|<[ana] one>|[ana] two", lesson.Doubled},
		{"one", "<[ana] two>|[ana] one", lesson.OutOfOrder},
		{"one", "<[ana] two>", ""},
		{"two", "[ana] one|<two>", lesson.Foreign},
		{"", "<[ana] one>", lesson.Foreign},
		{"", "[ana] one|<[ana] one>", lesson.Doubled},
		{"", "<* ana joined>", ""},
	} {
		d := &dialect.Dialect{}
		client := &client{s: &session{dialect: d}, inbox: inbox{dialect: d}}
		client.inbox.add([]byte(strings.NewReplacer("<", "", ">", "", "|", "\n").Replace(c.received) + "\n"))
		var at int
		for i, word := range strings.Split(c.received, "|") {
			if strings.HasPrefix(word, "<") {
				at = i
			}
		}
		expected := words("nothing more for bruno")
		if c.expects != "" {
			expected = client.s.chatLine("ana", c.expects)
		}
		if got := client.symptomOf(expected, client.inbox.lines[at]); got != c.want {
			t.Errorf("expecting %q, at %s: symptom %q, want %q", c.expects, c.received, got, c.want)
		}
	}
}

// TestSymptomsOfDialects: half a line is seen however the server words a line.
func TestSymptomsOfDialects(t *testing.T) {
	d, err := dialect.Parse(strings.NewReader("chat ^(?P<name>\\w+): (?P<text>.*)$\n"))
	if err != nil {
		t.Fatal(err)
	}
	client := &client{s: &session{dialect: d}, inbox: inbox{dialect: d}}
	client.inbox.add([]byte("ana: hel\n"))
	if got := client.symptomOf(client.s.chatLine("ana", "hello"), client.inbox.lines[0]); got != lesson.HalfALine {
		t.Errorf("symptom %q", got)
	}
}
