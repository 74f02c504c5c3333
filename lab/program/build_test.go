package program

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// folder writes files into a new folder, with a name that a student might choose.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "my [first] lab")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestBuildWithoutModule(t *testing.T) {
	dir := folder(t, map[string]string{
		"main.go":      "package main\n\nfunc main() { println(words) }\n",
		"more.go":      "package main\n\nconst words = \"built\"\n",
		"main_test.go": "package main\n\nthis is no Go\n",
	})
	if where, ok := Where(dir); !ok || where != dir {
		t.Errorf("Where(%s) = %s, %v", dir, where, ok)
	}
	built, err := Build(t.Context(), Go{Dir: dir, Out: filepath.Join(t.TempDir(), "server.exe")})
	if err != nil {
		t.Fatal(err)
	}
	if why := trouble(t, built, Options{}); why.Output != "built\n" {
		t.Errorf("%+v", why)
	}
}

func TestDoesNotBuild(t *testing.T) {
	code := Go{
		Dir: folder(t, map[string]string{
			"go.mod":  "module chat\n",
			"main.go": "package main\n\nfunc main() { misspelt() }\n",
		}),
		Out: filepath.Join(t.TempDir(), "server.exe"),
	}
	says := func(want string) {
		t.Helper()
		_, err := Build(t.Context(), code)
		var why *Trouble
		if !errors.As(err, &why) || !strings.Contains(why.Output, want) {
			t.Errorf("want %q: %#v", want, err)
		}
	}
	says("main.go:3:15: undefined: misspelt")
	t.Setenv("PATH", t.TempDir())
	says("is Go installed")
	if _, err := os.Stat(code.Out); err == nil {
		t.Error("there is an executable anyway")
	}
}

func TestNoFolderWithGo(t *testing.T) {
	for name, word := range map[string]string{
		"an empty folder": t.TempDir(),
		"tests only":      folder(t, map[string]string{"main_test.go": "package main\n"}),
		"a command line":  "python3 server.py",
	} {
		if dir, ok := Where(word); ok {
			t.Errorf("%s is taken for a folder with Go code, %s", name, dir)
		}
	}
}

// TestBuildOfManyMayTakeLong: a bundle of a few hundred servers takes longer than one server
// may take on a machine with fifty other things to do.
func TestBuildOfManyMayTakeLong(t *testing.T) {
	if one, many := (Go{}).limit(), (Go{Servers: 300}).limit(); one != makeTime || many < 30*time.Minute || many > 3*time.Hour {
		t.Errorf("one server: %v; 300 servers: %v", one, many)
	}
}
