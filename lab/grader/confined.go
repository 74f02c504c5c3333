package grader

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"chatlab/lab/class"
	"chatlab/lab/confine"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
	"chatlab/lab/specimen"
)

// confined is what this machine holds, and what hand-ins need of it.
type confined struct {
	none     bool
	must     []string
	runtimes confine.Runtimes
	env      []string // for builds of Go code
	cache    string   // Go's
	modules  string
	root     string // the kit's
}

func confinedBy(ctx context.Context, opts Options) (c confined, err error) {
	c = confined{none: opts.Isolate == None, root: opts.Kit.Root}
	goEnv, err := program.Output(ctx, opts.Kit.Root, "go", "env", "GOCACHE", "GOMODCACHE")
	if err != nil {
		return c, err
	}
	cache, modules, _ := strings.Cut(goEnv, "\n")
	c.cache, c.modules = strings.TrimSpace(cache), strings.TrimSpace(modules)
	c.env = confine.GoBuild(c.cache, c.modules)
	if c.none {
		return c, nil
	}
	c.runtimes = confine.FindRuntimes(ctx)
	held, err := confine.Probe(ctx, c.running(nil))
	if err != nil {
		return c, err
	}
	if opts.Isolate == Required {
		if missing := held.Missing(confine.Names); len(missing) > 0 {
			return c, NotHeld(missing)
		}
		c.must = confine.Names
	}
	return c, nil
}

// running is what a program of a hand-in may do. The folders own belong to it. It may not
// connect even to its own port: other machines have a port of that number, too, and one of them
// may have a right server on each.
func (c confined) running(tell func(confine.Report), own ...string) confine.Spec {
	return confine.Spec{
		Read: append(slices.Clip(c.runtimes.Read), own...), Path: c.runtimes.Path, Write: []string{confine.Here},
		Listens: true, Silent: true, Limits: confine.Usual, Must: c.must, Tell: tell,
	}
}

// making is what the build command of a hand-in may do, which is any program. It writes in the
// folders of own.
func (c confined) making(tell func(confine.Report), own ...string) confine.Spec {
	env := confine.GoBuild(filepath.Join(own[0], "go-cache"), filepath.Join(own[0], "go-modules")) // those of the teacher are private
	return confine.Spec{
		Read: slices.Clone(c.runtimes.Read), Path: c.runtimes.Path, Write: own, Env: env,
		Builds: true, Limits: confine.ForBuilds, Must: c.must, Tell: tell,
	}
}

// building is what the Go compiler may do with a hand-in. It also reads Go's cache, and the
// packages of the kit's module that the hand-in may import. The hand-in is built where the
// module has the student's copy.
func (c confined) building(tell func(confine.Report), l lesson.Lesson, own ...string) confine.Spec {
	s := c.making(tell, own...)
	s.Read, s.Env = append(s.Read, c.cache, c.modules), c.env
	for _, name := range []string{"go.mod", "go.sum", "server", "client", "lab", l.Copy()} {
		s.Read = append(s.Read, filepath.Join(c.root, name))
	}
	return s
}

// through confines a builder's builds and what it has built, in dir, and a target that has
// commands of its own.
func (c confined) through(b *grade.Builder, t *grade.Target, l lesson.Lesson, dir string, tell func(confine.Report)) {
	b.Env, b.Stranger, t.Command.Stranger = c.env, true, true
	if c.none {
		return
	}
	source := filepath.Join(dir, sourceFolder)
	b.Build = confine.Through(c.building(tell, l, b.Dir, source))
	b.Start = confine.Through(c.running(tell, b.Dir, source))
	t.Command.Through, t.Build.Through = b.Start, confine.Through(c.making(tell, b.Dir, source))
}

// warm compiles into Go's cache what the hand-ins in Go import. Their builds may only read it.
func (c confined) warm(ctx context.Context, opts Options) error {
	dir, remove, err := scratch.Folder("warm")
	if err != nil {
		return err
	}
	defer remove()
	last := slices.MaxFunc(opts.Lessons, func(a, b lesson.Lesson) int { return a.Number - b.Number })
	files, err := specimen.Of(opts.Kit.Root, last)
	if err != nil {
		return err
	}
	source, out := filepath.Join(dir, sourceFolder), filepath.Join(dir, outFolder)
	if err := errors.Join(os.Mkdir(source, 0o755), os.Mkdir(out, 0o755), files.Write(source, "chatlab/"+last.Copy())); err != nil {
		return err
	}
	handed, err := opts.Kit.Handed(last, source, out, opts.Asked)
	if err != nil {
		return err
	}
	b := opts.Kit.Builder(out)
	b.Env = c.env
	if _, err = b.Command(ctx, handed.Target); err == nil && b.CanSimulate(handed.Target) == nil {
		_, err = b.Worker(ctx, handed.Target)
	}
	return err
}

// bounds notes which bounds held in all starts of a hand-in.
type bounds struct {
	mu  sync.Mutex
	all []class.Bound
}

func (h *bounds) tell(r confine.Report) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all == nil {
		for _, b := range r {
			h.all = append(h.all, class.Bound(b))
		}
		return
	}
	for i, b := range h.all {
		if now := r.Held(b.Name); b.Held && !now {
			at := slices.IndexFunc(r, func(x confine.Bound) bool { return x.Name == b.Name })
			h.all[i] = class.Bound{Name: b.Name, How: "nobody said so"}
			if at >= 0 {
				h.all[i].How = r[at].How
			}
		}
	}
}
