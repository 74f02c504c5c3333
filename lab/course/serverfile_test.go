package course_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
)

// serverFile lays a folder with a server file and a program beside it.
func serverFile(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{course.ServerFile: text, "server.py": "print('hello')\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestServerFile: beside a program it is found as a copy of Go code is, and by --server; its
// paths are those of its folder, and what the command line says comes first.
func TestServerFile(t *testing.T) {
	sandbox.NeedsProgram(t, "python3")
	k, l := course.Kit{Root: sandbox.Copy(t)}, lesson.All[2]
	dir := k.Path(l.Copy())
	serverFile(t, dir, "# A server.\nrun python3 -u server.py {port} ./data\nbuild python3 server.py\nport 7007\nwithout P7\nsupports name-time\n")
	if !k.HasCopy(l) {
		t.Fatal("it is no copy")
	}
	for _, asked := range []course.Asked{{}, {Server: dir}} {
		asked.Lessons = []lesson.Lesson{l}
		asked.Core = true
		plan, err := k.Plan(asked, t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		got := plan.Jobs[len(plan.Jobs)-1].Target
		if got.Kind != grade.Copy || got.Folder != "" || got.Caption != "./"+l.Copy() || got.Command.Port != 7007 {
			t.Errorf("it is %+v", got)
		}
		want := []string{"python3", "-u", filepath.Join(dir, "server.py"), "{port}", filepath.Join(dir, "data")}
		if strings.Join(got.Command.Args, " ") != strings.Join(want, " ") || got.Build.Dir != dir {
			t.Errorf("run by %q, built by %+v", got.Command.Args, got.Build)
		}
		if why := got.Dialect.Lacks([]string{"P7"}, nil); why == "" {
			t.Error("P7 is asked, against the file")
		}
		if why := got.Dialect.Lacks([]string{"P24"}, nil); why == "" {
			t.Error("P24 is asked, against --core")
		}
		if why := got.Dialect.Lacks([]string{"P9"}, []string{"name-time"}); why != "" {
			t.Errorf("what the file supports is not asked: %s", why)
		}
	}
}

// TestServerFileMistakes: each is a mistake of the user, and says what to write.
func TestServerFileMistakes(t *testing.T) {
	sandbox.NeedsProgram(t, "python3")
	k, l := course.Kit{Root: sandbox.Copy(t)}, lesson.All[2]
	for text, want := range map[string]string{
		"":                                  "the line run is missing",
		"run python3 {port}\ncore maybe\n":  "write yes or no",
		"run no-such-program {port}\n":      `"no-such-program" can't be run`,
		"run python3 {port}\nport 70000\n":  "a number from 1 to 65535",
		"run python3 {port}\nbuild nope\n":  `build: "nope" can't be run`,
		"run python3 {port}\ncolor blue\n":  `unknown word "color"; there are name, `,
		"run python3 {port}\nrun python3\n": "run is given twice",
		"run 'python3 {port}\n":             "run: ",
	} {
		serverFile(t, k.Path(l.Copy()), text)
		_, err := k.Plan(course.Asked{Lessons: []lesson.Lesson{l}}, t.TempDir())
		misuse, ok := err.(course.Misuse)
		if !ok || !strings.Contains(err.Error(), want) || !strings.Contains(misuse.What, course.ServerFile) {
			t.Errorf("%q: %v; want %q", text, err, want)
		}
	}
}
