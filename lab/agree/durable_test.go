package agree

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// TestDurableInACopy: no check can see whether a server waits for its disk. So students of
// lesson 12 copy one of our tests into their server and run it. This test does what the
// page says, with servers that don't wait and with one that does.
func TestDurableInACopy(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	sandbox.OfContent(t)
	l, err := lesson.Find("12")
	if err != nil {
		t.Fatal(err)
	}
	root := sandbox.Clone(t).Root
	broken, err := specimen.Of(root, l)
	if err != nil {
		t.Fatal(err)
	}
	mended, err := specimen.Mended(root, l)
	if err != nil {
		t.Fatal(err)
	}
	copies, tests := durableCommands(t, l)

	changed := func(from, to string) specimen.Files {
		files, err := mended.With(patch.Patch{Changes: []patch.Change{{File: "server/history/commit.go", Old: []byte(from), New: []byte(to)}}})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	for name, c := range map[string]struct {
		files specimen.Files
		right bool
	}{
		"broken":           {broken, false},
		"mended":           {mended, true},
		"without its sync": {changed("\tif err := l.file.Sync(); err != nil {\n", "\tif err := error(nil); err != nil {\n"), false},
		"shown, then kept": {changed("\terr := l.write(entries)\n", "\tfor _, e := range entries {\n\t\tl.show(e)\n\t}\n\terr := l.write(entries)\n"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said, err := holdAgainst(t, c.files, l, copies, tests)
			switch {
			case c.right && (err != nil || !strings.HasPrefix(said, "ok") || strings.Contains(said, "no tests")):
				t.Errorf("it waits for the disk, and the test says %s", said)
			case !c.right && (err == nil || !strings.Contains(said, "is shown before it is durable")):
				t.Errorf("it does not wait for the disk, and the test says %s", said)
			}
		})
	}
}

// durableCommands returns what the page says to copy, and the tests to run.
func durableCommands(t *testing.T, l lesson.Lesson) (copies, tests []string) {
	t.Helper()
	page := read(t, l.Page())
	copies = regexp.MustCompile(`(?m)^\$ cp (\S+ \S+)$`).FindStringSubmatch(page)
	tests = regexp.MustCompile(`(?m)^\$ go (test \S+ -run \S+)$`).FindStringSubmatch(page)
	if copies == nil || tests == nil {
		t.Fatalf("%s does not say what to copy, and what to run: %q, %q", l.Page(), copies, tests)
	}
	return strings.Fields(copies[1]), strings.Fields(tests[1])
}

// holdAgainst does what the page says, in a kit in which the lesson's copy has these files.
// It returns the output of the test.
func holdAgainst(t *testing.T, files specimen.Files, l lesson.Lesson, copies, tests []string) (said string, err error) {
	t.Helper()
	dir := sandbox.Copy(t)
	if err := files.Write(filepath.Join(dir, filepath.FromSlash(l.Copy())), "chatlab/"+l.Copy()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(copies[0])))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, filepath.FromSlash(copies[1]), filepath.Base(copies[0])), text)
	test := exec.CommandContext(t.Context(), "go", tests...)
	test.Dir = dir
	out, err := test.CombinedOutput()
	return string(out), err
}
