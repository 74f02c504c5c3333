package handin

import (
	"strings"
	"testing"
)

// TestRoom: nothing is judged on a disk that is nearly full. A system that does not say how full
// it is stops nobody.
func TestRoom(t *testing.T) {
	has := func(bytes uint64, known bool) Disk { return func(string) (uint64, bool) { return bytes, known } }
	if err := has(LeastRoom-1, true).Room("here"); err == nil || !strings.Contains(err.Error(), "the disk with here has only 63 MB left") {
		t.Errorf("nearly full: %v", err)
	}
	for name, disk := range map[string]Disk{"enough": has(LeastRoom, true), "it does not say": has(0, false)} {
		if err := disk.Room("here"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
