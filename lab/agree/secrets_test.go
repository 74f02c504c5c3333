package agree

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// TestNoPasswordIsWritten makes servers fail the scenarios about passwords in ways that
// show them. One server logs them. Then it looks for passwords in all output and files:
// stories, reports, traces, pictures, captures.
func TestNoPasswordIsWritten(t *testing.T) {
	t.Parallel()
	share.Costly(t)
	dir := sandbox.Copy(t)
	inside := func(args ...string) string {
		out, _ := sandbox.Command(t, dir, args...).CombinedOutput() // most of them fail
		return string(out)
	}
	for _, reveals := range []string{"seen_on_the_wire", "not_seen_with_tls"} {
		if err := os.Remove(filepath.Join(dir, "scripts", "13-who-are-you", reveals+".txtar")); err != nil {
			t.Fatal(err)
		}
	}
	inside("start", "13")
	copied := filepath.Join(dir, "work", "13-who-are-you", "server")
	for _, fault := range []struct{ file, old, new string }{
		{"accounts.go", `"why", string(code))`, `"why", string(code), "password", line)`},
		{"accounts.go", `c.answer(wire.Refusal(code, err.Error()))`, `c.answer(wire.Refusal(code, line))`},
	} {
		file := filepath.Join(copied, fault.file)
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(text, []byte(fault.old)) {
			t.Fatalf("%s has no %q: %v", file, fault.old, err)
		}
		if err := os.WriteFile(file, bytes.Replace(text, []byte(fault.old), []byte(fault.new), 1), 0o666); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"check", "13", "--run", "*_*", "--all"}, {"check", "13", "--run", "*_*", "--json"}} {
			out := inside(args...)
			if !strings.Contains(out, "****") {
				t.Errorf("with %q: %v shows no password, masked: there is nothing to be seen here\n%s", fault.new, args, out)
			}
			noSecret(t, strings.Join(args, " ")+" with "+fault.new, []byte(out))
		}
	}
	looked := 0
	filepath.WalkDir(filepath.Join(dir, "work", ".lab"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		noSecret(t, path, text)
		looked++
		return nil
	})
	if looked < 6 {
		t.Errorf("only %d files were written", looked)
	}
}

func noSecret(t *testing.T, where string, text []byte) {
	t.Helper()
	for _, secret := range []string{"kingfisher", "nightjar"} {
		if at := bytes.Index(text, []byte(secret)); at >= 0 {
			t.Errorf("%s has the password %s: …%s", where, secret, text[max(0, at-200):min(len(text), at+50)])
		}
	}
}
