package play

import (
	"testing"

	"chatlab/lab/fault"
)

func TestFaultsOfControls(t *testing.T) {
	knobs := func(end string, after int, pairs ...any) Controls {
		c := Controls{Values: map[string]int{}, End: end, After: after}
		for i := 0; i < len(pairs); i += 2 {
			c.Values[pairs[i].(string)] = pairs[i+1].(int)
		}
		return c
	}
	for _, c := range []struct {
		up, down Controls
		want     string
	}{
		{Controls{}, Controls{}, ""},
		{knobs("", 0, "slice", 3), Controls{}, "slice 1..3 to-server"},
		{knobs("", 0, "slice", 3), knobs("", 0, "slice", 3), "slice 1..3"},
		{knobs("", 0, "slice", 3), knobs("", 0, "slice", 2), "slice 1..3 to-server, slice 1..2 to-client"},
		{knobs("", 0, "merge", 500), knobs("", 0, "delay", 50, "merge", 500), "delay 50ms to-client, merge 500ms"},
		{knobs("stall", 0, "merge", 100), knobs("reset", 12), "stall to-server, reset after 12 to-client, merge 100ms to-server"},
		{knobs("limit", 0), knobs("half-close", 0, "bandwidth", 20), "bandwidth 20B/s to-client, limit after 0 to-server, half-close to-client"},
		{knobs("delete", -1, "slice", -3, "delay", 1<<40), Controls{}, "delay 2000ms to-server"},
	} {
		specs, err := Faults(c.up, c.down)
		if got := fault.Words(specs); err != nil || got != c.want {
			t.Errorf("%+v %+v: %q, %v, want %q", c.up, c.down, got, err, c.want)
		}
	}
}

// TestEveryKnobIsAFault: each value of each slider is a fault that there is.
func TestEveryKnobIsAFault(t *testing.T) {
	for _, k := range Knobs {
		for value := k.Step; value <= k.Most; value += k.Step {
			if spec, err := fault.Parse(k.Spelled(value)); err != nil || spec.Kind.Name != k.Name {
				t.Errorf("%s: %v", k.Spelled(value), err)
			}
		}
		if k.Most%k.Step != 0 {
			t.Errorf("%s: its steps do not end at %d", k.Name, k.Most)
		}
	}
}
