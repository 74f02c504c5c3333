package agree

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/class"
	"chatlab/lab/specimen"
)

// A packed is an entry of an archive, whose name may be anything.
type packed struct {
	name, content string
	mode          fs.FileMode
}

// elf begins as a program for Linux does.
const elf = "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x3e\x00"

// archives adds hand-ins whose archives are hostile, and returns what has to come of each.
// lab/handin has many more; these go through the whole command.
func (p *prison) archives() map[string]expected {
	p.T.Helper()
	given := p.honest("broken-py")
	of := func(more ...packed) (all []packed) { // and what is honest, except for a file with the same name
		for name, text := range given {
			if more[0].name != name {
				all = append(all, packed{name, string(text), 0o644})
			}
		}
		return append(all, more...)
	}
	var many []packed
	for n := range 10_000 {
		many = append(many, packed{fmt.Sprintf("f%d.py", n), "", 0o644})
	}
	bomb := packed{"", strings.Repeat("\n", 3<<20), 0o644}
	var bombs []packed
	for n := range 6 {
		bomb.name = fmt.Sprintf("z%d.py", n)
		bombs = append(bombs, bomb)
	}
	for name, entries := range map[string][]packed{
		"zip-parent": of(packed{"../right-py/server.py", "FORGED", 0o644}),
		"zip-link":   of(packed{"server.py", p.handIns + "/right-py/server.py", fs.ModeSymlink | 0o777}),
		"zip-bomb":   of(bombs...),
		"zip-many":   of(many...),
		"zip-binary": {{"server", elf, 0o755}, {"chatlab.server", "run ./server {port}\n", 0o644}},
	} {
		p.zip(name, entries)
	}
	p.tar("tar-parent", tar.Header{Typeflag: tar.TypeReg, Name: "../right-py/server.py", Mode: 0o644}, given)
	p.tar("tar-links", tar.Header{Typeflag: tar.TypeSymlink, Name: "more", Linkname: p.handIns + "/right-py"}, given)
	return map[string]expected{
		"zip-parent": {"earns": "0", "refused": "a path leads out of it"},
		"zip-link":   {"earns": "0", "left": "server.py: it is a symbolic link"},
		"zip-bomb":   {"earns": "0", "refused": "a small archive unpacks to very much"},
		"zip-many":   {"earns": "0", "refused": "too many files"},
		"zip-binary": {"earns": "0", "left": "server: it is a compiled program"},
		"tar-parent": {"earns": "0", "refused": "a path leads out of it"},
		"tar-links":  {"earns": "2", "left": "more: it is a symbolic link"},
	}
}

// hostileNames are names of students, from the names of their folders. Each has a part by
// which it is found again.
var hostileNames = map[string]string{
	"formula": "=formula+cmd|' %C calc'!A0",
	"quotes":  `"quotes' <script>alert(1)<%script>`,
	"lines":   "new\nlines\r\n=1+1",
}

// named adds hand-ins of students with these names.
func (p *prison) named() {
	for _, name := range hostileNames {
		for file, text := range p.honest("broken-py") {
			p.put(filepath.Join(p.handIns, name), file, string(text))
		}
	}
}

// checkNames: each has the mark that it has under another name, and no line feed.
func checkNames(t *testing.T, all map[string]class.Result) {
	for part := range hostileNames {
		found := 0
		for r := range maps.Values(all) {
			if !strings.Contains(r.Student.Name, part) {
				continue
			}
			found++
			if strings.ContainsAny(r.Student.Name, "\r\n") || strings.ContainsAny(r.Student.Key, "\r\n='\"<") {
				t.Errorf("the name is %q, and the key %q", r.Student.Name, r.Student.Key)
			}
			expected{"earns": "2"}.check(t, r)
		}
		if found != 1 {
			t.Errorf("%d results of %s", found, part)
		}
	}
}

// honest returns the files of an honest hand-in.
func (p *prison) honest(handIn string) specimen.Files {
	p.T.Helper()
	files := specimen.Files{}
	dir := filepath.Join(p.handIns, handIn)
	entries, err := os.ReadDir(dir)
	if err != nil {
		p.T.Fatal(err)
	}
	for _, e := range entries {
		if files[e.Name()], err = os.ReadFile(filepath.Join(dir, e.Name())); err != nil {
			p.T.Fatal(err)
		}
	}
	return files
}

func (p *prison) zip(name string, entries []packed) {
	p.T.Helper()
	var text bytes.Buffer
	z := zip.NewWriter(&text)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		h.SetMode(e.mode)
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write([]byte(e.content))
		}
		if err != nil {
			p.T.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		p.T.Fatal(err)
	}
	p.put(p.handIns, name+".zip", text.String())
}

// tar puts one entry without content after honest files.
func (p *prison) tar(name string, last tar.Header, files specimen.Files) {
	p.T.Helper()
	var text bytes.Buffer
	w := tar.NewWriter(&text)
	for file, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: file, Mode: 0o644, Size: int64(len(content))}); err != nil {
			p.T.Fatal(err)
		}
		w.Write(content) // Close returns the error
	}
	if err := w.WriteHeader(&last); err != nil {
		p.T.Fatal(err)
	}
	if err := w.Close(); err != nil {
		p.T.Fatal(err)
	}
	p.put(p.handIns, name+".tar", text.String())
}
