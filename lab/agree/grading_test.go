package agree

import (
	"flag"
	"testing"
)

var grading = flag.Bool("grading", false, "run also the tests that grade hand-ins as engines and platforms do, and the forged records; they take minutes")

// takesGrading skips a test that builds the kit, or a simulator, several times over. Together
// with all others in this package, it would take longer than the ten minutes that Go allows.
// .ci/run has a step for these.
func takesGrading(t *testing.T) {
	t.Helper()
	if !*grading {
		t.Skip("it takes minutes; run it with -grading")
	}
}
