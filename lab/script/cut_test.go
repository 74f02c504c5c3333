package script

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestWhatIsShownHasWholeCharacters: a line too long to show is cut between characters.
func TestWhatIsShownHasWholeCharacters(t *testing.T) {
	for shift := range utf8.UTFMax {
		long := strings.Repeat("x", shift) + strings.Repeat("🦆", maxShown)
		shown, why := begun(long)
		line := lineAt("before\n"+long+"secret"+long+"\nbehind", len("before\n"+long))
		for _, text := range []string{shown, line} {
			if !utf8.ValidString(text) || len(text) > maxShown || len(text) < maxShown-2*utf8.UTFMax {
				t.Errorf("shifted by %d: %d bytes, %q", shift, len(text), text)
			}
		}
		if !strings.Contains(why, "bytes") || !strings.Contains(line, "secret") {
			t.Errorf("%q, %q", why, line)
		}
	}
}

// TestShortShowsTheMark: the record of a failed step shows the place where a long line goes wrong.
func TestShortShowsTheMark(t *testing.T) {
	same := strings.Repeat("0123456789", 100)
	f := Failure{Expected: Evidence{Data: Bytes(same + "abc\n")}, Received: Evidence{Data: Bytes(same + "xyz\n")}, Mark: len(same)}
	expected, received, _ := strings.Cut(f.Short(), "\n")
	if !strings.HasSuffix(expected, `abc⏎" (1004 bytes)`) || !strings.HasSuffix(received, `xyz⏎" (1004 bytes)`) || len(received) > 2*mostTold {
		t.Errorf("the record says\n%s", f.Short())
	}
}

// TestShortShowsAccents: é as one character and é as two look alike, so the record of a failed step
// shows the difference.
func TestShortShowsAccents(t *testing.T) {
	f := Failure{Expected: Evidence{Data: "caf\u00e9\n"}, Received: Evidence{Data: "cafe\u0301\n"}, Mark: 3}
	if got, want := f.Short(), "expected \"caf\u00e9\\n\"\nreceived \"cafe\\u0301\\n\""; got != want {
		t.Errorf("the record says %q, want %q", got, want)
	}
}
