package handin

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func sorted(all []string) []string { return slices.Sorted(slices.Values(all)) }

// TestHash: the same files have the same hash, in a folder, a zip and a tar, at any place in
// it and in any order. Another name, another content and another mode give another hash.
func TestHash(t *testing.T) {
	y, dir := newYard(t), t.TempDir()
	hashes := map[string]string{}
	lay := func(name string) string {
		laid, err := y.lay(findOne(t, filepath.Join(dir, name)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return name
		}
		if laid.AllLeftOut > 0 && !strings.Contains(name, "paper") {
			t.Errorf("%s: left out %v", name, laid.LeftOut)
		}
		return laid.Hash
	}
	clutter := []made{{".DS_Store", "\x00", 0}, {"__MACOSX/._main.go", "\x00", 0}, {"chat/._main.go", "\x00", 0}, {"chat/server/Thumbs.db", "\x00", 0}}
	backwards := slices.Clone(small)
	slices.Reverse(backwards)
	for _, c := range []struct {
		name  string
		files []made
	}{
		{"plain", small},
		{"backwards", backwards},
		{"wrapped", under("chat-main/chat", small)},
		{"clone", append(under("chatlab-main/"+lesson3.Copy(), small), made{"chatlab-main/work/02-first-chat/main.go", "other", 0}, made{"chatlab-main/go.mod", "module chatlab\n", 0})},
		{"lesson", under(lesson3.ID(), small)},
		{"paper", append(under("chat", small), made{"report.pdf", "%PDF-1.4", 0})},
		{"macos", append(under("chat", small), clutter...)},
	} {
		save(t, dir, c.name+".zip", zipOf(t, c.files))
		save(t, dir, c.name+".tar", tarOf(t, c.files))
		save(t, dir, c.name+".tar.gz", gzOf(t, tarOf(t, c.files)))
		hashes[c.name+".zip"], hashes[c.name+".tar"], hashes[c.name+".tgz"] = lay(c.name+".zip"), lay(c.name+".tar"), lay(c.name+".tar.gz")
		if runtime.GOOS != "windows" { // where files have no mode
			class := filepath.Join(dir, "class-"+c.name)
			makeFolder(t, filepath.Join(class, "ana"), c.files)
			hashes[c.name+"/"] = lay("class-" + c.name)
		}
	}
	for name, h := range hashes {
		if h != hashes["plain.zip"] {
			t.Errorf("%s has the hash %s, and not %s", name, h, hashes["plain.zip"])
		}
	}
	for name, change := range map[string]func(*made){
		"name":    func(m *made) { m.name = "nain.go" },
		"content": func(m *made) { m.content += "\n" },
		"mode":    func(m *made) { m.mode = 0o755 },
	} {
		files := slices.Clone(small)
		change(&files[0])
		save(t, dir, name+".zip", zipOf(t, files))
		if lay(name+".zip") == hashes["plain.zip"] {
			t.Errorf("another %s gives the same hash", name)
		}
	}
}

// TestModes: files get two modes, and no others.
func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no mode")
	}
	dir := t.TempDir()
	files := []made{{"main.py", "x", 0o4777}, {"start.sh", "x", 0o700 | os.ModeSetuid | os.ModeSetgid}, {"x.py", "x", 0o600}, {"y.py", "x", 0o611}, {"windows.sh", "#!/bin/sh\n", 0o644}}
	for name, content := range map[string][]byte{"a.zip": zipOf(t, files), "a.tar": tarOf(t, files)} {
		into := t.TempDir()
		if _, err := Lay(findOne(t, save(t, dir, name, content)), lesson3, into); err != nil {
			t.Fatal(err)
		}
		for file, runs := range map[string]bool{"main.py": true, "start.sh": true, "windows.sh": true, "x.py": false, "y.py": false} {
			info, err := os.Stat(filepath.Join(into, file))
			check(t, err)
			// A umask may take rights away.
			if got := info.Mode(); got&^0o755 != 0 || got&0o600 != 0o600 || (got&0o100 != 0) != runs {
				t.Errorf("%s of %s has the mode %v", file, name, got)
			}
		}
	}
}

// TestInto: a scratch folder that is missing or used already is no fault of the hand-in, and
// is left as it is.
func TestInto(t *testing.T) {
	dir := t.TempDir()
	h := findOne(t, save(t, dir, "an\u202ea.zip", zipOf(t, small)))
	used := t.TempDir()
	save(t, used, "mine", nil)
	for _, into := range []string{used, filepath.Join(used, "missing")} {
		_, err := Lay(h, lesson3, into)
		refusal := new(Refusal)
		if err == nil || errors.As(err, &refusal) || strings.Contains(err.Error(), "\u202e") {
			t.Errorf("%s: %v", into, err)
		}
	}
	if _, err := os.Stat(filepath.Join(used, "mine")); err != nil {
		t.Error(err)
	}
}

// TestLeftOut: what is not laid is listed with its reason, and what is outside the lesson's
// folder is not.
func TestLeftOut(t *testing.T) {
	files := under(lesson3.Copy(), append(slices.Clone(small),
		made{"scripts/03-half-a-message/two_in_one.txtar", "server\n", 0},
		made{"scripts/x", "", 0},
		made{"testdata/y", "", 0},
		made{"node_modules/left-pad/index.js", "x", 0},
		made{"node_modules/left-pad/package.json", "x", 0},
		made{"a.out", "\x7fELF\x02\x01\x01\x00", 0o755},
		made{"Main.class", "\xca\xfe\xba\xbe\x00\x00\x00\x41", 0},
		made{"fat", "\xca\xfe\xba\xbe\x00\x00\x00\x02", 0},
		made{"server.exe", "MZ\x90\x00\x03\x00", 0},
		made{"x.pyc", "\xcb\x0d\x0d\x0a\x00\x00\x00\x00", 0},
		made{"old.zip", "PK\x03\x04....", 0},
		made{"picture.png", "\x89PNG\r\n\x1a\n\x00\x00", 0},
		made{"notes.txt", "\xff\xfeh\x00i\x00", 0},
		made{"aux.go", "package main\n", 0},
		made{"bi\u202edi.go", "package main\n", 0},
		made{"a\nb.go", "package main\n", 0},
		made{"data:stream.go", "package main\n", 0},
		made{strings.Repeat("d/", MaxDepth+1) + "deep.go", "package d\n", 0},
		made{"big.py", strings.Repeat("# 16 characters\n", MaxFile/16) + "#", 0},
		made{"lib/venv/pyvenv.cfg", "x", 0},
	))
	files = append(files, made{"work/02-first-chat/a.out", "\x7fELF", 0})
	y, dir := newYard(t), t.TempDir()
	base := lesson3.Copy() + "/"
	want := []string{
		base + "Main.class a compiled program a Java class",
		base + "a.out a compiled program a program for Linux: ELF",
		base + "aux.go unusual name", base + "a\ufffdb.go unusual name", base + "big.py large file", base + "bi\ufffddi.go unusual name",
		base + strings.Repeat("d/", MaxDepth+1) + "deep.go long path",
		base + "data:stream.go unusual name",
		base + "fat a compiled program a program for macOS: Mach-O",
		base + "lib/venv/ of a tool", base + "node_modules/ of a tool",
		base + "notes.txt text in UTF-16", base + "old.zip an archive inside zip or jar", base + "picture.png no text",
		base + "scripts/ a name of the kit",
		base + "server.exe a compiled program a program for Windows: PE",
		base + "testdata/ a name of the kit",
		base + "x.pyc a compiled program compiled Python",
	}
	for name, content := range map[string][]byte{"a.zip": zipOf(t, files), "a.tar": tarOf(t, files), "a.tgz": gzOf(t, tarOf(t, files))} {
		laid, err := y.lay(findOne(t, save(t, dir, name, content)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, l := range laid.LeftOut {
			got = append(got, strings.TrimSpace(l.File+" "+string(l.Reason)+" "+l.Detail))
		}
		if diff := cmp.Diff(sorted(want), sorted(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if len(laid.Files) != len(small) || laid.AllLeftOut != len(want) || laid.From != lesson3.Copy() {
			t.Errorf("%s: laid %q from %s, left out %d", name, laid.Files, laid.From, laid.AllLeftOut)
		}
	}
}

// TestManyLeftOut: the list is bounded, the count is not.
func TestManyLeftOut(t *testing.T) {
	files := slices.Clone(small)
	for i := range 1500 {
		files = append(files, made{strings.Repeat("x", i%200+1) + string(rune('a'+i/200)) + ".bin", "\x7fELF", 0})
	}
	laid, err := newYard(t).lay(findOne(t, save(t, t.TempDir(), "a.zip", zipOf(t, files))))
	if err != nil || len(laid.LeftOut) != maxListed || laid.AllLeftOut != 1500 {
		t.Errorf("%d of %d listed, %v", len(laid.LeftOut), laid.AllLeftOut, err)
	}
}

// TestInventory: paths that can't be laid take no memory, however many there are.
func TestInventory(t *testing.T) {
	files := under(strings.Repeat("d/", deepest)+"d", many(100))
	files = append(files, under(strings.Repeat("x", longest), many(100))...)
	h := findOne(t, save(t, t.TempDir(), "a.zip", zipOf(t, files)))
	s, err := h.open()
	check(t, err)
	defer s.close()
	inv, err := take(s, true)
	if err != nil || len(inv.claimed)+len(inv.items)+len(inv.inside) != 0 || inv.early.all != len(files) {
		t.Errorf("%d claims, %d items, %d early, %v", len(inv.claimed), len(inv.items), inv.early.all, err)
	}
}
