package story

import (
	"strings"
	"testing"

	"chatlab/lab/hunt"
)

// TestHuntIsSpelled: the commands of a finding run the same server, with the same seed, crowd
// and operations.
func TestHuntIsSpelled(t *testing.T) {
	ops := []hunt.Op{{Number: 3}, {Number: 9}}
	left := hunt.Finding{Case: hunt.Case{Seed: 28, Ops: ops, Only: []int{3, 9}}, Drawn: 170}
	all := hunt.Finding{Case: hunt.Case{Seed: 28, Ops: ops, Only: []int{3, 9}}, Drawn: 2}
	after := left
	after.Case.Before = []hunt.Case{{Seed: 27}}
	asked := Hunt{Of: "work/14-a-thousand", First: 20, Clients: 7, Profile: "wifi"}
	for _, c := range []struct {
		what string
		got  []string
		want string
	}{
		{"search", asked.Search(200), "sim --of work/14-a-thousand --seed 20 --seeds 200 --clients 7 --profile wifi"},
		{"one seed", Hunt{First: 20}.Search(1), "sim --seed 20"},
		{"as found", asked.AsFound(left), "sim --of work/14-a-thousand --seed 28 --clients 7 --profile wifi --shrink=false"},
		{"again, shrunk", asked.Again(left), "sim --of work/14-a-thousand --seed 28 --clients 7 --profile wifi --only 3,9"},
		{"again, whole", asked.Again(all), "sim --of work/14-a-thousand --seed 28 --clients 7 --profile wifi"},
		{"again, after others", asked.Again(after), "sim --of work/14-a-thousand --seeds 9 --seed 20 --clients 7 --profile wifi"},
		{"a mutant", Hunt{Mutant: "m", Race: true}.Again(all), "sim --mutant m --seed 28 --race"},
	} {
		if got := strings.Join(c.got, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
