package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"chatlab/lab/console"
	"chatlab/lab/doctor"
)

// TestDoctor: a machine that runs the kit's tests has everything that the kit needs.
func TestDoctor(t *testing.T) {
	status, out, err := lab(t, "doctor", "--json")
	var report struct {
		OK     bool
		Checks []doctor.Check
	}
	if bad := json.Unmarshal([]byte(out), &report); bad != nil || !report.OK || len(report.Checks) == 0 || status != 0 || err != "" {
		t.Errorf("status %d, %v, err %q, out %s", status, bad, err, out)
	}
}

func TestDoctorTells(t *testing.T) {
	well := doctor.Check{Name: "go", State: doctor.Fine, Found: "here"}
	hint := doctor.Check{Name: "nc", State: doctor.Hint, Found: "gone", Do: "do without"}
	ill := doctor.Check{Name: "loopback", State: doctor.Missing, Found: "broken", Do: "mend it"}
	for _, c := range []struct {
		checks []doctor.Check
		asJSON bool
		status int
		want   string
	}{
		{[]doctor.Check{well, hint}, false, 0, "✓ go              here\n! nc              gone\n                  → do without\n\nThis machine has all that the kit needs.\n"},
		{[]doctor.Check{well, ill}, false, ExitFailed, "✗ loopback        broken\n                  → mend it\n\nThe kit needs what is marked ✗: 1 missing.\n"},
		{[]doctor.Check{hint}, true, 0, `"ok": true`},
		{[]doctor.Check{ill}, true, ExitFailed, `"state": "missing"`},
	} {
		var out strings.Builder
		err := tellChecks(&console.Terminal{Out: &out}, c.checks, c.asJSON)
		status := 0
		if exit, ok := err.(exitError); ok {
			status = exit.status
		}
		if status != c.status || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v: status %d, %s\nwant %d, %s", c.checks, status, &out, c.status, c.want)
		}
	}
}
