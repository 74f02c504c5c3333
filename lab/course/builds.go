package course

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/watch"
)

// A build is the folder of a copy before and after its build command ran.
type build struct {
	before, after watch.Stamps
	binary        map[string]bool // of the files that changed: those that nobody types
}

// built looks at a folder after a build.
func built(dir string, before watch.Stamps) build {
	b := build{before, watch.Look(dir), map[string]bool{}}
	for _, name := range before.Changed(b.after) {
		b.binary[name] = isBinary(filepath.Join(dir, filepath.FromSlash(name)))
	}
	return b
}

// isBinary reports whether there is a zero byte near the start of a file, which programs have
// and source text has not. Git decides in the same way.
func isBinary(file string) bool {
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	const near = 8000
	start, _ := io.ReadAll(io.LimitReader(f, near))
	return bytes.IndexByte(start, 0) >= 0
}

// buildCopy runs the build command of a copy's server file, if it has one. Its error is not
// lost: the builder returns it again to the next caller that asks for this program.
func (k Kit) buildCopy(ctx context.Context, l lesson.Lesson, b *grade.Builder) build {
	t, err := k.Copy(l)
	if err != nil || len(t.Build.Args) == 0 {
		return build{}
	}
	before := watch.Look(k.Path(l.Copy()))
	b.Command(ctx, t)
	return built(k.Path(l.Copy()), before)
}

// builds knows which files of a copy its build command writes. Somebody may also save a file
// while a build runs. So a file counts as the build's if it is binary, or if two builds in a row
// wrote it. A build that writes text causes one check too many at first. The zero value knows of
// no build.
type builds struct {
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
		if _, known := m.made[name]; known || b.binary[name] || m.last[name] {
			m.made[name] = b.after[name]
		}
	}
	m.before, m.last = b.before, changed
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
