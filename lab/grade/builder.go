package grade

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"

	"chatlab/lab/program"
)

// A Builder builds each program once, however many lessons ask for it.
type Builder struct {
	Root string          // of the kit
	Dir  string          // where the executables go; the caller removes it
	Race bool            // build with the race detector
	Chat program.Command // the kit's own client; the zero value means to build it from Root

	mu    sync.Mutex // guards both
	built map[string]*build
	named int // executables so far
}

// A build is one program: a folder, and what is laid over it.
type build struct {
	once    sync.Once
	command program.Command
	err     error
}

// Command returns how to run the target, having built it if that is needed.
func (b *Builder) Command(ctx context.Context, t Target) (program.Command, error) {
	if t.Folder == "" {
		return t.Command, nil
	}
	one := b.entry(t.Folder + "\x00" + t.Overlay)
	one.once.Do(func() {
		one.command, one.err = program.Build(ctx, program.Go{
			Dir:     t.Folder,
			Overlay: t.Overlay,
			Race:    b.Race,
			Out:     b.executable(),
		})
	})
	command := one.command
	command.Args = slices.Concat(command.Args, t.Args)
	command.Announces = t.Announces
	return command, one.err
}

// chatProgram returns how to run the kit's own client.
func (b *Builder) chatProgram(ctx context.Context) (program.Command, error) {
	if len(b.Chat.Args) > 0 {
		return b.Chat, nil
	}
	return b.Command(ctx, Target{Folder: filepath.Join(b.Root, "lab"), Args: []string{"client"}})
}

func (b *Builder) entry(key string) *build {
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

// executable returns a name that no other build has. Windows runs only what
// ends in .exe; the others do not mind.
func (b *Builder) executable() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.named++
	return filepath.Join(b.Dir, fmt.Sprintf("server%d.exe", b.named))
}
