package course

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/program"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// A Handed is the server that a student handed in.
type Handed struct {
	Target grade.Target
	Served bool     // its server file says how it is run; otherwise it is Go code
	Own    []string // lines of its server file that change what is asked of it

	own, teachers *dialect.Dialect // its own words, if they count, and those that hold for all
}

// Refuses reports whether a scenario is skipped because the server's own file says that the
// server lacks something, and not because nobody asks for that.
func (h Handed) Refuses(sc script.Scenario) bool {
	return h.own != nil && h.own.Lacks(sc.Asks(), sc.Requires()) != "" && h.teachers.Lacks(sc.Asks(), nil) == ""
}

// Handed returns the server of a lesson whose files are in dir, an absolute path with nothing
// else in it. It is what its server file says, or else Go code: of a module of its own, or as
// if it were the copy of the lesson in this clone. Files of its own go to out, an empty folder.
// Of a, Dialect and Core count. An error is for the student, and names no folder of this
// machine.
func (k Kit) Handed(l lesson.Lesson, dir, out string, a Asked) (h Handed, err error) {
	h.Target = grade.Target{Kind: grade.Copy, Caption: "./" + l.Copy(), Announces: true}
	switch {
	case hasServerFile(dir):
		return k.handedFile(h, dir, a)
	case !program.IsGo(dir):
		return h, fmt.Errorf("there is neither Go code nor a file %s, which says how the server is run", ServerFile)
	}
	if exists(filepath.Join(dir, "go.mod")) {
		h.Target.Folder = dir
		return h, nil
	}
	h.Target.Folder = k.Path(l.Copy())
	if h.Target.Files, err = filesIn(dir, l); err == nil {
		h.Target.Overlay, err = k.overlay(l, dir, out)
	}
	return h, err
}

func (k Kit) handedFile(h Handed, dir string, a Asked) (Handed, error) {
	file := filepath.Join(dir, ServerFile)
	t, err := k.servedTarget(h.Target, file)
	if err != nil {
		return h, fmt.Errorf("%s", strings.ReplaceAll(err.Error(), dir+string(filepath.Separator), ""))
	}
	h.Served, h.Own = true, t.Dialect.Lines
	if a.Dialect == "" {
		h.own = t.Dialect
	}
	if h.teachers, err = k.words(a); err != nil {
		return h, err
	}

	if s, err := readServerFile(file); err == nil && s.core {
		h.Own = append(h.Own, "core yes")
	}
	h.Target, err = k.says(t, a, nil)
	return h, err
}

// filesIn reads the Go files of a copy as those of a specimen, which the simulator can build.
func filesIn(dir string, l lesson.Lesson) (specimen.Files, error) {
	files := specimen.Files{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		files[name] = []byte(strings.ReplaceAll(string(text), `"chatlab/`+l.Copy()+`/server`, `"chatlab/server`))
		return err
	})
	return files, err
}

// overlay writes a file for `go build -overlay` into out, with which a folder of this clone,
// the copy of a lesson, has the files in dir and no others. The folder need not be there.
func (k Kit) overlay(l lesson.Lesson, dir, out string) (string, error) {
	replace := map[string]string{}
	note := func(from string, to func(file string) string) error {
		err := filepath.WalkDir(from, func(file string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			inside, err := filepath.Rel(from, file)
			replace[filepath.Join(k.Path(l.Copy()), inside)] = to(file)
			return err
		})
		if exists(from) {
			return err
		}
		return nil
	}
	if err := note(k.Path(l.Copy()), func(string) string { return "" }); err != nil {
		return "", err
	}
	if err := note(dir, func(file string) string { return file }); err != nil {
		return "", err
	}
	return patch.WriteOverlay(replace, out)
}
