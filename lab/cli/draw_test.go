package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/console"
)

const smallTrace = `chatlab trace 1
0.001000000 #1 - step "" "say ana hello"
0.001042375 ana > data "hello\n"
0.001142375 bruno < data "[ana] hello\n"
`

// TestDraw: each form goes to the right place and has the right content.
func TestDraw(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.trace")
	if err := os.WriteFile(file, []byte(smallTrace), 0o666); err != nil {
		t.Fatal(err)
	}
	beside := strings.TrimSuffix(file, ".trace")
	for _, c := range []struct{ flags, to, begins string }{
		{"", "", "              ana"},
		{"--text --client bruno", "", "             bruno"},
		{"--html", beside + ".html", "<!DOCTYPE html>"},
		{"--svg", beside + ".svg", "<svg "},
		{"--pcapng", beside + ".pcapng", "\x0a\x0d\x0d\x0a"},
		{"--svg --out " + beside + "2.svg", beside + "2.svg", "<svg "},
		{"--svg --out -", "", "<svg "},
	} {
		var out, errs strings.Builder
		args := append([]string{"draw", file}, strings.Fields(c.flags)...)
		if status := run(t.Context(), args, &console.Terminal{In: strings.NewReader(""), Out: &out, Err: &errs}); status != 0 {
			t.Errorf("draw %s: status %d: %s", c.flags, status, &errs)
			continue
		}
		got := out.String()
		if c.to != "" {
			if strings.TrimSpace(got) != c.to {
				t.Errorf("draw %s says %q, want %s", c.flags, got, c.to)
			}
			text, err := os.ReadFile(c.to)
			if err != nil {
				t.Fatal(err)
			}
			got = string(text)
		}
		if !strings.HasPrefix(got, c.begins) {
			t.Errorf("draw %s begins %.40q, want %q", c.flags, got, c.begins)
		}
	}
}

func TestDrawIsUsedWrongly(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{
		"good.trace":   smallTrace,
		"cut.trace":    smallTrace[:len(smallTrace)-3],
		"binary.trace": "\x00\xff\x7fELF",
		"empty.trace":  "",
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	for _, c := range []struct {
		line, want string
		status     int
	}{
		{"draw", "draw needs a trace", ExitUsage},
		{"draw none.trace", "there is no file none.trace", ExitFailed},
		{"draw cut.trace", "cut.trace:4: a quoted field does not end", ExitFailed},
		{"draw binary.trace", "binary.trace:1: not a trace", ExitFailed},
		{"draw empty.trace", "empty.trace:1: not a trace", ExitFailed},
		{"draw good.trace --html --svg", "choose one form", ExitUsage},
		{"draw good.trace --client zoe", "--client zoe: the trace has no such connection; it has: ana, bruno", ExitUsage},
		{"draw good.trace --open", "--open needs a file", ExitUsage},
		{"draw good.trace --svg --out no/such/x", "no/such/x: no such file", ExitFailed},
	} {
		var out, errs strings.Builder
		status := run(t.Context(), strings.Fields(c.line), &console.Terminal{In: strings.NewReader(""), Out: &out, Err: &errs})
		if status != c.status || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%s: status %d, %q; want %d and %q", c.line, status, &errs, c.status, c.want)
		}
	}
}
