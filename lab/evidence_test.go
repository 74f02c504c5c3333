package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
	"chatlab/lab/trace"
)

// TestEvidence: a failed run leaves files and says where, a passed one leaves
// none, and takes away those of the run before; --keep leaves them in any case.
func TestEvidence(t *testing.T) {
	t.Parallel()
	dir := copyKit(t, clone(t).root)
	const folder = "work/.lab/runs/03-half-a-message/split_write/"
	files := func() string {
		var names []string
		fs.WalkDir(os.DirFS(dir), "work", func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasPrefix(path, "work/.lab/runs") {
				names = append(names, strings.TrimPrefix(path, folder))
			}
			return nil
		})
		return strings.Join(names, " ")
	}
	const all = "capture.pcapng picture.html run.trace"

	out := runInside(t, dir, "go tool lab check 3 --run split_write --server ./testdata/broken/03-half-a-message")
	for _, line := range []string{"   picture " + folder + "picture.html\n", "   capture " + folder + "capture.pcapng\n", "   trace   " + folder + "run.trace\n"} {
		if !strings.Contains(out, line) {
			t.Errorf("the story does not say %q:\n%s", line, out)
		}
	}
	if got := files(); got != all {
		t.Errorf("a failed run leaves %q, want %q", got, all)
	}
	runInside(t, dir, "go tool lab check 3 --run split_write")
	if got := files(); got != "" {
		t.Errorf("a passed run leaves %q", got)
	}
	runInside(t, dir, "go tool lab check 3 --run split_write --keep")
	if got := files(); got != all {
		t.Errorf("with --keep a passed run leaves %q, want %q", got, all)
	}
	log, err := readTrace(filepath.Join(dir, filepath.FromSlash(folder+"run.trace")))
	if err != nil || !slices.Equal(log.Conns(), []string{"ana", "bruno"}) {
		t.Errorf("the trace has the connections %v, %v", log.Conns(), err)
	}
}

// TestCapturesInWireshark: Wireshark's dissectors read the capture of every
// scenario, on the reference and on the broken servers, without a complaint,
// and follow its streams to exactly the bytes of the trace.
func TestCapturesInWireshark(t *testing.T) {
	ofContent(t)
	tshark := needsTshark(t)
	t.Parallel()
	dir := copyKit(t, clone(t).root)
	for _, r := range keptRuns(t, dir) {
		t.Run(filepath.Base(filepath.Dir(filepath.Dir(r.Evidence.Capture)))+"/"+r.Scenario.Name, func(t *testing.T) {
			t.Parallel()
			readInWireshark(t, tshark, r)
		})
	}
}

// needsTshark returns where Wireshark's program for terminals is. A test that
// has none is skipped, and says so; in CI that is an error.
func needsTshark(t *testing.T) string {
	t.Helper()
	tshark, err := exec.LookPath("tshark")
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal("no tshark here, and this is CI: install the package tshark")
	case err != nil:
		t.Skip("no tshark here: captures were not read by another program")
	}
	return tshark
}

// keptRuns runs every scenario on the reference server, and each lesson's
// breaks on its specimen, and keeps what they leave in dir.
func keptRuns(t *testing.T, dir string) []grade.Result {
	t.Helper()
	reference, err := referenceTarget()
	if err != nil {
		t.Fatal(err)
	}
	var results []grade.Result
	for broken, scenariosOf := range map[bool]func(lesson.Lesson) []script.Scenario{
		false: func(l lesson.Lesson) []script.Scenario { return scenarios(t, l) },
		true: func(l lesson.Lesson) []script.Scenario {
			return slices.DeleteFunc(scenarios(t, l), func(sc script.Scenario) bool { return !slices.Contains(l.Breaks, sc.Name) })
		},
	} {
		root := filepath.Join(dir, map[bool]string{false: "reference", true: "broken"}[broken])
		var jobs []grade.Job
		for _, l := range lesson.All {
			job := grade.Job{Lesson: l, Target: reference, Scenarios: scenariosOf(l)}
			if broken {
				files, err := specimen.Of(clone(t).root, l)
				if err != nil {
					t.Fatal(err)
				}
				job.Target = target(t, l.Specimen(), l, files)
			}
			jobs = append(jobs, job)
		}
		opts := grade.Options{Places: lawPlaces, Keep: grade.KeepAll, Below: root}
		for _, l := range grade.Run(t.Context(), jobs, oneBuilder(t), opts).Lessons {
			noTrouble(t, l)
			results = append(results, l.Results...)
		}
	}
	return results
}

// remark matches a line of what Wireshark calls expert information: how often,
// group, protocol, and what it is.
var remark = regexp.MustCompile(`^ +\d+ +\w+ +\w+ +\w`)

// usual is what Wireshark remarks on in any good connection.
var usual = regexp.MustCompile(`Connection (establish|finish|reset)|This frame (initiates|undergoes) the connection closing|^ +\d+ +Comment `)

func readInWireshark(t *testing.T, tshark string, r grade.Result) {
	want := streams(r.Log)
	if len(want) == 0 { // a scenario of the simulator alone that has passed
		return
	}
	// To Wireshark port 5000 is GSM over IP, until somebody says otherwise.
	args := []string{"-r", r.Evidence.Capture, "--disable-protocol", "gsm_ipa", "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-q", "-z", "expert"}
	for i := range want {
		args = append(args, "-z", fmt.Sprintf("follow,tcp,raw,%d", i))
	}
	command := exec.CommandContext(t.Context(), tshark, args...)
	var errs bytes.Buffer
	command.Stderr = &errs
	out, err := command.Output()
	if err != nil {
		t.Fatalf("tshark: %v\n%s", err, &errs)
	}
	if !strings.Contains(string(out), "Connection establish request (SYN)") {
		t.Errorf("Wireshark sees no connection:\n%.1000s", out)
	}
	for line := range strings.Lines(string(out)) {
		if remark.MatchString(line) && !usual.MatchString(line) {
			t.Errorf("Wireshark remarks: %s", strings.TrimSpace(line))
		}
	}
	if diff := cmp.Diff(want, followed(string(out), len(want))); diff != "" {
		t.Errorf("streams (-the trace +Wireshark):\n%.4000s", diff)
	}
}

// A twoWay is what went over a connection, each way.
type twoWay struct{ ToServer, ToClient string }

// streams returns the connections of a log in the order in which they begin,
// as a capture has them: both ends of a path are one each.
func streams(log trace.Log) []twoWay {
	type key struct {
		conn string
		far  bool
	}
	var order []key
	all := map[key]*twoWay{}
	for _, e := range log.All() {
		k := key{e.Conn, e.Dir.IsFar()}
		if !e.Kind.OnWire() || e.Kind == trace.Fault || len(e.Data) == 0 && e.Kind == trace.Data {
			continue
		}
		if all[k] == nil {
			all[k] = &twoWay{}
			order = append(order, k)
		}
		if e.Dir == trace.ToServer || e.Dir == trace.FarToServer {
			all[k].ToServer += string(e.Data)
		} else {
			all[k].ToClient += string(e.Data)
		}
	}
	out := []twoWay{}
	for _, k := range order {
		out = append(out, *all[k])
	}
	return out
}

// followed reads what tshark prints of so many streams, in whatever order:
// lines of hexadecimal, those from the server behind a tab.
func followed(text string, n int) []twoWay {
	out := make([]twoWay, n)
	var current *twoWay
	for line := range strings.Lines(text) {
		body := strings.TrimSpace(line)
		if number, ok := strings.CutPrefix(body, "Filter: tcp.stream eq "); ok {
			current = nil
			if at, err := strconv.Atoi(number); err == nil && at < n {
				current = &out[at]
			}
			continue
		}
		data, err := hex.DecodeString(body)
		switch {
		case err != nil || current == nil:
		case strings.HasPrefix(line, "\t"):
			current.ToClient += string(data)
		default:
			current.ToServer += string(data)
		}
	}
	return out
}
