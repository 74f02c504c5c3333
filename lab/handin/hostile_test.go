package handin

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/share"
)

var oneMain = made{"main.go", goMain, 0}

// A hostile hand-in has a reason to be refused; or none, and then something is left out, or
// all is well.
type hostile struct {
	name    string
	content []byte
	refused Reason
	left    []Reason // in order
	laid    int      // files
	says    string   // a part of the message
}

// TestHostileZips: a zip whose paths are wrong is refused with its own reason. Nothing is
// created outside.
func TestHostileZips(t *testing.T) {
	with := func(files ...made) []byte { return zipOf(t, append([]made{oneMain}, files...)) }
	try(t, ".zip", []hostile{
		{name: "parent", content: with(made{"../evil.go", "x", 0}), refused: Outside, says: "../evil.go"},
		{name: "parent inside", content: with(made{"a/../../evil.go", "x", 0}), refused: Outside},
		{name: "parent that stays", content: with(made{"a/../b.go", "x", 0}), refused: Outside},
		{name: "only dots", content: with(made{"..", "x", 0}), refused: Outside},
		{name: "no name", content: with(made{"", "x", 0}, made{".", "x", 0}, made{"./", "", 0}), left: []Reason{BadName, BadName}, laid: 1},
		{name: "cleaned before", content: with(made{"a\ufffd.go", "x", 0}), left: []Reason{BadName}, laid: 1},
		{name: "a dot at the end", content: with(made{"a.go.", "x", 0}, made{"b /c.go", "x", 0}), left: []Reason{BadName, BadName}, laid: 1},
		{name: "dots and more", content: with(made{"..x.go", "x", 0}), laid: 2},
		{name: "absolute", content: with(made{"/etc/evil.go", "x", 0}), refused: Outside},
		{name: "backslash", content: with(made{`..\evil.go`, "x", 0}), refused: Backslash},
		{name: "backslash alone", content: with(made{`server\room.go`, "x", 0}), refused: Backslash},
		{name: "drive", content: with(made{"C:/evil.go", "x", 0}), refused: Backslash},
		{name: "drive without slash", content: with(made{"c:evil.go", "x", 0}), refused: Backslash},
		{name: "UNC", content: with(made{"//host/share/evil.go", "x", 0}), refused: Outside},
		{name: "a name twice", content: with(oneMain), refused: Twice, says: "main.go"},
		{name: "two cases", content: with(made{"MAIN.go", "x", 0}), refused: Twice, says: "MAIN.go"},
		{name: "two cases of a folder", content: with(made{"lib/a.go", "x", 0}, made{"Lib/b.go", "x", 0}), refused: Twice},
		{name: "kelvin", content: with(made{"k.go", "x", 0}, made{"\u212a.go", "x", 0}), refused: Twice},
		{name: "two ways to write an accent", content: with(made{"é.go", "x", 0}, made{"e\u0301.go", "x", 0}), refused: Twice},
		{name: "a file and a folder", content: with(made{"lib", "x", 0}, made{"lib/b.go", "x", 0}), refused: Twice},
		{name: "a folder and a file", content: with(made{"lib/b.go", "x", 0}, made{"lib", "x", 0}), refused: Twice},
	})
}

// TestHostileZipContents is about what is in a zip, and TestHostileZips about its paths.
func TestHostileZipContents(t *testing.T) {
	share.Slow(t)
	good := zipOf(t, small)
	with := func(files ...made) []byte { return zipOf(t, append([]made{oneMain}, files...)) }
	lies := func(field int, value uint32) []byte {
		return patchDirectory(t, with(made{"zeros.txt", strings.Repeat("0", 9<<20), 0}), "zeros.txt", field, value)
	}
	zeros := made{"z", strings.Repeat("\n", 3<<20), 0}
	try(t, ".zip", []hostile{
		{name: "link", content: with(made{"link.go", "/etc/passwd", os.ModeSymlink | 0o777}), left: []Reason{SymbolicLink}, laid: 1},
		{name: "a link, and a file below it", content: with(made{"lib", "/tmp", os.ModeSymlink | 0o777}, made{"lib/evil.go", "x", 0}), refused: Twice},
		{name: "device", content: with(made{"null", "", os.ModeDevice | os.ModeCharDevice | 0o666}), left: []Reason{Special}, laid: 1},
		{name: "pipe", content: with(made{"pipe", "", os.ModeNamedPipe | 0o666}), left: []Reason{Special}, laid: 1},
		{name: "socket", content: with(made{"socket", "", os.ModeSocket | 0o666}), left: []Reason{Special}, laid: 1},
		{name: "not UTF-8", content: with(made{"\xff\xfe.go", "x", 0}), left: []Reason{BadName}, laid: 1},
		{name: "NUL", content: with(made{"a\x00b.go", "x", 0}), left: []Reason{BadName}, laid: 1},
		{name: "a long name", content: with(made{strings.Repeat("x", 255) + ".go", "x", 0}), left: []Reason{LongPath}, laid: 1},
		{name: "a very long name", content: with(made{strings.Repeat("x", 60_000) + ".go", "x", 0}), left: []Reason{LongPath}, laid: 1},
		{name: "very deep", content: with(made{strings.Repeat("x/", 30_000) + "x.go", "x", 0}), left: []Reason{LongPath}, laid: 1},
		{name: "encrypted", content: patchDirectory(t, good, "main.go", 8, 1), refused: Encrypted, says: "main.go"},
		{name: "method", content: patchDirectory(t, good, "main.go", 10, 9), refused: Method},
		{name: "a bit is wrong", content: patchContent(t, "main.go"), refused: Damaged},
		{name: "cut off", content: good[:len(good)/2], refused: Damaged},
		{name: "one byte is missing", content: good[:len(good)-1], refused: Damaged},
		{name: "one byte is missing inside", content: slices.Concat(good[:40], good[41:]), refused: Damaged, says: "(negative offset)"},
		{name: "empty", content: nil, refused: Damaged},
		{name: "no zip", content: []byte("package main\n"), refused: NotAnArchive},
		{name: "no files", content: zipOf(t, nil), refused: Nothing},
		{name: "only a program", content: zipOf(t, []made{{"server", "\x7fELF\x02", 0o755}}), refused: Nothing, left: []Reason{Compiled}, says: "a program for Linux"},
		{name: "only a report", content: zipOf(t, []made{{"README.md", "hello", 0}}), refused: Nothing},
		{name: "zip in zip", content: zipOf(t, []made{{"chat.zip", string(good), 0}}), refused: Nothing, left: []Reason{Nested}, says: "chat.zip"},
		{name: "too many", content: zipOf(t, many(MaxFiles+1)), refused: TooMany},
		{name: "just enough", content: zipOf(t, many(MaxFiles)), laid: MaxFiles},
		{name: "10,000", content: zipOf(t, many(10_000)), refused: TooMany},
		{name: "too many of tools", content: zipOf(t, under("node_modules", many(MaxEntries+1))), refused: TooMany},
		{name: "a long directory", content: zipOf(t, longNames(200, 60_000)), refused: TooMany},
		{name: "a large file", content: with(made{"zeros.txt", strings.Repeat("0", 9<<20), 0}), left: []Reason{LargeFile}, laid: 1},
		{name: "it says it is small", content: lies(24, 5), refused: Damaged},
		{name: "bomb", content: with(numbered(zeros, 6)...), refused: Bomb, says: "a small archive"},
		{name: "too large", content: with(numbered(made{"z", noise(3 << 20), 0}, 6)...), refused: TooLarge},
		{name: "overlapping bomb", content: overlapping(t, 2000), refused: Bomb},
		{name: "another lesson", content: zipOf(t, under("work/02-first-chat", small)), refused: Missing, says: lesson3.Copy()},
		{name: "another lesson alone", content: zipOf(t, under("02-first-chat", small)), refused: Missing},
		{name: "another lesson beside source", content: with(under("work/02-first-chat", small)...), refused: Missing},
		{name: "the kit", content: zipOf(t, under("chatlab", []made{oneMain, {"lab/lesson/table.go", "x", 0}, {"server/wire/wire.go", "x", 0}, {"scripts/x/y.txtar", "x", 0}})), refused: Missing},
	})
}

// TestHostileTars is TestHostileZips for tars.
func TestHostileTars(t *testing.T) {
	good := tarOf(t, small)
	with := func(h tar.Header, content string) []byte {
		return tarWith(t, []tar.Header{{Typeflag: tar.TypeReg, Name: "main.go", Mode: 0o644}, h}, []string{goMain, content})
	}
	file := func(name string) tar.Header { return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o644} }
	long := strings.Repeat("long/", 18) + strings.Repeat("n", 110) + ".go"
	gnu, pax := file(long), file(long)
	gnu.Format, pax.Format = tar.FormatGNU, tar.FormatPAX
	for _, ending := range []string{".tar", ".tar.gz"} {
		rows := []hostile{
			{name: "parent", content: with(file("../evil.go"), "x"), refused: Outside},
			{name: "absolute", content: with(file("/tmp/evil.go"), "x"), refused: Outside},
			{name: "backslash", content: with(file(`a\evil.go`), "x"), refused: Backslash},
			{name: "a name twice", content: with(file("./main.go"), "x"), refused: Twice},
			{name: "link", content: with(tar.Header{Typeflag: tar.TypeSymlink, Name: "l", Linkname: "/etc/passwd"}, ""), left: []Reason{SymbolicLink}, laid: 1},
			{name: "a link out", content: with(tar.Header{Typeflag: tar.TypeSymlink, Name: "l", Linkname: "../../precious"}, ""), left: []Reason{SymbolicLink}, laid: 1},
			{name: "hard link", content: with(tar.Header{Typeflag: tar.TypeLink, Name: "l", Linkname: "/etc/passwd"}, ""), left: []Reason{HardLink}, laid: 1},
			{name: "a hard link and its content", content: with(tar.Header{Typeflag: tar.TypeLink, Name: "main.go", Linkname: "../precious"}, ""), refused: Twice},
			{name: "char device", content: with(tar.Header{Typeflag: tar.TypeChar, Name: "zero", Devmajor: 1, Devminor: 5}, ""), left: []Reason{Special}, laid: 1},
			{name: "block device", content: with(tar.Header{Typeflag: tar.TypeBlock, Name: "sda"}, ""), left: []Reason{Special}, laid: 1},
			{name: "pipe", content: with(tar.Header{Typeflag: tar.TypeFifo, Name: "pipe"}, ""), left: []Reason{Special}, laid: 1},
			{name: "GNU long name", content: with(gnu, "x"), laid: 2},
			{name: "pax long name", content: with(pax, "x"), laid: 2},
			{name: "too long", content: with(file(strings.Repeat("long/", 2000)+"x.go"), "x"), left: []Reason{LongPath}, laid: 1},
			{name: "sparse", content: sparse(t, 1<<20), left: []Reason{NotText}, refused: Nothing},
			{name: "sparse bomb", content: sparse(t, 1<<40), left: []Reason{LargeFile}, refused: Nothing},
			{name: "global header", content: with(tar.Header{Typeflag: tar.TypeXGlobalHeader, Name: "main.go", PAXRecords: map[string]string{"comment": "x"}}, ""), laid: 1},
			{name: "too many", content: tarOf(t, many(MaxFiles+1)), refused: TooMany},
			{name: "cut off in a file", content: good[:600], refused: Damaged},
			{name: "cut off between files", content: good[:1024], refused: Damaged},
			{name: "cut off in a header", content: good[:1024+100], refused: Damaged},
			{name: "no tar", content: []byte(strings.Repeat("package main\n", 100)), refused: Damaged},
			{name: "only its end", content: tarOf(t, nil), refused: Nothing},
		}
		if ending == ".tar.gz" {
			for i := range rows {
				rows[i].content = gzOf(t, rows[i].content)
			}
			whole := gzOf(t, good)
			wrong := bytes.Clone(whole)
			wrong[len(wrong)-6]++ // the checksum
			rows = append(rows, hostile{name: "cut off", content: whole[:len(whole)-9], refused: Damaged},
				hostile{name: "no checksum", content: whole[:len(whole)-8], refused: Damaged},
				hostile{name: "wrong checksum", content: wrong, refused: Damaged},
				hostile{name: "a header", content: whole[:5], refused: Damaged},
				hostile{name: "a bomb outside of the lesson", content: bombBeside(t), refused: Bomb})
		}
		try(t, ending, rows)
	}
}

// TestNoArchives: what cannot be opened is told by its name.
func TestNoArchives(t *testing.T) {
	try(t, ".rar", []hostile{{name: "rar", content: []byte("Rar!\x1a\x07\x01\x00"), refused: NotAnArchive, says: "rar"}})
	try(t, ".7z", []hostile{{name: "7z", content: []byte("7z\xbc\xaf\x27\x1c"), refused: NotAnArchive, says: "7z"}})
	try(t, ".tar.xz", []hostile{{name: "xz", content: []byte("\xfd7zXZ\x00"), refused: NotAnArchive, says: "xz"}})
	// The name does not count, the content does.
	try(t, ".zip", []hostile{{name: "a tar", content: tarOf(t, small), laid: len(small)}, {name: "a tar.gz", content: gzOf(t, tarOf(t, small)), laid: len(small)}})
}

// try lays each hand-in.
func try(t *testing.T, ending string, rows []hostile) {
	y, dir := newYard(t), t.TempDir()
	for _, row := range rows {
		t.Run(strings.ReplaceAll(row.name, " ", "_")+ending, func(t *testing.T) {
			y.t = t
			laid, err := y.lay(findOne(t, save(t, dir, "an\u202ea"+ending, row.content)))
			refusal := new(Refusal)
			switch {
			case row.refused == "":
				if err != nil {
					t.Fatal(err)
				}
			case !errors.As(err, &refusal) || refusal.Reason != row.refused:
				t.Fatalf("%v, but it should be refused: %s", err, row.refused)
			case !reasons[refusal.Reason.row()].whole:
				t.Errorf("%s is a reason to leave something out", refusal.Reason)
			case !strings.Contains(err.Error(), row.says) || !strings.HasPrefix(err.Error(), "an\ufffda: ") || strings.ContainsAny(err.Error(), "\x00\x1b\n\u202e"):
				t.Errorf("the message is %q", err)
			}
			var left []Reason
			for _, l := range laid.LeftOut {
				left = append(left, l.Reason)
				if reasons[l.Reason.row()].whole {
					t.Errorf("%s is a reason to refuse", l.Reason)
				}
				if len(l.String()) > 2*maxShown {
					t.Errorf("%d bytes tell what was left out", len(l.String()))
				}
			}
			if fmt.Sprint(left) != fmt.Sprint(row.left) || len(laid.Files) != row.laid {
				t.Errorf("%d files, left out %q; want %d and %q", len(laid.Files), left, row.laid, row.left)
			}
		})
		os.Remove(filepath.Join(dir, "an\u202ea"+ending))
	}
}
