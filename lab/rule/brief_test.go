package rule

import (
	"strings"
	"testing"
)

// TestBriefHasWholeCharacters: brief cuts a long line between characters.
func TestBriefHasWholeCharacters(t *testing.T) {
	for shift := range 4 {
		text := brief(strings.Repeat("x", shift) + strings.Repeat("🦆", 100))
		if strings.Contains(text, `\x`) || !strings.Contains(text, "🦆") {
			t.Errorf("shifted by %d: %s", shift, text)
		}
	}
}
