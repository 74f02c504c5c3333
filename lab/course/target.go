package course

import (
	"os"

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
		return k.Copy(l), nil
	}
	return Reference()
}

// serverTarget makes a target from Asked.Server and the fields that describe it.
func (k Kit) serverTarget(a Asked) (grade.Target, error) {
	words, err := k.words(a)
	if err != nil {
		return grade.Target{}, err
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
			if here, err := os.Stat(k.Path(copied.Copy())); err == nil && sameFolder(here, dir) { // however it was typed
				t = k.Copy(*copied)
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

// hasSettings reports whether a student's copy is based on the reference server. Only then
// it reads the settings of docs/protocol.md.
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
