package grade

import (
	"strings"
	"testing"

	"chatlab/lab/script"
)

// TestLongestFirst: over all lessons, scenarios that name the longest times begin first.
// Those that name no time keep their order.
func TestLongestFirst(t *testing.T) {
	scenario := func(name string, lines ...string) script.Scenario {
		sc := script.Scenario{Name: name}
		for _, source := range lines {
			sc.Lines = append(sc.Lines, script.Line{Source: source})
		}
		return sc
	}
	jobs := []Job{
		{Scenarios: []script.Scenario{
			scenario("none", "say ana 's10s of 5 seconds'"), // a text that is no time does not count
			scenario("sum", "net ana delay 600ms to-server", "quiet ana 600ms"),
			scenario("none either", "join ana"),
		}},
		{Scenarios: []script.Scenario{scenario("long", "send --pause 1.5s ana 'a' 'b'"), scenario("short", "quiet ana 1s")}},
	}
	var got strings.Builder
	for _, e := range longestFirst(jobs) {
		got.WriteString(jobs[e.job].Scenarios[e.scenario].Name + ", ")
	}
	if want := "long, sum, short, none, none either, "; got.String() != want {
		t.Errorf("begun in the order %q, not %q", got.String(), want)
	}
}
