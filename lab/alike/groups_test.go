package alike

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/class"
)

// classOf makes a class of as many students as the groups have, in lesson "l".
func classOf(groups map[string]int, changed int) (c class.Class) {
	for tokens, n := range groups {
		for i := range n {
			key := fmt.Sprintf("%s%02d", tokens, i)
			m := class.Marked{Result: class.Result{Lesson: "l", Tokens: tokens, Changed: changed}}
			c.Rows = append(c.Rows, class.Row{Student: class.Student{Key: key}, Results: []class.Marked{m}})
		}
	}
	return c
}

func TestGroups(t *testing.T) {
	alone := map[string]int{"a": 2}
	for i := range 30 {
		alone[fmt.Sprint("x", i)] = 1
	}
	for _, c := range []struct {
		what    string
		groups  map[string]int
		changed int
		want    []string
	}{
		{"a pair", alone, Fewest, []string{"2 true"}},
		{"few tokens", alone, Fewest - 1, []string{"2 false"}},
		{"nobody alike", map[string]int{"a": 1, "b": 1}, 500, nil},
		{"a small class", map[string]int{"a": 2, "b": 1}, 500, []string{"2 true"}},
		{"half the class", map[string]int{"a": 20, "b": 2, "c": 18}, 500, []string{"2 true", "20 false", "18 false"}},
		{"no form", map[string]int{"": 5}, 500, nil},
	} {
		var got []string
		for _, g := range Groups(classOf(c.groups, c.changed)) {
			got = append(got, fmt.Sprint(len(g.Students), " ", g.Worth))
			if g.Worth != (g.Why == "") {
				t.Errorf("%s: worth a look: %v, since %q", c.what, g.Worth, g.Why)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, diff)
		}
	}
}
