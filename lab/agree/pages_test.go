package agree

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/course"
	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/lab/script"
	"chatlab/lab/share"
)

var update = flag.Bool("update", false, "write the generated parts of the documents again")

// What the pages show is cut from the real thing, between two comments:
//
//	<!-- cut: run go tool lab check 3 -->      a command and its output
//	<!-- cut: code server/room.go room.join --> a declaration of a Go file
//	<!-- cut: file scripts/…/x.txtar -->        a whole file
//	<!-- cut: save scripts/…/x.txtar -->        a file that the reader writes, as it is shown here
//	<!-- cut: table dialect -->                 the words of a dialect file
//	<!-- cut: table server -->                  the other words of a server file
//	<!-- cut: table settings -->                what a scenario can set of a server
//	<!-- cut: table floors -->                  the packages of the kit
//	<!-- cut: log testdata/…/x.txtar -->        what the reference server logs in a scenario
//	<!-- cut: terminals … -->                   people at terminals, see terminals_test.go
//	<!-- cut: contents -->                      what is on this page
//	<!-- cut: neighbours -->                    the lessons before and after this one
//	<!-- /cut -->
//
// This test makes every block again and compares it with the page; with -update it writes
// the page. The commands of one page run one after the other in one fresh copy of the kit,
// just as a student's would.
var cutBlock = regexp.MustCompile(`(?s)(<!-- cut: (\w+)\s(.*?)\s*-->\n)(.*?)(<!-- /cut -->)`)

// cutTries is how often a page is cut before a difference counts. On a busy machine a read
// may return a little more or less.
const cutTries = 5

func TestPagesAreTrue(t *testing.T) {
	t.Parallel()
	sandbox.OfContent(t)
	root := sandbox.Clone(t).Root
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, filepath.Join(root, "README.md"), filepath.Join(root, "CONTRIBUTING.md"))
	for _, page := range share.Of(t, "pages", pagesShare, pages) {
		t.Run(filepath.Base(page), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			diff, again, made := "", "", map[string]bool{}
			for range cutTries {
				again = cutAgain(t, filepath.Base(page), string(text))
				if diff = falseBlocks(string(text), again, made); diff == "" {
					return
				}
			}
			if *update {
				if err := os.WriteFile(page, []byte(again), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("the page is out of date (-page +real); go test ./lab/agree -run Pages -update writes it again:\n%s", diff)
		})
	}
}

// falseBlocks adds the blocks of a page that were made again as they are, and returns how the others
// differ.
func falseBlocks(page, again string, made map[string]bool) (diff string) {
	blocks, before := cutBlock.FindAllString(again, -1), cutBlock.FindAllString(page, -1)
	if len(blocks) != len(before) {
		return cmp.Diff(timeless(page), timeless(again))
	}
	for i, block := range before {
		wrong := cmp.Diff(timeless(block), timeless(blocks[i]))
		made[block] = made[block] || wrong == ""
		if !made[block] {
			diff += wrong
		}
	}
	return diff
}

// cutAgain returns the page of that name with all its blocks made again.
func cutAgain(t *testing.T, name, page string) string {
	if !strings.Contains(page, "<!-- cut: ") {
		return page
	}
	root := sandbox.Clone(t).Root
	sandbox := sandbox.Copy(t)
	return cutBlock.ReplaceAllStringFunc(page, func(block string) string {
		m := cutBlock.FindStringSubmatch(block)
		open, kind, what, was, end := m[1], m[2], m[3], m[4], m[5]
		var body string
		switch kind {
		case "run":
			body = "```console\n$ " + what + "\n" + runInside(t, sandbox, what) + "```\n"
		case "code":
			file, declared, _ := strings.Cut(what, " ")
			found, err := course.FindDeclaration(filepath.Join(root, filepath.FromSlash(file)), declared)
			if err != nil {
				t.Fatalf("cut: code %s: %v", what, err)
			}
			body = "```go\n" + found.Source + "```\n"
		case "file":
			text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(what)))
			if err != nil {
				t.Fatal(err)
			}
			body = "```\n" + string(text) + "```\n"
		case "save":
			text := strings.TrimSuffix(strings.TrimPrefix(was, "```\n"), "```\n")
			file := filepath.Join(sandbox, filepath.FromSlash(what))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
			body = was
		case "table":
			tables := map[string]func() string{"dialect": dialect.Table, "settings": script.SettingsTable, "floors": floorTable, "server": func() string { return dialect.TableOf(course.ServerWords()) }}
			if tables[what] == nil {
				t.Fatalf("cut: table %s: there is no such table", what)
			}
			body = tables[what]()
		case "log":
			body = "```\n" + logOf(t, filepath.Join(root, filepath.FromSlash(what))) + "```\n"
		case "contents":
			body = contents(page)
		case "neighbours":
			body = neighbours(t, name)
		case "terminals":
			body = "```\n" + performTerminals(t, what) + "```\n"
		default:
			t.Fatalf("cut: %s: there is no such kind", kind)
		}
		return open + body + end
	})
}

// runInside runs a lab command line as if it was typed in dir.
func runInside(t *testing.T, dir, line string) string {
	t.Helper()
	words, ok := strings.CutPrefix(line, "go tool lab ")
	if strings.HasPrefix(line, "tshark ") {
		return wireshark(t, dir, line)
	}
	if !ok {
		t.Fatalf("cut: run %s: only go tool lab and tshark can be run", line)
	}
	if strings.Contains(words, "python") || strings.Contains(words, "testdata/handins") { // some are in Python
		sandbox.NeedsPython(t)
	}
	command, err := program.Parse(words)
	if err != nil {
		t.Fatalf("cut: run %s: %v", line, err)
	}
	out, err := sandbox.Command(t, dir, command.Args...).CombinedOutput()
	if failed := new(exec.ExitError); err != nil && !errors.As(err, &failed) {
		t.Fatalf("cut: run %s: %v", line, err)
	}
	return string(out)
}

// logOf returns all that the reference server prints in a scenario.
func logOf(t *testing.T, file string) string {
	t.Helper()
	sc, err := script.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	reference, err := course.Reference()
	if err != nil {
		t.Fatal(err)
	}
	job := grade.Job{Target: reference, Scenarios: []script.Scenario{sc}}
	r := runJobs(t, []grade.Job{job}).Lessons[0].Results[0] // where a busy machine does not count
	if r.Verdict != script.Passed {
		t.Fatalf("cut: log %s: %v: %s", file, r.Verdict, told(r))
	}
	return r.AtEnd
}

// wireshark runs a tshark command line in dir.
func wireshark(t *testing.T, dir, line string) string {
	t.Helper()
	needsTshark(t)
	command, err := program.Parse(line)
	if err != nil {
		t.Fatalf("cut: run %s: %v", line, err)
	}
	tshark := exec.CommandContext(t.Context(), command.Args[0], command.Args[1:]...)
	tshark.Dir = dir
	out, err := tshark.Output() // warnings about running as root are not for the page
	if err != nil {
		t.Fatalf("cut: run %s: %v", line, err)
	}
	return string(out)
}

var (
	// How long a step took to fail, if it failed before its limit, in the simulator, or
	// after hashing passwords. It takes longer on a busy machine.
	soon  = regexp.MustCompile(`(?m)^(   ✗ .*)after (?:\d+ ms|1\.\d s)$|^(   ✗ +\d+ (?:sim|guess) .*)after [\d.]+ s$`)
	times = regexp.MustCompile(` *\d+(\.\d)? m?s\b|(?m)^\d\.\d{9}\b`)
	ports = regexp.MustCompile(`127\.0\.0\.1(:|'?, (port )?)\d+`)
	// How much of a flood the kernels hold for a server that reads nothing.
	taken = regexp.MustCompile(`\d+ bytes sent: then`)
	// A write that waits, in a ladder: kernels may also hold all of a flood.
	blocked = regexp.MustCompile(`(?m)^ # ms .*waits # ms .*[┤├].*\n`)
	// A pause in a ladder: a busy machine makes more of them.
	pauses = regexp.MustCompile(`(?m)^ +┊ # ms(?:, nothing| later).*\n`)
	// How much they hold, in a ladder, and in which buffers.
	waits = regexp.MustCompile(`[▒ ]*[\d.]+ (?:KB|MB|bytes?) wait(?: for (?:the )?\w+)?[▒ ]*`)
	// How many seeds ran per second.
	speeds = regexp.MustCompile(`\([\d.]+ s, [\d.]+ seeds/s, .*\)`)
	dates  = regexp.MustCompile(`\d{4}(/\d\d/\d\d |-\d\d-\d\dT)\d\d:\d\d:\d\d(\.\d+Z)?`)
	// How long a class took, and how much of a processor.
	costs = regexp.MustCompile(`graded in \d+ \w+, [\d.]+ s of processor time`)
	// Random seeds, and how many bytes the server logs.
	seeds  = regexp.MustCompile(`(--seed|from the seed) \d+`)
	logged = regexp.MustCompile(`bytes_(in|out)=\d+`)
	// How many lines a server printed before the last ones: how many clients were quick enough.
	earlier = regexp.MustCompile(`… \d+ more before`)
	// Which clients of a crowd a server without locks forgot, and which of them is shown.
	forgotten = regexp.MustCompile(`(?m)this happened to \d+ of (\d+) clients; this is the first of them(?:\n|;\n(?: {19}\S.*\n)+)`)
	guests    = regexp.MustCompile(`\bguest\d\b`)
	// Rows in a random order: results of scenarios, output of a server's threads, and what
	// different clients read at nearly the same time in a ladder.
	chanceRow = regexp.MustCompile(`^[✓✗?–] \d\d-\S+/\S+|^      \| |^ # ms .*[▶◀]|^time=`)
)

// printedJoin matches what a lesson's server prints when somebody joins.
var printedJoin = regexp.MustCompile(`^      \| # \w+ joined$`)

// timeless hides what differs from run to run, so that pages can be compared: times, ports,
// how much kernels hold, and the order of some rows.
func timeless(page string) string {
	page = speeds.ReplaceAllString(page, "(#)")
	page = costs.ReplaceAllString(page, "graded in #")
	page = soon.ReplaceAllString(page, "${1}${2}at once")
	page = times.ReplaceAllString(page, " # ms")
	page = ports.ReplaceAllString(page, "127.0.0.1:#")
	page = dates.ReplaceAllString(page, "#")
	page = seeds.ReplaceAllString(page, "$1 #")
	page = logged.ReplaceAllString(page, "bytes_$1=#")
	page = earlier.ReplaceAllString(page, "… # more before")
	page = taken.ReplaceAllString(page, "# bytes sent: then")
	if forgotten.MatchString(page) {
		page = forgotten.ReplaceAllString(page, "this happened to # of $1 clients\n")
		page = guests.ReplaceAllString(page, "guest#")
	}
	page = waits.ReplaceAllString(page, " # bytes wait ")
	page = blocked.ReplaceAllString(page, "")
	page = pauses.ReplaceAllString(page, "")
	lines := strings.Split(page, "\n")
	for from := 0; from < len(lines); {
		to := from
		for to < len(lines) && chanceRow.MatchString(lines[to]) {
			to++
		}
		for i, line := range lines[from:to] {
			if printedJoin.MatchString(line) { // several clients share one name: which of them is shown is random
				lines[from+i] = strings.ToLower(line)
			}
		}
		slices.Sort(lines[from:to])
		from = max(to, from+1)
	}
	return strings.Join(lines, "\n")
}

// TestGeneratedPages compares wholly generated pages with their sources.
func TestGeneratedPages(t *testing.T) {
	for file, want := range generated(t) {
		path := sandbox.Clone(t).Path(file)
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(got), want); diff != "" {
			t.Errorf("%s is out of date (-file +made now); go test ./lab/agree -run Generated -update writes it again:\n%s", file, diff)
		}
	}
}
