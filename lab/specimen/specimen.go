// Package specimen returns the files of a lesson's broken server: as a student gets them,
// with the fix, or as an overlay that is built in place.
//
// There are two kinds. The specimen of an early lesson is a small program. That of a later
// lesson is the reference server with a patch. A student gets it as a whole copy: main.go
// and the folder server.
//
//   - specimen.go: Files, the specimens and the reference server
//   - mutant.go: Mutant, the reference server with a small bug
//   - python.go: the specimens in Python
package specimen

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/lesson"
	"chatlab/lab/patch"
)

// Main is the folder with the main package that patched specimens and mutants are built with.
const Main = "testdata/patched"

// Files are the files of a program, by their names in a student's copy, such as "main.go"
// or "server/room.go".
type Files map[string][]byte

// Of returns the specimen of a lesson.
func Of(root string, l lesson.Lesson) (Files, error) {
	if !l.Over {
		return goFiles(root, l.Specimen(), "")
	}
	files, err := Reference(root)
	if err != nil {
		return nil, err
	}
	return files.with(root, l.Break())
}

// Mended returns the specimen of a lesson with its fix.
func Mended(root string, l lesson.Lesson) (Files, error) {
	files, err := Of(root, l)
	if err != nil {
		return nil, err
	}
	return files.with(root, l.Fix())
}

// Reference returns the reference server as a program of its own.
func Reference(root string) (Files, error) {
	all := Files{}
	for at, dir := range map[string]string{
		"": Main, "server": "server", "server/wire": "server/wire",
		"server/accounts": "server/accounts", "server/history": "server/history", "server/overtls": "server/overtls", "server/settings": "server/settings",
	} {
		files, err := goFiles(root, dir, at)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, files)
	}
	return all, nil
}

// Read returns one of the files.
func (f Files) Read(file string) ([]byte, error) {
	text, ok := f[file]
	if !ok {
		return nil, fmt.Errorf("there is no file %s to patch", file)
	}
	return text, nil
}

// Sum is a SHA-256 over names and contents: equal files have equal sums.
func (f Files) Sum() []byte {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(sum, "%q %d\n%s", name, len(f[name]), f[name])
	}
	return sum.Sum(nil)
}

// With returns the files with a patch applied to them.
func (f Files) With(p patch.Patch) (Files, error) {
	changed, err := p.To(f.Read)
	if err != nil {
		return nil, err
	}
	all := Files{}
	maps.Copy(all, f)
	maps.Copy(all, changed)
	return all, nil
}

// Differ returns the folders of the packages in which f differs from other, such as
// "server/wire". It includes packages that import one of these, but never package main.
func (f Files) Differ(other Files) (folders []string) {
	differs := map[string]bool{}
	for name, text := range f {
		if dir := path.Dir(name); dir != "." && !bytes.Equal(text, other[name]) {
			differs[dir] = true
		}
	}
	for more := true; more; {
		more = false
		for name, text := range f {
			dir := path.Dir(name)
			if dir == "." || differs[dir] {
				continue
			}
			for changed := range maps.Clone(differs) {
				if bytes.Contains(text, []byte(`"chatlab/`+changed+`"`)) {
					differs[dir], more = true, true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(differs))
}

func (f Files) with(root, file string) (Files, error) {
	p, err := patch.Read(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return nil, err
	}
	all, err := f.With(p)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return all, nil
}

// Overlay prepares the files to be built in place. It returns the folder to build and the
// file for `go build -overlay`, which it writes into the folder out.
func (f Files) Overlay(root string, l lesson.Lesson, out string) (folder, overlay string, err error) {
	main, laid := l.Specimen(), map[string][]byte{}
	if l.Over {
		main = Main
	}
	for name, text := range f {
		if !strings.Contains(name, "/") {
			name = path.Join(main, name)
		}
		laid[name] = text
	}
	overlay, err = patch.Lay(laid, root, out)
	return filepath.Join(root, filepath.FromSlash(main)), overlay, err
}

// Write writes the files into the folder dir. home is the import path of that folder, such
// as "chatlab/work/10-clean-shutdown". The copy imports its own packages, not those of the
// reference server.
func (f Files) Write(dir, home string) error {
	for name, text := range f.At("", home) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// At returns the files as Write writes them, by their paths below dir.
func (f Files) At(dir, home string) map[string][]byte {
	all := make(map[string][]byte)
	for name, text := range f {
		all[path.Join(dir, name)] = bytes.ReplaceAll(text, []byte(`"chatlab/server`), []byte(`"`+home+`/server`))
	}
	return all
}

// goFiles reads the Go files of a folder, without tests. Their names begin with at.
func goFiles(root, dir, at string) (Files, error) {
	all := Files{}
	entries, err := os.ReadDir(filepath.Join(root, filepath.FromSlash(dir)))
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(dir), name))
		if err != nil {
			return nil, err
		}
		all[path.Join(at, name)] = text
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no Go files in %s; is the clone whole? %w", dir, fs.ErrNotExist)
	}
	return all, nil
}
