package grade

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"chatlab/lab/dialect"
	"chatlab/lab/program"
)

// A Target is a server to test. Exactly one of Folder and Command is set.
type Target struct {
	Name    string           // what stories call it: "the reference server", "./work/03-half-a-message"
	Folder  string           // a folder with Go code, built once; absolute
	Command program.Command  // how to run it, if it is no folder
	Dialect *dialect.Dialect // how it words things; nil means as the protocol, with every feature

	// For a Folder:
	Args      []string // arguments of the program
	Announces bool     // it prints "listening on HOST:PORT"
	Overlay   string   // a file for `go build -overlay`
}

// A Builder builds each folder once, however many lessons ask for it.
type Builder struct {
	Root string          // of the kit
	Dir  string          // where the executables go; the caller removes it
	Race bool            // build with the race detector
	Chat program.Command // the kit's own client; the zero value means to build it from Root

	mu    sync.Mutex // guards both
	built map[string]*build
	named int // executables so far
}

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
	one := b.entry(strings.Join(append([]string{t.Folder, t.Overlay}, t.Args...), "\x00"))
	one.once.Do(func() {
		one.command, one.err = program.Build(ctx, program.Go{
			Dir:     t.Folder,
			Overlay: t.Overlay,
			Race:    b.Race,
			Out:     b.executable(),
		})
		one.command.Args = append(one.command.Args, t.Args...)
		one.command.Announces = t.Announces
	})
	return one.command, one.err
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
