//go:build race

package agree

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/hunt"
	"chatlab/lab/sandbox"
)

// TestOneHashWithAndWithoutRace: a seed gives the same run with and without the race
// detector, although that is slower and schedules differently. The test needs both
// programs, so it runs only with -race.
func TestOneHashWithAndWithoutRace(t *testing.T) {
	hashes := map[bool][]string{}
	for _, race := range []bool{false, true} {
		server, err := grade.BuiltReference(sandbox.Clone(t).Root, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		builder := sandbox.Clone(t).Builder(t.TempDir())
		builder.Race = race
		worker, err := builder.Worker(t.Context(), server)
		if err != nil {
			t.Fatal(err)
		}
		pool := hunt.NewPool(t.Context(), worker)
		defer pool.Close()
		for seed := range uint64(30) {
			o, err := pool.Run(t.Context(), hunt.Case{Seed: seed})
			if err != nil {
				t.Fatal(err)
			}
			hashes[race] = append(hashes[race], o.Hash)
		}
	}
	if diff := cmp.Diff(hashes[false], hashes[true]); diff != "" {
		t.Errorf("the runs differ (-without +with):\n%s", diff)
	}
}
