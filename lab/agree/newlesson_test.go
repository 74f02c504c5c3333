package agree

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/lab/specimen"
	"chatlab/lab/vet"
)

// TestNothingIsLeftToWrite names each mark of `lab new lesson` that nobody has replaced
// yet.
func TestNothingIsLeftToWrite(t *testing.T) {
	for _, place := range leftToWrite(t, sandbox.Clone(t).Root) {
		t.Error(place)
	}
}

// leftToWrite returns the marks that are left, as FILE:TEXT.
func leftToWrite(t *testing.T, root string) (all []string) {
	for _, folder := range []string{"docs", "lab/lesson", "scripts", "testdata/broken"} {
		err := fs.WalkDir(os.DirFS(root), folder, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
			for line := range strings.Lines(string(text)) {
				if strings.Contains(line, vet.ToWrite) {
					all = append(all, file+":"+strings.TrimSpace(line))
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestNewLesson: a new lesson works at once. It builds, starts, fails its own scenario, and
// its fix gives the reference server again.
func TestNewLesson(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	s := withOwnFolders(t, "lab", "docs")
	next := lesson.All[len(lesson.All)-1].Number + 1
	id, number := fmt.Sprintf("%02d-late-news", next), fmt.Sprint(next)
	before := [2]string{s.Read("lab/lesson/table.go"), s.Read("docs/lessons.md")}
	for _, wrong := range []string{"late-news", number + "-Late", number + "-late/news", "03-late-news", number + "-silence"} {
		if status, out, err := s.Lab("new", "lesson", wrong); status != 2 || !strings.Contains(err, number) {
			t.Errorf("%s: status %d\n%s%s", wrong, status, out, err)
		}
	}
	if diff := cmp.Diff(before, [2]string{s.Read("lab/lesson/table.go"), s.Read("docs/lessons.md")}); diff != "" {
		t.Errorf("what was refused has left something (-before +after):\n%s", diff)
	}
	status, out, err := s.Lab("new", "lesson", id)
	if status != 0 {
		t.Fatalf("status %d\n%s%s", status, out, err)
	}
	marked := strings.Join(leftToWrite(t, s.Root), "\n")
	for line := range strings.Lines(out) {
		if file, ok := strings.CutPrefix(line, "new     "); ok && !strings.Contains(marked, strings.TrimSpace(file)+":") {
			t.Errorf("in %s nothing is named that is to be written", strings.TrimSpace(file))
		}
	}
	_, named, _ := strings.Cut(s.Read("docs/"+id+".md"), "<!-- cut: code ")
	file, declared, _ := strings.Cut(strings.TrimSpace(strings.SplitN(named, "-->", 2)[0]), " ")
	if _, err := course.FindDeclaration(s.Path(file), declared); err != nil {
		t.Errorf("the page shows code that is not there: %v", err)
	}
	lab := labWith(t, s, "lab/lesson/table.go", fmt.Sprintf("lab/lesson/lesson_%02d.go", next))
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"lessons", 0, "late-news"},
		{"start " + number, 0, "work/" + id},
		{"check " + number + " --run first_fault", 1, "✗ " + id + " · first_fault"},
	} {
		run := exec.CommandContext(t.Context(), lab, strings.Fields(c.args)...)
		run.Dir = s.Root
		out, _ := run.CombinedOutput()
		if status := run.ProcessState.ExitCode(); status != c.status || !strings.Contains(string(out), c.want) {
			t.Errorf("lab %s: status %d, want %d and %q\n%s", c.args, status, c.status, c.want, out)
		}
	}
	mended, notMended := specimen.Mended(s.Root, lesson.Lesson{Number: next, Slug: "late-news", Over: true})
	reference, notRead := specimen.Reference(s.Root)
	if notMended != nil || notRead != nil {
		t.Fatal(notMended, notRead)
	}
	if folders := mended.Differ(reference); len(folders) > 0 {
		t.Errorf("mended it differs from the reference in %q", folders)
	}
}

// withOwnFolders returns a sandbox in which tests may write to these folders.
func withOwnFolders(t *testing.T, folders ...string) sandbox.Sandbox {
	s := sandbox.New(t)
	for _, folder := range folders {
		own, there := s.Path(folder), sandbox.Clone(t).Path(folder)
		if err := os.RemoveAll(own); err != nil { // if it is a link, this removes only the link
			t.Fatal(err)
		}
		if err := os.CopyFS(own, os.DirFS(there)); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// labWith returns lab, built with some files of the sandbox in place of the kit's.
func labWith(t *testing.T, s sandbox.Sandbox, files ...string) string {
	t.Helper()
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	for _, file := range files {
		overlay.Replace[sandbox.Clone(t).Path(file)] = s.Path(file)
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	laid := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(laid, text, 0o666); err != nil {
		t.Fatal(err)
	}
	built, err := program.Build(t.Context(), program.Go{Dir: sandbox.Clone(t).Path("lab"), Overlay: laid, Out: filepath.Join(dir, "lab.exe")})
	if err != nil {
		t.Fatal(err)
	}
	return built.Args[0]
}
