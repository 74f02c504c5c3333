package script

import (
	"testing"

	"chatlab/lab/dialect"
)

// TestGreeted: a client does not answer before the server asks. A prompt may come a moment
// after the banner above it.
func TestGreeted(t *testing.T) {
	for _, c := range []struct {
		came           string
		plain, prompts bool
	}{
		{"", false, false},
		{"Welcome.\r\n", true, false},
		{"Welcome.\r\nName: ", true, true},
		{"Name: ", true, true},
	} {
		for prompt, want := range map[bool]bool{false: c.plain, true: c.prompts} {
			in := inbox{dialect: &dialect.Dialect{Prompt: prompt}}
			in.add([]byte(c.came))
			if got := in.greeted(); got != want {
				t.Errorf("after %q, of a server that prompts (%v): %v, want %v", c.came, prompt, got, want)
			}
		}
	}
}
