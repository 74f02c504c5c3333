package grade

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"

	"chatlab/lab/program"
)

// A Builder builds each program once, however many lessons ask for it.
type Builder struct {
	Root string          // of the kit
	Dir  string          // where the executables go; the caller removes it
	Race bool            // build with the race detector
	Chat program.Command // the kit's own client; the zero value means to build it from Root

	// For servers of strangers: see program.Command; what is added to the environment of each
	// build of Go code; and through what such a build and its program run; nil: through nothing.
	Stranger     bool
	Env          []string
	Build, Start *program.Through

	mu    sync.Mutex // guards both
	built map[string]*build
	named int // executables so far
}

// A build is one program: a folder, and the files laid over it.
type build struct {
	mu      sync.Mutex // guards all; held while the program is built
	done    bool
	command program.Command
	err     error
}

// result returns what build made. It calls build once. It calls it again only if ctx ended
// before: such a failure says nothing about the program.
func (b *build) result(ctx context.Context, build func() (program.Command, error)) (program.Command, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.done {
		b.command, b.err = build()
		b.done = ctx.Err() == nil
	}
	return b.command, b.err
}

// Command returns how to run the target. It builds the target first if needed.
func (b *Builder) Command(ctx context.Context, t Target) (program.Command, error) {
	if t.Folder == "" && len(t.Build.Args) == 0 {
		return t.Command, nil
	}
	if t.Folder == "" {
		return b.entry("server", t).result(ctx, func() (program.Command, error) { return t.Command, program.Make(ctx, t.Build) })
	}
	command, err := b.entry("server", t).result(ctx, func() (program.Command, error) {
		g := b.goBuild(t.Folder)
		g.Overlay = t.Overlay
		if inside, err := b.inKit(t.Folder); err == nil && t.Overlay != "" { // it may not be there
			g.Dir, g.Package = b.Root, "./"+inside
		}
		return program.Build(ctx, g)
	})
	command = command.With(t.Args...)
	command.Announces, command.Through, command.Stranger = t.Announces, b.Start, b.Stranger
	return command, err
}

// unfit returns what is wrong with the folder for executables, if a target of some jobs is to be
// built there and is not yet; nil if nothing is.
func (b *Builder) unfit(jobs []Job) *program.Trouble {
	for _, job := range jobs {
		if job.Target.Folder != "" && !b.entry("server", job.Target).isDone() {
			trouble := program.Unfit(b.Dir, "go build in "+job.Target.Folder)
			if trouble == nil {
				return nil
			}
			rewritten := trouble.Rewritten(b.fromRoot)
			return &rewritten
		}
	}
	return nil
}

// isDone reports whether the program is built.
func (b *build) isDone() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.done
}

// goBuild returns how to build Go code in a folder.
func (b *Builder) goBuild(dir string) program.Go {
	return program.Go{Dir: dir, Race: b.Race, Out: b.executable(), Env: b.Env, Through: b.Build}
}

// chatProgram returns how to run the kit's own client.
func (b *Builder) chatProgram(ctx context.Context) (program.Command, error) {
	if len(b.Chat.Args) > 0 {
		return b.Chat, nil
	}
	return b.Command(ctx, Target{Folder: filepath.Join(b.Root, "lab"), Args: []string{"client"}})
}

// entry returns the build of a target's program of that kind. Targets with the same folder
// and overlay share it.
func (b *Builder) entry(kind string, t Target) *build {
	key := kind + "\x00" + t.ID()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.built == nil {
		b.built = make(map[string]*build)
	}
	if b.built[key] == nil {
		b.built[key] = new(build)
	}
	return b.built[key]
}

// executable returns a name that no other build has. It ends in .exe because Windows needs
// that; other systems do not mind.
func (b *Builder) executable() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.named++
	return filepath.Join(b.Dir, fmt.Sprintf("server%d.exe", b.named))
}
