package script

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/sockets"
)

// TestFloodEndsOnceTheServerHoldsTooMuch: with --until-held, an endless flood sends no more than
// it takes to see that the server holds too much.
func TestFloodEndsOnceTheServerHoldsTooMuch(t *testing.T) {
	if runtime.GOOS != "linux" || sockets.Blind() {
		t.Skip("this system does not show what a server holds")
	}
	for limit, want := range map[string]string{"1KB": heldTooMuch, "1000MB": allOfIt} {
		o := play(t, "server\njoin ana\nflood --endless --until-held "+limit+" ana 3MB", 1)
		at := slices.IndexFunc(o.Steps, func(s Step) bool { return strings.HasPrefix(s.Source, flood.Name) })
		if !strings.HasSuffix(o.Steps[at].Detail, want) {
			t.Errorf("until it holds %s: %q, want it to end with %q", limit, o.Steps[at].Detail, want)
		}
	}
}
