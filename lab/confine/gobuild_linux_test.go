package confine

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chatlab/lab/program"
	"chatlab/lab/share"
)

// A workshop is where Go code is built confined.
type workshop struct {
	runtimes   Runtimes
	cache, out string
	limits     Limits
}

// makeWorkshop fills a cache by a build of its own, as the kit would.
func makeWorkshop(t *testing.T) workshop {
	t.Helper()
	w := workshop{FindRuntimes(t.Context()), t.TempDir(), t.TempDir(), ForBuilds}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nfunc main() {}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	own := program.Go{Dir: dir, Out: filepath.Join(w.out, "first"), Env: GoBuild(w.cache, filepath.Join(w.out, "modules"))}
	if _, err := program.Build(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	return w
}

// build builds files in a folder of their own, beside which there is secret.txt and a module.
func (w workshop) build(ctx context.Context, t *testing.T, files map[string]string) (program.Command, error) {
	t.Helper()
	home := t.TempDir()
	dir := filepath.Join(home, "handin")
	old := time.Now().Add(-time.Minute) // on a busy machine a build begins long after the files were laid
	files["../secret.txt"], files["../outside/go.mod"], files["../outside/x.go"] = "secret", "module outside\n", "package outside\n"
	for name, text := range files {
		path := filepath.Join(dir, name)
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		if to, isLink := strings.CutPrefix(text, "-> "); isLink && err == nil {
			err = os.Symlink(to, path)
		} else if err == nil {
			err = errors.Join(os.WriteFile(path, []byte(text), 0o644), os.Chtimes(path, old, old))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s := Spec{
		Read: append(slices.Clip(w.runtimes.Read), dir, w.cache), Path: w.runtimes.Path, Write: []string{w.out},
		Env: GoBuild(w.cache, filepath.Join(w.out, "modules")), Builds: true, Limits: w.limits,
	}
	return program.Build(ctx, program.Go{Dir: dir, Out: filepath.Join(w.out, "server"), Through: Through(s)})
}

// TestGoBuild: Go code is built without writing the cache. What it names outside its folder
// is not there for it, and it chooses no toolchain.
func TestGoBuild(t *testing.T) {
	share.Costly(t)
	if testing.Short() {
		t.Skip("it compiles Go's runtime")
	}
	w := makeWorkshop(t)
	sum := "example.com/x v1.0.0 h1:" + strings.Repeat("A", 43) + "=\n"
	hello := "package main\n\nfunc main() { println(text) }\n"
	files := map[string]string{
		"go.mod":  "module handin\n\ngo 1.21\n\ntoolchain go1.999.0\n",
		"main.go": hello, "text.go": "package main\n\nconst text = \"built\"\n",
	}
	before := cacheFiles(t, w.cache)
	c, err := w.build(t.Context(), t, files)
	if err != nil {
		t.Fatal(err)
	}
	p, err := program.Run(t.Context(), c, program.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p.AwaitEnd(t.Context())
	if p.Output() != "built\n" {
		t.Errorf("%q", p.Output())
	}
	if before != cacheFiles(t, w.cache) {
		t.Error("the build has written the cache")
	}
	for name, c := range map[string]struct{ mod, code, want string }{
		"another module beside it": {"require outside v0.0.0\n\nreplace outside => ../outside\n", "import _ \"outside\"\n\nconst text = \"\"\n", "permission denied"},
		"a module of the network":  {"require example.com/x v1.0.0\n", "import _ \"example.com/x\"\n\nconst text = \"\"\n", "GOPROXY=off"},
		"C":                        {"", "// #include <stdio.h>\nimport \"C\"\n\nconst text = \"\"\n", "undefined: text"}, // its file is left out
		"a link":                   {"", "import _ \"embed\"\n\n//go:embed link.txt\nvar text string\n", "cannot embed irregular file"},
		"a file beside it":         {"", "import _ \"embed\"\n\n//go:embed ../secret.txt\nvar text string\n", "invalid pattern"},
	} {
		_, err := w.build(t.Context(), t, map[string]string{
			"go.mod":  "module handin\n\ngo 1.21\n\n" + c.mod,
			"go.sum":  sum + strings.Replace(sum, " h1", "/go.mod h1", 1),
			"main.go": hello, "text.go": "package main\n\n" + c.code, "link.txt": "-> ../secret.txt",
		})
		var why *program.Trouble
		if !errors.As(err, &why) || why.Kind != program.NotBuilt || !strings.Contains(why.Output, c.want) {
			t.Errorf("%s: want %q: %#v", name, c.want, err)
		}
	}
	w.limits.Processor = time.Second
	_, err = w.build(t.Context(), t, map[string]string{"go.mod": "module handin\n\ngo 1.21\n", "main.go": chewed(12_000)})
	var why *program.Trouble
	if !errors.As(err, &why) || why.Kind != program.OverLimit || !strings.Contains(why.What, "more than 1s of processor time") {
		t.Errorf("code that takes the compiler long: %#v", err)
	}
}

// chewed returns a program with n variables that all live until its end. That takes the
// compiler long.
func chewed(n int) string {
	var text, sum strings.Builder
	text.WriteString("package main\n\nimport \"os\"\n\nfunc main() {\nn := len(os.Args)\n")
	for i := range n {
		fmt.Fprintf(&text, "v%d := n * %d\nif v%d > n { n += v%d }\n", i, i+3, i, i/2)
		fmt.Fprintf(&sum, "+v%d", i)
	}
	return text.String() + "println(n" + sum.String() + ")\n}\n"
}

// cacheFiles counts the files of a cache.
func cacheFiles(t *testing.T, dir string) (n int) {
	t.Helper()
	filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			n++
		}
		return nil
	})
	return n
}

// TestFindRuntimes: the go command is found where it is, and no private folder is read.
func TestFindRuntimes(t *testing.T) {
	found := FindRuntimes(t.Context())
	home, _ := os.UserHomeDir()
	for _, folder := range found.Read {
		if !filepath.IsAbs(folder) || within(folder, home) {
			t.Errorf("it would read %s", folder)
		}
	}
	root, err := program.Output(t.Context(), t.TempDir(), "go", "env", "GOROOT")
	if err != nil || !ofSystem(root) && !slices.Contains(found.Read, root) {
		t.Errorf("%v, %v: %s is not there", found, err, root)
	}
	t.Logf("%+v", found)
}

func TestIsPrivate(t *testing.T) {
	t.Setenv("HOME", "/home/ana")
	for folder, private := range map[string]bool{"/": true, "/home": true, "/home/ana": true, "/home/ana/.pyenv/versions/3": false, "/opt/go": false} {
		if (isPrivate(folder) != "") != private {
			t.Errorf("%s: %q", folder, isPrivate(folder))
		}
	}
}
