package program

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestNumbers: each bound on what processes do is told by its own words, and 0 is no bound.
func TestNumbers(t *testing.T) {
	all := family{{threads: 3, ran: 2 * time.Second}, {threads: 4, ran: 4 * time.Second}}
	for _, row := range []struct {
		bounds Bounds
		want   string
	}{
		{Bounds{}, ""},
		{Bounds{Threads: 7, Processor: 6 * time.Second}, ""},
		{Bounds{Threads: 6}, "had more than 6 processes and threads"},
		{Bounds{Threads: 6, Processor: time.Second}, "had more than 6 processes and threads"}, // of several, this depends least on the machine
		{Bounds{Processor: 5 * time.Second}, "used more than 5s of processor time, with all that it started"},
	} {
		if got := row.bounds.watch(0, "").numbers(all); got != row.want {
			t.Errorf("%+v: %q, want %q", row.bounds, got, row.want)
		}
	}
}

// TestWaiting: many threads that always wait for a processor are noticed by the processor time
// that they get, however slowly they get it. A server that is busy for a moment is not.
func TestWaiting(t *testing.T) {
	const most = 10
	for name, row := range map[string]struct {
		threads int
		ready   func(look int) int
		step    time.Duration // of processor time between two looks
		noticed bool
	}{
		"all wait":           {20, func(int) int { return 20 }, waitingStep, true},
		"all wait, slowly":   {20, func(int) int { return 20 }, waitingStep / 3, true},
		"as many as may":     {20, func(int) int { return most }, waitingStep, false},
		"few threads":        {most, func(int) int { return 20 }, waitingStep, false},
		"they rest at times": {20, func(look int) int { return 20 * (look % (waitingLooks - 1)) }, waitingStep, false},
		"they get nothing":   {20, func(int) int { return 20 }, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			var w waiting
			noticed := 0
			for look := 1; look <= 10*waitingLooks && noticed == 0; look++ {
				ran := func() time.Duration { return time.Duration(look) * row.step }
				if w.tooMany(row.threads, most, ran, func() int { return row.ready(look) }) {
					noticed = look
				}
			}
			if (noticed > 0) != row.noticed || noticed > 0 && noticed < waitingLooks {
				t.Errorf("noticed at look %d; should it be: %v", noticed, row.noticed)
			}
		})
	}
}

// TestTooManyThreads: a family that grows without end gets the same words, whether we count too
// many of them first, or see them wait first.
func TestTooManyThreads(t *testing.T) {
	cpus := runtime.NumCPU()
	b := Bounds{Threads: cpus + 20, Waiting: 10}
	fast, slow := b.watch(0, ""), b.watch(0, "")
	want := fast.numbers(family{{threads: 1}, {threads: cpus + 20}})
	if want == "" {
		t.Fatal("too many are not too many")
	}
	got := ""
	for look := 1; look <= 2*waitingLooks && got == ""; look++ {
		var all family
		for range cpus + 15 {
			all = append(all, process{threads: 1, ready: true, ran: time.Duration(look) * waitingStep})
		}
		got = slow.numbers(all)
	}
	if got != want {
		t.Errorf("slowly %q, fast %q", got, want)
	}
}

// TestWaitingForgets: the time of processes that have ended and are not known any more does
// not hide what the others do.
func TestWaitingForgets(t *testing.T) {
	var w waiting
	look := func(ran time.Duration) bool {
		return w.tooMany(20, 10, func() time.Duration { return ran }, func() int { return 20 })
	}
	look(time.Hour)
	for n := range time.Duration(waitingLooks) {
		if look(n * waitingStep) {
			return
		}
	}
	t.Error("they are not noticed")
}

// TestMeasuring: a look does not wait for the memory to be measured, which takes as long as a
// process keeps its memory locked. Meanwhile the other bounds hold.
func TestMeasuring(t *testing.T) {
	w := Bounds{Memory: 100, Threads: 5}.watch(0, "")
	w.measuring = true // and nothing comes
	if why := w.holds(nil, true); why != "" {
		t.Errorf("nothing was measured: %s", why)
	}
	if why := w.numbers(family{{threads: 6}}); why == "" {
		t.Error("there may be more threads while memory is measured")
	}
	w.measured <- 101
	if why := w.holds(nil, false); why != "used more than 0 MiB of memory, with all that it started" {
		t.Errorf("101 bytes of 100: %q", why)
	}
	if w.measuring {
		t.Error("it still waits for what has come")
	}
	w.holds(nil, true)
	w.end() // it waits for the measurement that has begun
	if w.measuring || len(w.measured) > 0 {
		t.Error("a measurement is under way after the end")
	}
}

// TestFills: files are counted in all folders, those of the command's working folder
// included; no link is followed.
func TestFills(t *testing.T) {
	elsewhere := t.TempDir()
	fill(t, elsewhere, "large", 1000)
	deep := strings.Repeat("in/", mostNested+1) + "file"
	for name, row := range map[string]struct {
		files map[string]int // with their sizes
		want  string
	}{
		"few":          {map[string]int{"a": 50, "in/b": 50}, ""},
		"large":        {map[string]int{"a": 50, "in/b": 51}, "wrote files of more than 0 MiB"},
		"many":         {numberedFiles(70), "made more than 70 files"},
		"in a sibling": {map[string]int{"../other/a": 101}, "wrote files of more than 0 MiB"},
		"deep":         {map[string]int{deep: 0}, "made more than 64 folders in one another"},
	} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			dir, other := filepath.Join(top, "dir"), filepath.Join(top, "other")
			for _, folder := range []string{dir, other} {
				if err := os.Mkdir(folder, 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink(elsewhere, filepath.Join(dir, "link")); err != nil {
				t.Skip(err)
			}
			for file, size := range row.files {
				fill(t, dir, file, size)
			}
			b := Bounds{Folders: []string{".", other}, Disk: 100, Files: 70}
			if got := b.watch(0, dir).fills(nil); got != row.want {
				t.Errorf("%q, want %q", got, row.want)
			}
			if got := (Bounds{Folders: b.Folders}).watch(0, dir).fills(nil); got != "" {
				t.Errorf("without a bound: %q", got)
			}
		})
	}
}

func numberedFiles(n int) map[string]int {
	files := map[string]int{}
	for i := range n {
		files[strconv.Itoa(i)] = 0
	}
	return files
}

func fill(t *testing.T, dir, file string, size int) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, size), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestCrowd: all strangers together may use a part of the memory, and the one that uses most
// is the one to blame.
func TestCrowd(t *testing.T) {
	whole := machineMemory()
	if whole == 0 {
		t.Skip("this system does not tell how much memory it has")
	}
	const small, large = -1, -2 // ids that no process has
	t.Cleanup(func() { crowd.leave(small); crowd.leave(large) })
	if crowded(small, whole/8) {
		t.Error("an eighth is too much")
	}
	if !crowded(large, whole/2) {
		t.Error("a half is not too much, beside an eighth")
	}
	if crowded(small, whole/8) {
		t.Error("the smaller one is to blame")
	}
	crowd.leave(small)
	if crowded(large, whole/2) {
		t.Error("one that has left still counts")
	}
}
