package agree

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/draw"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
	"chatlab/lab/trace"
)

// Pictures on the pages are drawn from traces of the lessons' broken servers:
//
//	<!-- picture: 03-half-a-message/split_write from 3 -->
//
// means that scenario, from its step 3 on. The trace is in testdata/traces, the picture in
// docs/pictures. A scenario that exists only for its picture is in testdata/pictures.
var pictureMark = regexp.MustCompile(`<!-- picture: (\S+)/(\S+) from (\d+) -->\n!\[[^\]]+\]\((\S+)\)\n`)

// TestPicturesAreTrue runs the scenario of each picture again. What happens must be the
// same as in the trace that was drawn, except the times. -update writes trace and picture.
func TestPicturesAreTrue(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	drawn := map[string]bool{}
	for _, l := range lesson.All {
		marks := pictureMark.FindAllStringSubmatch(read(t, l.Page()), -1)
		if len(marks) == 0 && !strings.Contains(read(t, l.Page()), "cut: run go tool lab sim ") { // that command draws a ladder
			t.Errorf("%s shows no picture", l.Page())
		}
		for _, m := range marks {
			name := path.Join("pictures", m[1]+"-"+m[2]+".svg")
			drawn[path.Base(name)] = true
			if m[1] != l.ID() || m[4] != name {
				t.Errorf("%s: the picture of %s/%s is %s", l.Page(), m[1], m[2], name)
				continue
			}
			t.Run(m[1]+"/"+m[2], func(t *testing.T) {
				t.Parallel()
				holdPicture(t, l, m[2], "#"+m[3], "docs/"+name)
			})
		}
	}
	files, err := filepath.Glob(sandbox.Clone(t).Path("docs/pictures/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !drawn[filepath.Base(file)] {
			t.Errorf("no page shows %s", file)
		}
	}
}

func holdPicture(t *testing.T, l lesson.Lesson, scenario, from, picture string) {
	kept := sandbox.Clone(t).Path(path.Join("testdata/traces", l.ID(), scenario+".trace"))
	stored, err := trace.ReadFile(kept)
	if err != nil && !(*update && errors.Is(err, fs.ErrNotExist)) {
		t.Fatal(err)
	}
	var now trace.Log
	for range cutTries {
		now = runForPicture(t, l, scenario)
		if slices.Equal(happened(stored), happened(now)) {
			break
		}
	}
	if diff := cmp.Diff(happened(stored), happened(now)); diff != "" {
		if !*update {
			t.Fatalf("the picture is out of date (-picture +now); go test ./lab/agree -run Pictures -update draws it again:\n%s", diff)
		}
		var text bytes.Buffer
		now.WriteTo(&text)
		write(t, kept, text.Bytes())
		stored = now
	}
	var svg bytes.Buffer
	if err := (draw.Picture{From: beginOf(stored, from)}).SVG(&svg, stored); err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, sandbox.Clone(t).Path(picture), svg.Bytes())
	}
	if diff := cmp.Diff(read(t, picture), svg.String()); diff != "" {
		t.Errorf("%s differs from a drawing of its trace (-file +drawn); -update draws it again:\n%s", picture, diff)
	}
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// runForPicture runs a scenario on the broken server of a lesson.
func runForPicture(t *testing.T, l lesson.Lesson, name string) trace.Log {
	t.Helper()
	file := sandbox.Clone(t).Path(path.Join("testdata/pictures", l.ID(), name+".txtar"))
	if _, err := os.Stat(file); err != nil {
		file = sandbox.Clone(t).Path(path.Join(l.Scripts(), name+".txtar"))
	}
	sc, err := script.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	files, err := specimen.Of(sandbox.Clone(t).Root, l)
	if err != nil {
		t.Fatal(err)
	}
	job := grade.Job{Lesson: l, Target: target(t, l.Specimen(), l, files), Scenarios: []script.Scenario{sc}}
	report := runJobs(t, []grade.Job{job}).Lessons[0]
	noTrouble(t, report)
	return report.Results[0].Log
}

// happened returns what a log says, without times, ports and how much kernels hold, a line
// for each event. Each line names a step, or a client and what it has received by then: in which
// step a client receives something, and in how many reads, differs from run to run.
func happened(log trace.Log) []string {
	var lines []string
	step, received := 0, map[string]int{}
	for _, e := range joined(log) {
		if e.Kind == trace.Data && e.Dir.IsFar() && sealed(log, e.Conn) {
			continue // its bytes differ each time
		}
		if e.Kind == trace.Blocked {
			continue // kernels may also hold all of a flood
		}
		e.At = 0
		if e.Kind == trace.Held {
			e.Note = "#"
		}
		if said, ok := trace.ParseRemark(e.Note); ok && e.Kind == trace.Remarked {
			e.Note = said.Text
		}
		place := fmt.Sprintf("step %d", step)
		switch {
		case e.Kind == trace.Step:
			step++
		case e.Dir == trace.ToClient:
			received[e.Conn]++
			place = fmt.Sprintf("%s receives %d", e.Conn, received[e.Conn])
		}
		text := taken.ReplaceAllString(e.String(), "# bytes sent: then")
		lines = append(lines, place+": "+ports.ReplaceAllString(text, "127.0.0.1:#"))
	}
	slices.Sort(lines)
	return lines
}

// joined returns the events of a log, with all that one client reads before anything else comes
// to it as one read. A step may take a line before the client reads the next one, or after that.
func joined(log trace.Log) []trace.Event {
	var events []trace.Event
	last := map[string]int{} // by client: where its last event from the server is
	for _, e := range log.All() {
		if e.Dir == trace.ToClient && e.Kind != trace.Took {
			at, before := last[e.Conn]
			if before && e.Kind == trace.Data && events[at].Kind == trace.Data {
				events[at].Data = slices.Concat(events[at].Data, e.Data)
				continue
			}
			last[e.Conn] = len(events)
		}
		events = append(events, e)
	}
	return events
}

// sealed reports whether a connection's path carries TLS: its first bytes begin a
// handshake.
func sealed(log trace.Log, conn string) bool {
	for _, e := range log.All() {
		if e.Conn == conn && e.Kind == trace.Data && e.Dir == trace.FarToServer {
			return bytes.HasPrefix(e.Data, []byte{22, 3})
		}
	}
	return false
}

// beginOf returns when a step begins.
func beginOf(log trace.Log, label string) time.Duration {
	for _, e := range log.All() {
		if e.Kind == trace.Step && e.Conn == label {
			return e.At
		}
	}
	return 0
}

// TestPicturesAreTold: each picture has a text for readers who can't see it.
func TestPicturesAreTold(t *testing.T) {
	for _, l := range lesson.All {
		for _, m := range regexp.MustCompile(`!\[([^\]]*)\]`).FindAllStringSubmatch(read(t, l.Page()), -1) {
			if len(strings.Fields(m[1])) < 5 {
				t.Errorf("%s: the picture %q is not told in words", l.Page(), m[1])
			}
		}
	}
}
