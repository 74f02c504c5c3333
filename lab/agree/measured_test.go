package agree

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/program"
	"chatlab/lab/sandbox"
)

var measure = flag.Bool("measure", false, "measure everything that docs/measured.md has, which takes a few minutes on an idle machine, and write its table again")

// A measurement is a row of the table in docs/measured.md.
type measurement struct {
	what    string
	command string
	seconds string // matches the time in the output, in seconds; empty: read the metrics of benchmarks
}

var measurements = []measurement{
	{"all scenarios on the reference server, after the build", "go tool lab check", `failed in ([\d.]+) s\n$`},
	{"the scenarios that need no program, one after the other in virtual time", "go test ./lab/script -run ScenariosInVirtualTime -v", `PASS: TestScenariosInVirtualTime \(([\d.]+)s\)`},
	{"a connection through the proxy, to one without, in the same run", "go test ./lab/proxy -run none -bench Throughput", ""},
	{"the simulator: crowds of several sizes, in which each client says a line of 50 bytes in 10 s that all others hear", "go test ./lab/sim -run none -bench Crowd -benchtime 3x", ""},
	{"runs on the reference server, judged by all rules, with one goroutine", "go test ./lab/hunt -run none -bench Seeds", ""},
	{"shrinking: the operations that were drawn, the runs that it took, and the operations left", "go test ./lab/hunt -run none -bench Shrink", ""},
	{"a busy room, twenty who talk as fast as the server takes it, without a history and with one", "go test ./server/history -run none -bench BusyRoom", ""},
	{"the same lines to ten receivers over TLS and without, and an idle client", "go test ./server/overtls -run none -bench .", ""},
	{"one line to crowds of several sizes: the reference server, the relay, and ngircd where it is installed", "go test ./server -run none -bench FanOut", ""},
	{"an idle member: heap and stack, and what the process has from the system", "go test ./server -run none -bench Idle", ""},
	{"a picture of 5,000 arrows in a browser: until the refused one is shown, and until the frame after each act of a reader, the slowest", "go test ./lab/draw -run none -bench Page", ""},
}

// measuredTimes is how often each measurement runs. A figure has the least and the most.
const measuredTimes = 3

const (
	measuredBegin = "<!-- measured -->\n"
	measuredEnd   = "<!-- /measured -->"
)

// TestMeasured: the page has a row for each measurement, with its command. Run it with
// -measure to measure again and write the table.
func TestMeasured(t *testing.T) {
	page := read(t, "docs/measured.md")
	before, rest, _ := strings.Cut(page, measuredBegin)
	table, after, ok := strings.Cut(rest, measuredEnd)
	if !ok {
		t.Fatal("docs/measured.md has no table of measurements")
	}
	if *measure {
		table = measuredTable(t)
		if err := os.WriteFile(sandbox.Clone(t).Path("docs/measured.md"), []byte(before+measuredBegin+table+measuredEnd+after), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var want, got []string
	for _, m := range measurements {
		want = append(want, m.what+", by "+m.command)
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (.+?) \\| `(.+?)` \\| \\S.* \\|$").FindAllStringSubmatch(table, -1) {
		got = append(got, row[1]+", by "+row[2])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows of docs/measured.md (-want +got); go test ./lab/agree -run Measured -measure -v writes them:\n%s", diff)
	}
}

func measuredTable(t *testing.T) string {
	var table strings.Builder
	fmt.Fprintf(&table, "Measured on %s with %d processors in %s, each %d times.\n\n", runtime.GOOS, runtime.NumCPU(), time.Now().Format("January 2006"), measuredTimes)
	table.WriteString("| what | command | figures |\n| --- | --- | --- |\n")
	for _, m := range measurements {
		var figures figures
		for range measuredTimes {
			m.run(t, &figures)
		}
		row := fmt.Sprintf("| %s | `%s` | %s |\n", m.what, m.command, figures)
		t.Log(row)
		table.WriteString(row)
	}
	return table.String()
}

// metric matches a figure in a benchmark's line, after its number of runs.
var metric = regexp.MustCompile(`\t\s*([\d.e+]+) (\S+)`)

// run makes a measurement once.
func (m measurement) run(t *testing.T, all *figures) {
	t.Helper()
	command, err := program.Parse(m.command)
	if err != nil {
		t.Fatal(err)
	}
	run := exec.CommandContext(t.Context(), command.Args[0], append(command.Args[1:], nocache(command.Args)...)...)
	run.Dir = sandbox.Clone(t).Root
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", m.command, err, out)
	}
	if m.seconds != "" {
		found := regexp.MustCompile(m.seconds).FindStringSubmatch(string(out))
		if found == nil {
			t.Fatalf("%s: no time in\n%s", m.command, out)
		}
		all.add(t, "", "s", found[1])
		return
	}
	for line := range strings.Lines(string(out)) {
		name, ok := strings.CutPrefix(strings.Fields(line + " .")[0], "Benchmark")
		if !ok {
			continue
		}
		name = regexp.MustCompile(`-\d+$`).ReplaceAllString(name, "")
		for _, found := range metric.FindAllStringSubmatch(line, -1) {
			if found[2] != "ns/op" {
				all.add(t, name, found[2], found[1])
			}
		}
	}
}

// nocache returns flags that keep go test from showing a cached result.
func nocache(args []string) []string {
	if slices.Contains(args, "test") {
		return []string{"-count=1"}
	}
	return nil
}

// A figure is the least and the most of the values measured.
type figure struct {
	name, unit  string
	least, most float64
}

// figures are the figures of one measurement, in order.
type figures []figure

func (f *figures) add(t *testing.T, name, unit, text string) {
	t.Helper()
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(*f, func(one figure) bool { return one.name == name && one.unit == unit })
	if at < 0 {
		*f = append(*f, figure{name, unit, value, value})
		return
	}
	one := &(*f)[at]
	one.least, one.most = min(one.least, value), max(one.most, value)
}

func (f figures) String() string {
	var all []string
	for _, one := range f {
		from, to := short(one.least), short(one.most)
		if from != to {
			from += " to " + to
		}
		all = append(all, strings.TrimSpace(one.name+" "+from+" "+one.unit))
	}
	return strings.Join(all, "; ")
}

// short formats a figure for the table.
func short(v float64) string {
	switch {
	case v >= 1e6:
		return fmt.Sprintf("%.3g million", v/1e6)
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.3g", v)
}
