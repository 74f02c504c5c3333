package agree

import (
	"testing"

	"chatlab/lab/class"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// TestGradesAgain: a hand-in that has changed is graded again, and no other.
func TestGradesAgain(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	c := newClassroom(t)
	server, given := c.Read("handins/fay/server.py"), c.Read("handins/cem/server.py")
	for name, text := range map[string]string{"ida": server, "jon": server} {
		files := specimen.Files{"chatlab.server": []byte("run python3 server.py {port}\ncore yes\n"), "server.py": []byte(text)}
		if err := files.Write(c.Path("class/"+name), ""); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{"class", "--lesson", "1", "--out", "results"}
	c.grade(t, 0, args...)
	marks := c.marks(t, "results")
	if marks["jon"] != marks["ida"] || marks["ida"] < 5 {
		t.Errorf("marks of two equal hand-ins: %v", marks)
	}
	ida := c.result(t, "ida")
	c.Put("class/jon/server.py", given)
	c.grade(t, 0, args...)
	if again := c.marks(t, "results"); again["jon"] > 2 {
		t.Errorf("a hand-in was changed, and the marks are still %v", again)
	}
	if c.result(t, "ida").Times != ida.Times {
		t.Error("a hand-in that was not changed was graded again")
	}
}

// result is the result of a student, with its times.
func (c classroom) result(t *testing.T, student string) class.Result {
	t.Helper()
	all, err := class.ReadResults(c.Path("results"))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Student.Key == student {
			return r
		}
	}
	t.Fatalf("no result of %s", student)
	return class.Result{}
}
