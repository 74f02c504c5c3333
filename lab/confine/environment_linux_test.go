package confine

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/program"
)

// TestEnvironment: a program gets what it needs, and nothing that the teacher has set for
// other programs.
func TestEnvironment(t *testing.T) {
	for name, value := range map[string]string{"AWS_SECRET_ACCESS_KEY": "s", "SSH_AUTH_SOCK": "/run/agent", "LD_PRELOAD": "", "LC_ALL": "C.UTF-8", "NAME_TIME": "1"} {
		t.Setenv(name, value)
	}
	dir := t.TempDir()
	s := Spec{Read: []string{os.Args[0]}, Write: []string{dir}, Path: []string{"/opt/first"}, Env: []string{"MORE=1"}}
	lines := strings.Split(run(t, dir, &s, "prints its variables").Output, "\n")
	var names []string
	for _, line := range lines {
		name, _, _ := strings.Cut(line, "=")
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{program.Mark, "HOME", "LC_ALL", "MORE", "NAME_TIME", "PATH", "PWD", "TMPDIR"}
	got := slices.DeleteFunc(names, func(name string) bool { return name == "LANG" || name == "LANGUAGE" || name == "TZ" }) // as this machine has them
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	for _, line := range []string{"HOME=" + dir, "TMPDIR=" + dir, "PATH=/opt/first:" + os.Getenv("PATH")} {
		if !slices.Contains(lines, line) {
			t.Errorf("%s is not in %q", line, lines)
		}
	}
}

// useSettings does what servers do with the files of their settings.
func useSettings() {
	history := os.Getenv("HISTORY")
	_, accounts := os.ReadFile(os.Getenv("ACCOUNTS"))
	_, key := os.ReadFile(os.Getenv("TLS_KEY"))
	fmt.Println(accounts, key, os.WriteFile(history+".new", nil, 0o600), os.Rename(history+".new", history))
}

// TestSettings: a server may use the files that its settings name.
func TestSettings(t *testing.T) {
	files, other := t.TempDir(), t.TempDir()
	for _, name := range []string{"accounts", "key.pem"} {
		if err := os.WriteFile(filepath.Join(other, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("HISTORY", filepath.Join(files, "chat.log"))
	t.Setenv("ACCOUNTS", filepath.Join(other, "accounts"))
	t.Setenv("TLS_KEY", filepath.Join(other, "key.pem"))
	modes(t, func(t *testing.T, s *Spec) {
		if r := run(t, t.TempDir(), s, "uses settings"); r.Output != "<nil> <nil> <nil> <nil>" {
			t.Errorf("%+v", r)
		}
	})
}

func workWithoutEnd() {
	for {
	}
}

// TestProcessorTime: a program that works too long is ended.
func TestProcessorTime(t *testing.T) {
	s := Spec{Read: []string{os.Args[0]}, Write: []string{Here}, Limits: Limits{Processor: time.Second}}
	if r := run(t, t.TempDir(), &s, "works without end"); r.How != "signal: killed" && !strings.HasPrefix(r.How, "signal: cpu") {
		t.Errorf("%+v", r)
	}
}

// BenchmarkStart measures what confinement adds to a start and an end.
func BenchmarkStart(b *testing.B) {
	for name, s := range map[string]*Spec{
		"free":  nil,
		"alone": {Read: []string{os.Args[0]}, Write: []string{Here}, Limits: Usual, Alone: true},
		"whole": {Read: []string{os.Args[0]}, Write: []string{Here}, Limits: Usual},
	} {
		b.Run(name, func(b *testing.B) {
			c := program.Command{Args: []string{"/bin/true"}, Dir: b.TempDir()}
			if s != nil {
				c = Command(c, *s)
			}
			for b.Loop() {
				p, err := program.Run(b.Context(), c, program.Options{})
				if err != nil {
					b.Fatal(err)
				}
				p.AwaitEnd(b.Context())
			}
		})
	}
}
