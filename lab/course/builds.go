package course

import (
	"context"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/watch"
)

// A build is the folder of a copy before and after its build command ran.
type build struct{ before, after watch.Stamps }

// buildCopy runs the build command of a copy's server file, if it has one. Its error is not
// lost: the builder returns it again to the next caller that asks for this program.
func (k Kit) buildCopy(ctx context.Context, l lesson.Lesson, b *grade.Builder) build {
	t, err := k.Copy(l)
	if err != nil || len(t.Build.Args) == 0 {
		return build{}
	}
	before := watch.Look(k.Path(l.Copy()))
	b.Command(ctx, t)
	return build{before, watch.Look(k.Path(l.Copy()))}
}

// builds knows which files of a copy its build command writes. Somebody may also save a file
// while a build runs. So a file counts as the build's if the first build that wrote anything
// wrote it, or two builds in a row did. A save during that first build is not noticed. The
// zero value knows of no build.
type builds struct {
	wrote  bool            // a build has written something
	before watch.Stamps    // before the last build; nil: it had no command
	made   watch.Stamps    // the build's files, as the last build left them; not there: deleted
	last   map[string]bool // what changed during the last build
}

// note notes what a build did.
func (m *builds) note(b build) {
	if m.made == nil {
		m.made = watch.Stamps{}
	}
	changed := map[string]bool{}
	for _, name := range b.before.Changed(b.after) {
		changed[name] = true
		if _, known := m.made[name]; known || !m.wrote || m.last[name] {
			m.made[name] = b.after[name]
		}
	}
	m.before = b.before
	m.wrote, m.last = m.wrote || len(changed) > 0, changed
}

// without returns the names of the files that somebody has saved since the last build began.
// They are not as they were before it, and not as it left them. A file that was there only
// for a moment, such as a linker's, is as before.
func (m *builds) without(names []string, now watch.Stamps) (saves []string) {
	for _, name := range names {
		left, known := m.made[name]
		same := known && left == now[name] || m.before != nil && m.before[name] == now[name]
		if !same {
			saves = append(saves, name)
		}
	}
	return saves
}
