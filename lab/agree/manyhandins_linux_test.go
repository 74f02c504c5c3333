package agree

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"chatlab/lab/class"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

var (
	manyHandIns = flag.Int("handins", 0, "grade so many generated hand-ins, and say what that costs; 3000 take about half an hour")
	manyFolder  = flag.String("handins-in", "", "make them in this new folder, and leave them there")
	manyLesson  = flag.String("handins-lesson", "1", "of this lesson")
)

// A maker makes a kind of hand-in. want is whether its mark is full; otherwise it is at most
// what is not about the lesson.
type maker struct {
	name string
	want bool
	make func(file string, m *makings, number int) error
}

// makings are what hand-ins are made of.
type makings struct {
	lesson                        lesson.Lesson
	given, mended, python, inBoth specimen.Files
}

// makers are the kinds, which take turns.
var makers = []maker{
	{"mended, a folder", true, func(file string, m *makings, n int) error { return inFolder(file, numbered(m.mended, n)) }},
	{"as it was given, a folder", false, func(file string, m *makings, n int) error { return inFolder(file, numbered(m.given, n)) }},
	{"mended, a zip", true, func(file string, m *makings, n int) error { return inZip(file+".zip", numbered(m.mended, n)) }},
	{"as it was given, a clone in a tar", false, func(file string, m *makings, n int) error {
		clone := specimen.Files{"README.md": []byte("my clone\n"), "go.mod": []byte("module chatlab\n")}
		for name, text := range numbered(m.given, n) {
			clone[m.lesson.Copy()+"/"+name] = text
		}
		return inTarGz(file+".tar.gz", clone)
	}},
	{"mended in Python, a folder", true, func(file string, m *makings, n int) error { return inFolder(file, numbered(m.inBoth, n)) }},
	{"in Python as it was given, a zip", false, func(file string, m *makings, n int) error { return inZip(file+".zip", numbered(m.python, n)) }},
	{"does not build", false, func(file string, m *makings, n int) error {
		return inFolder(file, specimen.Files{"main.go": fmt.Appendf(nil, "package main\n\nfunc main() { %d }\n", n)})
	}},
	{"is no archive", false, func(file string, _ *makings, n int) error {
		return os.WriteFile(file+".rar", fmt.Appendf(nil, "Rar!\x1a\x07 %d", n), 0o644)
	}},
	{"ends at once", false, func(file string, m *makings, n int) error {
		return inFolder(file, specimen.Files{"main.go": fmt.Appendf(nil, "package main\n\nfunc main() { println(%d) }\n", n)})
	}},
	{"has no server file", false, func(file string, m *makings, n int) error {
		return inFolder(file, specimen.Files{"server.py": m.python[specimen.PythonMain]})
	}},
}

// numbered makes each hand-in differ from the others.
func numbered(files specimen.Files, n int) specimen.Files {
	files = maps.Clone(files)
	for name, comment := range map[string]string{"main.go": "\n// hand-in %d\n", specimen.PythonMain: "\n# hand-in %d\n"} {
		if text, ok := files[name]; ok {
			files[name] = fmt.Appendf(slices.Clone(text), comment, n)
		}
	}
	return files
}

func inFolder(dir string, files specimen.Files) error { return files.Write(dir, "chatlab/server") }

func inZip(file string, files specimen.Files) error {
	var text bytes.Buffer
	z := zip.NewWriter(&text)
	for name, content := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(file, text.Bytes(), 0o644)
}

func inTarGz(file string, files specimen.Files) error {
	var text bytes.Buffer
	packed := gzip.NewWriter(&text)
	w := tar.NewWriter(packed)
	for name, content := range files {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(content))}); err != nil {
			return err
		}
		if _, err := w.Write(content); err != nil {
			return err
		}
	}
	for _, c := range []io.Closer{w, packed} {
		if err := c.Close(); err != nil {
			return err
		}
	}
	return os.WriteFile(file, text.Bytes(), 0o644)
}

func newMakings(t *testing.T, k course.Kit, word string) *makings {
	t.Helper()
	l, err := lesson.Find(word)
	if err != nil {
		t.Fatal(err)
	}
	m := &makings{lesson: l}
	must := func(files specimen.Files, err error) specimen.Files {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	m.given, m.mended = must(specimen.Of(k.Root, l)), must(specimen.Mended(k.Root, l))
	m.python = must(specimen.OfPython(k.Root, l))
	fix, err := specimen.PythonFix(k.Root, l)
	if err != nil {
		t.Fatal(err)
	}
	m.inBoth = must(m.python.With(fix))
	file := []byte("run python3 server.py {port}\n")
	m.python, m.inBoth = maps.Clone(m.python), maps.Clone(m.inBoth)
	m.python[course.ServerFile], m.inBoth[course.ServerFile] = file, file
	return m
}

// TestManyHandIns: hand-ins of ten kinds are graded as their kind deserves. With -handins it
// grades many, and says how fast and with how much memory that went.
func TestManyHandIns(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	share.WholeOnly(t)
	sandbox.NeedsPython(t)
	number := *manyHandIns
	if number == 0 {
		number = len(makers)
	}
	s := sandbox.New(t)
	c := classroom{s, filepath.Join(s.Root, "handins")}
	if *manyFolder != "" {
		c.handIns = *manyFolder
	}
	m := newMakings(t, s.Kit, *manyLesson)
	if err := os.Mkdir(c.handIns, 0o777); err != nil {
		t.Fatal(err)
	}
	for n := range number {
		if err := makers[n%len(makers)].make(filepath.Join(c.handIns, fmt.Sprintf("student%04d", n)), m, n); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	command := sandbox.Command(t, s.Root, "grade", c.handIns, "--lesson", *manyLesson, "--out", "results")
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	took := time.Since(began)
	all := c.results(t, "results")
	if len(all) != number {
		t.Fatalf("%d results of %d hand-ins", len(all), number)
	}
	for _, r := range all {
		var n int
		fmt.Sscanf(r.Student.Key, "student%d", &n)
		kind, mark := makers[n%len(makers)], class.UsualPoints().Mark(r)
		if mark.Open || mark.Of != 10 || kind.want != (mark.Got >= 9) || !kind.want && mark.Got > 2 {
			t.Errorf("%s, %s: %v of %v, open %v", r.Student.Key, kind.name, mark.Got, mark.Of, mark.Open)
		}
	}
	if *manyHandIns > 0 {
		used := command.ProcessState.SysUsage().(*syscall.Rusage)
		t.Logf("%d hand-ins of lesson %s in %v: %.0f a minute, %.2f s of processor time each, %.0f kB of results each, at most %d MB in one process",
			number, *manyLesson, took.Round(time.Second), float64(number)/took.Minutes(),
			(command.ProcessState.UserTime()+command.ProcessState.SystemTime()).Seconds()/float64(number),
			float64(bytesIn(t, c.Path("results")))/float64(number)/1000, used.Maxrss/1000)
		again := time.Now()
		c.grade(t, 0, c.handIns, "--lesson", *manyLesson, "--out", "results")
		t.Logf("a second run, which has nothing to grade: %v", time.Since(again).Round(time.Second/10))
	}
}

func bytesIn(t *testing.T, dir string) (n int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			info, err := e.Info()
			if err != nil {
				return err
			}
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
