package grade

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/patch"
	"chatlab/lab/program"
	"chatlab/lab/specimen"
)

// bundled is the folder in which many servers are built as one program. It does not exist
// on disk: the overlay of the build has all its files.
const bundled = "testdata/bundle"

// bundleMain is the program: `bundle serve NAME …` runs the server of that name, `bundle
// work NAME` runs a worker of package hunt for it.
const bundleMain = `package main

import (
	"fmt"
	"os"

	"chatlab/lab/hunt"
%s)

var servers = map[string]struct {
	main  func()
	serve hunt.Serve
}{
%s}

func main() {
	if os.Args[1] == "check" {
		fmt.Println(%q)
		return
	}
	mode, server := os.Args[1], servers[os.Args[2]]
	os.Args = append(os.Args[:1], os.Args[3:]...)
	switch {
	case mode == "serve" && server.main != nil:
		server.main()
	case mode == "work" && server.serve != nil:
		os.Exit(hunt.Work(server.serve, os.Args[1], os.Stdin, os.Stdout))
	default:
		fmt.Fprintln(os.Stderr, "the bundle has no such server")
		os.Exit(2)
	}
}
`

// exportedMain exports main of a server's package main, so that the bundle can call it.
const exportedMain = "package %s\n\nfunc Main() { main() }\n"

// Bundle builds the servers of targets, which must have Files, as packages of one program.
// Nearly all the time of a build goes into linking, so a hundred servers take about as long
// as three. Command and Worker then find them built.
//
// If one of them does not build, none is built. The error is then a *program.Trouble. Its
// output names the server's folder, which has the name of the target.
func (b *Builder) Bundle(ctx context.Context, targets []Target) error {
	reference, err := specimen.Reference(b.Root)
	if err != nil {
		return err
	}
	laid, err := os.MkdirTemp(b.Dir, "bundle-*")
	if err != nil {
		return err
	}
	files, members := map[string][]byte{}, []member{}
	for _, t := range targets {
		m := member{Target: t, name: packageName(t.Caption, members)}
		m.lay(files, reference)
		members = append(members, m)
	}
	files[path.Join(bundled, "main.go")] = mainOf(members)
	overlay, err := patch.Lay(files, b.Root, laid)
	if err != nil {
		return err
	}
	command, err := program.Build(ctx, program.Go{
		Dir: b.Root, Package: "./" + bundled, Overlay: overlay, Race: b.Race, Out: b.executable(), Servers: len(members),
	})
	if err != nil {
		return err
	}
	if err := sound(ctx, command); err != nil {
		return err
	}
	for _, m := range members {
		b.entry("server", m.Target).set(command.With("serve", m.name))
		if m.serves {
			b.entry("worker", m.Target).set(command.With("work", m.name, overlay))
		}
	}
	return nil
}

// isSound is the answer of a bundle that has reached its main.
const isSound = "sound"

// sound checks that a bundle reaches its main. One server whose package panics in its
// initialization would stop all others.
func sound(ctx context.Context, command program.Command) error {
	out, err := program.Output(ctx, "", command.Args[0], "check")
	switch {
	case err == nil && out == isSound:
		return nil
	case err != nil:
		out = err.Error()
	}
	return cmp.Or(ctx.Err(), error(&program.Trouble{
		Kind: program.NotBuilt, What: "a server of the bundle can't even be loaded", Tried: command.Args[0] + " check", Output: out,
	}))
}

// set stores a program that was built elsewhere.
func (b *build) set(c program.Command) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.command, b.err, b.done = c, nil, true
}

// A member is one server of a bundle.
type member struct {
	Target
	name   string // of its package and folder
	serves bool   // it has the function that the simulator runs
}

var notInNames = lazyregexp.New(`[^a-z0-9]+`)

// packageName returns a package name that no other member has.
func packageName(name string, others []member) string {
	name = "x" + notInNames().ReplaceAllString(strings.ToLower(strings.TrimSuffix(name, path.Ext(name))), "_")
	for i := 0; ; i++ {
		tried := name
		if i > 0 {
			tried = fmt.Sprintf("%s_%d", name, i)
		}
		if !slices.ContainsFunc(others, func(m member) bool { return m.name == tried }) {
			return tried
		}
	}
}

// lay adds the files of a member. A package of the reference server is not built again if
// it is unchanged and imports nothing changed: the member imports the original.
func (m *member) lay(files map[string][]byte, reference specimen.Files) {
	home := path.Join(bundled, m.name)
	own := m.Files.Differ(reference)
	for name, text := range m.Files {
		if dir := path.Dir(name); dir != "." && !slices.Contains(own, dir) {
			continue
		}
		for _, dir := range own {
			text = []byte(strings.ReplaceAll(string(text), `"chatlab/`+dir+`"`, `"chatlab/`+path.Join(home, dir)+`"`))
		}
		if path.Dir(name) == "." {
			text = mainClause().ReplaceAll(text, []byte("package "+m.name))
			m.serves = m.serves || serveFunction().Match(text)
		}
		files[path.Join(home, name)] = text
	}
	main := fmt.Sprintf(exportedMain, m.name)
	if m.serves {
		main += "\nvar Serve = serve\n"
	}
	files[path.Join(home, "bundle_main.go")] = []byte(main)
}

var (
	mainClause    = lazyregexp.New(`(?m)^package main\b`)
	serveFunction = lazyregexp.New(`(?m)^func serve\(ctx context\.Context, ln net\.Listener\) error`)
)

// mainOf returns the source of a bundle's main.
func mainOf(members []member) []byte {
	members = slices.SortedFunc(slices.Values(members), func(a, b member) int { return cmp.Compare(a.name, b.name) })
	var imports, table strings.Builder
	for _, m := range members {
		fmt.Fprintf(&imports, "\t%q\n", "chatlab/"+path.Join(filepath.ToSlash(bundled), m.name))
		serve := "nil"
		if m.serves {
			serve = m.name + ".Serve"
		}
		fmt.Fprintf(&table, "\t%q: {%s.Main, %s},\n", m.name, m.name, serve)
	}
	return fmt.Appendf(nil, bundleMain, &imports, &table, isSound)
}
