package course

import (
	"os"
	"path/filepath"
	"slices"

	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
)

// target returns the server that a lesson runs on.
func (k Kit) target(l lesson.Lesson, a Asked) (grade.Target, error) {
	switch {
	case a.Server != "":
		return k.serverTarget(a)
	case k.HasCopy(l):
		t, err := k.Copy(l)
		return k.says(t, a, err)
	}
	return Reference()
}

// serverTarget makes a target from Asked.Server and the fields that describe it.
func (k Kit) serverTarget(a Asked) (grade.Target, error) {
	words, err := k.words(a)
	if err != nil {
		return grade.Target{}, err
	}
	switch file, found, err := serverFile(a.Server); {
	case err != nil:
		return grade.Target{}, Misuse{"Server", err.Error()}
	case found:
		t, err := k.servedBy(a.Server, file)
		return k.says(t, a, err)
	}
	if dir, ok := program.Where(a.Server); ok && a.Port == 0 {
		if err := noOtherCopy("Server", dir); err != nil {
			return grade.Target{}, err
		}
		copied := copyIn(dir)
		if hasSettings(copied) && a.Dialect == "" && len(a.Supports) == 0 && !a.Core {
			words = nil // like the reference, it has every feature
		}
		t := grade.Target{Kind: grade.Folder, Caption: a.Server, Folder: dir}
		if copied != nil {
			t.Kind, t.Announces = grade.Copy, true
		}
		if k.isOurs(copied, dir) { // however it was typed
			if t, err = k.Copy(*copied); err != nil {
				return t, err
			}
		}
		t.Dialect = words
		return t, nil
	}
	command, err := program.Parse(a.Server)
	if err == nil {
		command, err = k.runnable(command)
	}
	if err != nil {
		return grade.Target{}, Misuse{"Server", err.Error()}
	}
	command.Port = a.Port
	return grade.Target{Kind: grade.Command, Caption: a.Server, Command: command, Dialect: words}, nil
}

// hasSettings reports whether a student's copy is based on the reference server. Only such a
// copy reads the settings of docs/protocol.md.
func hasSettings(copied *lesson.Lesson) bool { return copied != nil && copied.Over }

// words returns the dialect of --server, and what the server supports.
func (k Kit) words(a Asked) (*dialect.Dialect, error) {
	d := &dialect.Dialect{}
	if a.Dialect != "" {
		var err error
		if d, err = dialect.Load(a.Dialect); err != nil {
			return nil, Misuse{"Dialect", err.Error()}
		}
	}
	d.Supports = append(d.Supports, a.Supports...)
	if a.Core {
		kitOnly, err := k.Clauses("kit")
		if err != nil {
			return nil, err
		}
		d.Without = append(d.Without, kitOnly...)
	}
	return d, nil
}

// servedBy is the target of a server file. A copy of a lesson is that copy, however it was
// typed.
func (k Kit) servedBy(typed, file string) (grade.Target, error) {
	dir := filepath.Dir(file)
	if l := copyIn(dir); k.isOurs(l, dir) && filepath.Base(file) == ServerFile {
		return k.Copy(*l)
	}
	return k.servedTarget(grade.Target{Kind: grade.Command, Caption: typed}, file)
}

// isOurs reports whether a folder is the copy of that lesson in this clone; there may be no
// lesson.
func (k Kit) isOurs(l *lesson.Lesson, dir string) bool {
	if l == nil {
		return false
	}
	here, err := os.Stat(k.Path(l.Copy()))
	return err == nil && sameFolder(here, dir)
}

// servedTarget turns a target into that of the command that a server file names.
func (k Kit) servedTarget(t grade.Target, file string) (grade.Target, error) {
	s, err := readServerFile(file)
	if err != nil {
		return t, Misuse{What: err.Error()}
	}
	t.Folder, t.Announces = "", false
	t.Command, t.Build, t.Dialect = s.run, s.build, s.dialect
	if s.core {
		return k.onlyCore(t)
	}
	return t, nil
}

// says adds to a target with a server file what the command line says: that comes first.
func (k Kit) says(t grade.Target, a Asked, err error) (grade.Target, error) {
	if err != nil || t.Folder != "" {
		return t, err
	}
	words, err := k.words(a)
	if err != nil {
		return t, err
	}
	if a.Dialect == "" {
		own := *t.Dialect
		own.Supports = slices.Concat(own.Supports, words.Supports)
		own.Without = slices.Concat(own.Without, words.Without)
		words = &own
	}
	t.Dialect = words
	if a.Port != 0 {
		t.Command.Port = a.Port
	}
	return t, nil
}
