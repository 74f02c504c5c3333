package handin

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/lesson"
)

var lesson3 = func() lesson.Lesson {
	l, err := lesson.Find("3")
	if err != nil {
		panic(err)
	}
	return l
}()

const goMain = "package main\n\nfunc main() {}\n"

// A made file is one of a hand-in that a test makes.
type made struct {
	name    string
	content string
	mode    fs.FileMode // 0: 0644
}

func (m made) perm() fs.FileMode {
	if m.mode == 0 {
		return 0o644
	}
	return m.mode
}

// small has what a student hands in.
var small = []made{
	{"main.go", goMain, 0},
	{"chatlab.server", "run ./start.sh {port}\n", 0},
	{"start.sh", "#!/bin/sh\nexec ./server $1\n", 0o755},
	{"server/room.go", "package server\n", 0},
	{"server/ümlaut.go", "package server\n", 0},
}

func under(folder string, files []made) []made {
	var all []made
	for _, f := range files {
		all = append(all, made{folder + "/" + f.name, f.content, f.mode})
	}
	return all
}

func makeFolder(t testing.TB, dir string, files []made) {
	t.Helper()
	for _, f := range files {
		name := filepath.Join(dir, filepath.FromSlash(f.name))
		check(t, os.MkdirAll(filepath.Dir(name), 0o755))
		check(t, os.WriteFile(name, []byte(f.content), f.perm()))
		check(t, os.Chmod(name, f.perm())) // whatever umask there is
	}
}

func zipOf(t testing.TB, files []made) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		h.SetMode(f.perm())
		to, err := w.CreateHeader(h)
		check(t, err)
		_, err = to.Write([]byte(f.content))
		check(t, err)
	}
	check(t, w.Close())
	return out.Bytes()
}

func tarOf(t testing.TB, files []made) []byte {
	t.Helper()
	var headers []tar.Header
	var contents []string
	for _, f := range files {
		headers = append(headers, tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: int64(f.perm().Perm())})
		contents = append(contents, f.content)
	}
	return tarWith(t, headers, contents)
}

func tarWith(t testing.TB, headers []tar.Header, contents []string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for i, h := range headers {
		h.Size = int64(len(contents[i]))
		check(t, w.WriteHeader(&h))
		_, err := w.Write([]byte(contents[i]))
		check(t, err)
	}
	check(t, w.Close())
	return out.Bytes()
}

func gzOf(t testing.TB, content []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(content)
	check(t, err)
	check(t, w.Close())
	return out.Bytes()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// save writes a file of a class, and returns its path.
func save(t testing.TB, dir, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(dir, name)
	check(t, os.WriteFile(file, content, 0o644))
	return file
}

// findOne finds the hand-in at a path.
func findOne(t testing.TB, path string) HandIn {
	t.Helper()
	all, err := Find(path)
	if err != nil || len(all) != 1 {
		t.Fatalf("%s: %d hand-ins, %v", path, len(all), err)
	}
	return all[0]
}

// A yard is a folder in which hand-ins are laid. It has a file beside the scratch folders, and
// knows what else should be there.
type yard struct {
	t    testing.TB
	root string
}

func newYard(t testing.TB) yard {
	y := yard{t, t.TempDir()}
	save(t, y.root, "precious", []byte("as it was"))
	return y
}

// lay lays a hand-in and checks that nothing outside of the scratch folder was touched, and
// that it has exactly what Laid says.
func (y yard) lay(h HandIn) (Laid, error) {
	y.t.Helper()
	into := filepath.Join(y.root, "a", "b", "into")
	check(y.t, os.MkdirAll(into, 0o755))
	defer os.RemoveAll(filepath.Join(y.root, "a"))
	laid, err := Lay(h, lesson3, into)
	var inside, outside []string
	check(y.t, filepath.WalkDir(y.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if rel, err := filepath.Rel(into, path); err == nil && filepath.IsLocal(rel) {
			switch {
			case d.IsDir():
			case !d.Type().IsRegular():
				y.t.Errorf("laid %q is %v", rel, d.Type())
			default:
				inside = append(inside, filepath.ToSlash(rel))
			}
		} else if !d.IsDir() {
			outside = append(outside, path)
		}
		return nil
	}))
	text, errRead := os.ReadFile(filepath.Join(y.root, "precious"))
	if len(outside) != 1 || errRead != nil || string(text) != "as it was" {
		y.t.Errorf("outside of the scratch folder are %q (precious: %q, %v)", outside, text, errRead)
	}
	if err != nil {
		if names, _ := os.ReadDir(into); len(names) != 0 {
			y.t.Errorf("after %v the scratch folder has %v", err, names)
		}
		return laid, err
	}
	if strings.Join(sorted(inside), "\n") != strings.Join(laid.Files, "\n") {
		y.t.Errorf("laid are %q, but Files has %q", inside, laid.Files)
	}
	return laid, nil
}
