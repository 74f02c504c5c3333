package script

import (
	"slices"
	"testing"

	"chatlab/lab/trace"
)

// TestRecordSaysThatTheServerEnded: each time the server ends, the record says so once, with how it
// ended. Of one that was killed that is known already.
func TestRecordSaysThatTheServerEnded(t *testing.T) {
	t.Parallel()
	const ended = trace.ServerEnded + ": exit status 0"
	for steps, want := range map[string][]string{
		"interrupt\nexits 0\nexits\nrestart\ninterrupt\nexits\n": {"interrupted", ended, trace.ServerStarted, "interrupted", ended},
		"interrupt\nexits 7\n": {"interrupted", ended},
		"crash\nexits\n":       {trace.ServerKilled},
	} {
		sc, err := scenario(t, "# A test.\nserver\n"+steps)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range Run(t.Context(), sc, reference(), Options{}).Log.All() {
			if e.Kind == trace.Server {
				got = append(got, e.Note)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: of the server it says %q, want %q", steps, got, want)
		}
	}
}
