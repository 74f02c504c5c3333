package agree

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	diffs "github.com/google/go-cmp/cmp"
	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
	"chatlab/lab/trace"
)

// TestCapturesInWireshark: Wireshark reads the capture of every scenario, on the reference
// and on the broken servers, without a complaint. The streams that it follows have exactly
// the bytes of the trace.
//
// Starting Wireshark costs more than reading a capture, so it reads many at once.
func TestCapturesInWireshark(t *testing.T) {
	share.Costly(t)
	sandbox.OfContent(t)
	tshark := needsTshark(t)
	t.Parallel()
	dir := sandbox.Copy(t)
	var all []captured
	for _, r := range keptRuns(t, dir) {
		name := filepath.Base(filepath.Dir(filepath.Dir(r.Evidence.Capture))) + "/" + r.Scenario.Name
		if want := streams(r.Log); len(want) > 0 { // a passed scenario of the simulator alone has no streams
			all = append(all, captured{name, r.Evidence.Capture, want})
		}
	}
	wholeFiles(t, all)
	for batch := range batches(all) {
		joined := captured{"together", filepath.Join(t.TempDir(), "together.pcapng"), nil}
		for i, c := range batch {
			joined.want = append(joined.want, c.want...)
			if err := appendCapture(joined.file, c.file, i); err != nil {
				t.Fatalf("%s: %v", c.name, err)
			}
		}
		complaint := joined.read(t, tshark)
		if complaint == "" {
			continue
		}
		for _, c := range batch {
			if own := c.read(t, tshark); own != "" {
				complaint = c.name + ": " + own
			}
		}
		t.Error(complaint)
	}
}

// A captured is a run with a capture. The capture must have these streams, in this order.
type captured struct {
	name, file string
	want       []twoWay
}

// mostStreams is how many streams are followed at once: each stream costs a test of every
// packet.
const mostStreams = 60

// batches splits the captures into batches of at most mostStreams streams, or of one
// capture.
func batches(all []captured) func(yield func([]captured) bool) {
	return func(yield func([]captured) bool) {
		for len(all) > 0 {
			n, streams := 1, len(all[0].want)
			for n < len(all) && streams+len(all[n].want) <= mostStreams {
				streams += len(all[n].want)
				n++
			}
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// wholeFiles lets Wireshark's reader check the files as they were written.
func wholeFiles(t *testing.T, all []captured) {
	t.Helper()
	args := []string{"-T", "-c"}
	for _, c := range all {
		args = append(args, c.file)
	}
	out, err := exec.CommandContext(t.Context(), "capinfos", args...).CombinedOutput() // from the package of tshark
	if err != nil {
		t.Errorf("capinfos: %v\n%s", err, out)
	}
	if got := bytes.Count(out, []byte("\n")); got != len(all)+1 { // the first line is a heading
		t.Errorf("capinfos has %d lines for %d captures", got, len(all))
	}
}

// appendCapture adds the packets of one capture to another file, as number n of them. It
// gives them addresses that no other capture has. It adds to the server's half what it
// subtracts from the client's, so that checksums stay right or wrong (RFC 1071).
func appendCapture(to, from string, n int) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	packets, err := pcapgo.NewNgReader(in, pcapgo.DefaultNgReaderOptions)
	if err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer out.Close()
	w, err := pcapgo.NewNgWriter(out, layers.LinkTypeRaw) // begins a new section
	if err != nil {
		return err
	}
	for {
		data, info, err := packets.ReadPacketData()
		if errors.Is(err, io.EOF) {
			return cmp.Or(w.Flush(), out.Close())
		}
		if err != nil {
			return err
		}
		const source, destination, header = 12, 16, 20 // offsets in IPv4 without options (RFC 791, section 3.1)
		shift := uint16(n)
		if binary.BigEndian.Uint16(data[header:]) != 5000 { // not from the server
			shift = -shift
		}
		binary.BigEndian.PutUint16(data[source:], binary.BigEndian.Uint16(data[source:])+shift)
		binary.BigEndian.PutUint16(data[destination:], binary.BigEndian.Uint16(data[destination:])-shift)
		if err := w.WritePacket(info, data); err != nil {
			return err
		}
	}
}

// needsTshark returns the path of tshark, Wireshark's terminal program. Without it the test
// is skipped; in CI that is an error.
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

// keptRuns runs every scenario on the reference server, and each lesson's Breaks on its
// specimen. It keeps their files in dir.
func keptRuns(t *testing.T, dir string) []grade.Result {
	t.Helper()
	reference, err := course.Reference()
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
		root, b := filepath.Join(dir, "reference"), oneBuilder(t)
		if broken {
			root, b = filepath.Join(dir, "broken"), bundled(t)
		}
		var jobs []grade.Job
		for _, l := range lessonsTried(t) {
			job := grade.Job{Lesson: l, Target: reference, Scenarios: scenariosOf(l)}
			if broken {
				files, err := specimen.Of(sandbox.Clone(t).Root, l)
				if err != nil {
					t.Fatal(err)
				}
				job.Target = target(t, l.Specimen(), l, files)
			}
			jobs = append(jobs, job)
		}
		opts := grade.Options{Slots: lawSlots, Keep: grade.KeepAll, Below: root}
		for _, l := range grade.Run(t.Context(), jobs, b, opts).Lessons {
			noTrouble(t, l)
			results = append(results, l.Results...)
		}
	}
	return results
}

// remark matches a line of Wireshark's expert information: count, group, protocol, and
// remark.
var remark = regexp.MustCompile(`^ +\d+ +\w+ +\w+ +\w`)

// usual matches remarks that Wireshark makes on any good connection.
var usual = regexp.MustCompile(`Connection (establish|finish|reset)|This frame (initiates|undergoes) the connection closing|^ +\d+ +Comment `)

// read returns what Wireshark says is wrong with a capture; empty: nothing.
func (c captured) read(t *testing.T, tshark string) (complaint string) {
	t.Helper()
	// By default Wireshark takes port 5000 for GSM over IP.
	args := []string{"-r", c.file, "--disable-protocol", "gsm_ipa", "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-q", "-z", "expert"}
	for i := range c.want {
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
		complaint += fmt.Sprintf("Wireshark sees no connection:\n%.1000s\n", out)
	}
	for line := range strings.Lines(string(out)) {
		if remark.MatchString(line) && !usual.MatchString(line) {
			complaint += "Wireshark remarks: " + line
		}
	}
	if diff := diffs.Diff(c.want, followed(string(out), len(c.want))); diff != "" {
		complaint += fmt.Sprintf("streams (-the trace +Wireshark):\n%.4000s", diff)
	}
	return complaint
}

// A twoWay has the bytes that went over a connection in each direction.
type twoWay struct{ ToServer, ToClient string }

// streams returns the connections of a log in the order in which they begin, as in a
// capture. The two ends of a path are two connections.
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

// followed reads tshark's output for n streams, in any order. Its lines are hexadecimal;
// those from the server begin with a tab.
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
