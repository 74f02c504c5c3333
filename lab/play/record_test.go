package play

import "testing"

// TestHiderHidesWholePasswords: a password that begins like another is hidden whole.
func TestHiderHidesWholePasswords(t *testing.T) {
	r := &record{secrets: []string{"kingfish", "kingfisher"}}
	if got := r.hider().Replace("kingfisher, kingfish"); got != "**********, ********" {
		t.Errorf("hidden: %s", got)
	}
}
