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
	asked := Asked{Of: "work/14-a-thousand", First: 20, Clients: 7, Profile: "wifi"}
	left := Found{Asked: asked, Finding: hunt.Finding{Case: hunt.Case{Seed: 28, Ops: ops, Only: []int{3, 9}}, Drawn: 170}}
	all := left
	all.Drawn = 2
	mutant := all
	mutant.Asked = Asked{Mutant: "m", Race: true}
	after := left
	after.Case.Before = []hunt.Case{{Seed: 27}}
	for _, c := range []struct {
		what string
		got  []string
		want string
	}{
		{"search", Search(asked, 200), "sim --of work/14-a-thousand --seed 20 --seeds 200 --clients 7 --profile wifi"},
		{"one seed", Search(Asked{First: 20}, 1), "sim --seed 20"},
		{"as found", AsFound(left), "sim --of work/14-a-thousand --seed 28 --clients 7 --profile wifi --shrink=false"},
		{"again, shrunk", AgainFound(left), "sim --of work/14-a-thousand --seed 28 --clients 7 --profile wifi --only 3,9"},
		{"again, whole", AgainFound(all), "sim --of work/14-a-thousand --seed 28 --clients 7 --profile wifi"},
		{"again, after others", AgainFound(after), "sim --of work/14-a-thousand --seeds 9 --seed 20 --clients 7 --profile wifi"},
		{"a mutant", AgainFound(mutant), "sim --mutant m --seed 28 --race"},
	} {
		if got := strings.Join(c.got, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.what, got, c.want)
		}
	}
}
