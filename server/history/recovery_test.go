package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/server/wire"
)

// threeRecords returns the content of a file with three records.
func threeRecords(t testing.TB) []byte {
	t.Helper()
	path := newPath(t)
	l := begin(t, path, Options{})
	keep(t, l, chat("ana", "one"), chat("bruno", "two, longer"), chat("ana", "three"))
	l.Close()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func contents(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestTornEnd: the power cut may come at any byte of the last record. All before that
// record is kept, the rest is cut off, and the next line follows.
func TestTornEnd(t *testing.T) {
	whole := threeRecords(t)
	two := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	path := newPath(t)
	for torn := two; torn < len(whole); torn++ {
		write(t, path, whole[:torn])
		l := begin(t, path, Options{})
		if diff := cmp.Diff(shownAs("[ana] one\n[bruno] two, longer\n"), greeting(l)); diff != "" {
			t.Fatalf("cut at %d (-want +got)\n%s", torn, diff)
		}
		keep(t, l, chat("ana", "four"))
		l.Close()
		if got := contents(t, path); !strings.HasPrefix(got, string(whole[:two])+recordStart) || strings.Count(got, "\n") != 3 {
			t.Fatalf("cut at %d: %q", torn, got)
		}
	}
	zeros := append(bytes.Clone(whole), make([]byte, 5000)...) // allocated, but never written
	write(t, path, zeros)
	begin(t, path, Options{}).Close()
	if diff := cmp.Diff(string(whole), contents(t, path)); diff != "" {
		t.Errorf("zeros (-want +got)\n%s", diff)
	}
}

// TestLongLines: a server may allow longer lines than usual.
func TestLongLines(t *testing.T) {
	path := newPath(t)
	l := begin(t, path, Options{})
	long := chat("ana", "%s", strings.Repeat("\t", 500_000))
	keep(t, l, long, chat("bruno", "x"))
	l.Close()
	if got := greeting(begin(t, path, Options{})); !strings.Contains(got, "[bruno] x\n") {
		t.Errorf("%.100q", got)
	}
}

// TestDamage: if any byte before the last LF is changed, the file is refused and
// stays as it is. The error says where.
func TestDamage(t *testing.T) {
	whole := threeRecords(t)
	path := newPath(t)
	for at := range len(whole) - 1 {
		damaged := bytes.Clone(whole)
		damaged[at] ^= 1
		write(t, path, damaged)
		_, err := Open(path, Options{})
		var d *Damage
		if !errors.As(err, &d) {
			t.Fatalf("byte %d changed: %v", at, err)
		}
		line := bytes.Count(whole[:at], []byte("\n")) + 1
		offset := int64(bytes.LastIndexByte(whole[:at], '\n') + 1)
		if d.File != path || d.Line != line || d.Offset != offset {
			t.Fatalf("byte %d changed, in line %d at %d: %v", at, line, offset, err)
		}
		if contents(t, path) != string(damaged) {
			t.Fatalf("byte %d changed: the file is another now", at)
		}
	}
}

// TestOldIsWhole: the file that was put aside was complete at that time.
func TestOldIsWhole(t *testing.T) {
	whole := threeRecords(t)
	path := newPath(t)
	write(t, path+".old", whole[:len(whole)-5])
	var d *Damage
	if _, err := Open(path, Options{}); !errors.As(err, &d) || d.File != path+".old" || d.Line != 3 {
		t.Errorf("%v", err)
	}
	write(t, path+".old", whole)
	if got := greeting(begin(t, path, Options{Lines: 1})); got != shownAs("[ana] three\n") {
		t.Errorf("%q", got)
	}
}

// TestOthersFiles: a file that is not a history is not read and not changed.
func TestOthersFiles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a letter":       "Dear Ana,\nall is well.\n",
		"a word":         "hello",
		"another JSON":   `{"at":"2026-11-26T12:00:00.000Z","from":"ana","text":"hi"}` + "\n",
		"lines of CRLF":  strings.ReplaceAll(string(threeRecords(t)), "\n", "\r\n"),
		"an empty line":  "\n",
		"much of a line": strings.Repeat("x", 1<<20),
		"binary":         "\x00\x01\x02\xff",
	} {
		path := filepath.Join(dir, "h.log")
		write(t, path, []byte(text))
		var d *Damage
		if _, err := Open(path, Options{}); !errors.As(err, &d) || d.Line != 1 || d.Offset != 0 {
			t.Errorf("%s: %v", name, err)
		}
		if contents(t, path) != text {
			t.Errorf("%s: the file is another now", name)
		}
	}
	for _, path := range []string{dir, filepath.Join(dir, "no", "such", "folder")} {
		if _, err := Open(path, Options{}); err == nil {
			t.Errorf("%s is opened", path)
		}
	}
}

// FuzzRecord: every line that a server passes on comes back the same. Another JSON
// reader agrees.
func FuzzRecord(f *testing.F) {
	f.Add("ana", []byte("hello \"\\\t\x00\xff\u202e"))
	f.Fuzz(func(t *testing.T, from string, text []byte) {
		if wire.CheckName(from) != nil || bytes.ContainsRune(text, '\n') {
			return
		}
		line := wire.AppendChat(nil, from, text)
		records := appendRecords(nil, time.Now(), line)
		r, err := readRecord(bytes.TrimSuffix(records, []byte("\n")))
		if err != nil {
			t.Fatalf("%q: %v", records, err)
		}
		if got := wire.AppendChat(nil, r.From, []byte(r.Text)); !bytes.Equal(got, line) || bytes.Count(records, []byte("\n")) != 1 {
			t.Errorf("%q became %q", line, got)
		}
		var other map[string]string
		if err := json.Unmarshal(records, &other); err != nil || other["text"] != r.Text || other["from"] != from {
			t.Errorf("%q: %v, %v", records, other, err)
		}
	})
}

// FuzzRecover: no file makes the recovery panic. An accepted file is cut at its end
// at most.
func FuzzRecover(f *testing.F) {
	f.Add(threeRecords(f))
	f.Add([]byte(recordStart))
	f.Fuzz(func(t *testing.T, text []byte) {
		path := newPath(t)
		write(t, path, text)
		l, err := Open(path, Options{})
		if err != nil {
			if contents(t, path) != string(text) {
				t.Error("refused, and changed")
			}
			return
		}
		l.Close()
		if !bytes.HasPrefix(text, []byte(contents(t, path))) {
			t.Error("changed, and not only cut")
		}
	})
}
