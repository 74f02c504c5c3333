package trace

import (
	"testing"
	"time"
)

// TestRemark: a note of a remark is read as it was written, and no other note is a remark.
func TestRemark(t *testing.T) {
	for note, want := range map[string]Remark{
		"1.066123s ago, after 800ms: 800 ms are over": {1066123 * time.Microsecond, 800 * time.Millisecond, "800 ms are over"},
		"0s ago: ana1 has the name: it is given":      {0, 0, "ana1 has the name: it is given"},
	} {
		if got, ok := ParseRemark(note); !ok || got != want || got.String() != note {
			t.Errorf("ParseRemark(%q) = %+v, %v; want %+v", note, got, ok, want)
		}
	}
	for _, note := range []string{"", "1s ago", "-1s ago: x", "1s ago, after -2s: x", "1s ago, after x: x", "1000ms ago: x", "x ago: x"} {
		if got, ok := ParseRemark(note); ok {
			t.Errorf("ParseRemark(%q) = %+v", note, got)
		}
	}
}
