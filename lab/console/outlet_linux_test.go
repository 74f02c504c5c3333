package console

import (
	"os"
	"testing"
	"time"
)

// TestProgressStaysAway: no progress may be shown for some time after each write. While the program
// that reads the output has not read everything, none may be shown at all, however long ago we wrote.
func TestProgressStaysAway(t *testing.T) {
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	defer writer.Close()
	out := &outlet{file: writer}
	terminal := &Terminal{Out: out}
	away := func(what string, since time.Time, want bool) {
		t.Helper()
		if !since.IsZero() {
			out.wrote = since
		}
		if got := terminal.away(); got > 0 != want || got > passedOnFor {
			t.Errorf("%s: progress stays away for %v", what, got)
		}
	}
	longAgo := time.Now().Add(-time.Hour)
	away("nothing was written", time.Time{}, false)
	if _, err := out.Write([]byte("a line\n")); err != nil {
		t.Fatal(err)
	}
	away("a line was written", time.Time{}, true)
	away("it is still unread", longAgo, true)
	if _, err := reader.Read(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	away("it has just been read", time.Time{}, true)
	away("it was read long ago", longAgo, false)
}
