package handin

import (
	"archive/tar"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// maxFuzzed bounds what is fuzzed. The interesting archives are small.
const maxFuzzed = 64 << 10

// FuzzZip: whatever a zip has, nothing is created outside of the scratch folder, what is laid
// is within the limits, and an error is a refusal that a student can read.
func FuzzZip(f *testing.F) {
	for _, files := range [][]made{
		small, under("chat", small), under(lesson3.Copy(), small), nil,
		{{"../evil", "x", 0}}, {{"/evil", "x", 0}}, {{`\evil`, "x", 0}}, {{"a", "x", 0}, {"A", "x", 0}},
		{{"l", "..", os.ModeSymlink | 0o777}, {"l/evil", "x", 0}}, {{"go.mod", "module x\nreplace (\n\ta => b\n)\n", 0}},
		{{"scripts/x", "x", 0}, {"main.go", "package main\nimport \"C\"\n//go:embed x\n", 0}, {"a.out", "\x7fELF", 0}},
	} {
		f.Add(zipOf(f, files))
	}
	fuzz(f, "ana.zip")
}

// FuzzTar is FuzzZip for tars.
func FuzzTar(f *testing.F) {
	for _, files := range [][]made{small, under(lesson3.Copy(), small), nil, {{"../evil", "x", 0}}, {{strings.Repeat("long/", 40) + "x", "x", 0}}} {
		f.Add(tarOf(f, files))
	}
	for _, h := range []tar.Header{
		{Typeflag: tar.TypeLink, Name: "l", Linkname: "../precious"}, {Typeflag: tar.TypeSymlink, Name: "l", Linkname: ".."},
		{Typeflag: tar.TypeFifo, Name: "p"}, {Typeflag: tar.TypeDir, Name: "d/"}, {Typeflag: tar.TypeReg, Name: "x", PAXRecords: map[string]string{"path": "../y"}},
	} {
		f.Add(tarWith(f, []tar.Header{h, {Typeflag: tar.TypeReg, Name: "l/evil"}}, []string{"", "x"}))
	}
	fuzz(f, "ana.tar")
}

// FuzzTarGz is FuzzTar for what gzip has to unpack first.
func FuzzTarGz(f *testing.F) {
	f.Add(gzOf(f, tarOf(f, small)))
	f.Add(gzOf(f, nil))
	fuzz(f, "ana.tgz")
}

func fuzz(f *testing.F, name string) {
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > maxFuzzed {
			return
		}
		dir := t.TempDir()
		save(t, dir, name, content)
		h := findOne(t, dir)
		laid, err := newYard(t).lay(h)
		refusal := new(Refusal)
		if err != nil && !errors.As(err, &refusal) {
			t.Fatal("no refusal: ", err)
		}
		if err == nil && (len(laid.Files) > MaxFiles || laid.Bytes > MaxTotal || len(laid.Hash) != 64) {
			t.Errorf("%d files of %d bytes, hash %q", len(laid.Files), laid.Bytes, laid.Hash)
		}
		if err == nil {
			again, err := newYard(t).lay(h)
			if err != nil || again.Hash != laid.Hash {
				t.Errorf("the second time it has the hash %q, %v", again.Hash, err)
			}
		}
		for _, file := range laid.Files {
			if !filepath.IsLocal(file) || len(file) > MaxPath {
				t.Errorf("%q was laid", file)
			}
		}
		text := ""
		if err != nil {
			text = err.Error()
		}
		for _, l := range laid.LeftOut {
			text += l.String()
		}
		if strings.ContainsAny(text, "\x00\x1b\r\n\u202e") {
			t.Errorf("%q is not clean", text)
		}
	})
}

// FuzzSafe: a safe name works everywhere, and differs for different names.
func FuzzSafe(f *testing.F) {
	for _, name := range hostileNames {
		f.Add(name, name+"x")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		all := []HandIn{{Name: a}, {Name: b}}
		nameAll(all)
		for _, h := range all {
			if !isPortable(h.Safe) || !filepath.IsLocal(h.Safe) || len(h.Safe) > maxSafe || h.Safe[0] == '-' {
				t.Errorf("%q is %q", h.Name, h.Safe)
			}
		}
		if fold(all[0].Safe) == fold(all[1].Safe) {
			t.Errorf("%q and %q are %q and %q", a, b, all[0].Safe, all[1].Safe)
		}
	})
}
