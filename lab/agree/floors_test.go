package agree

import (
	"fmt"
	"go/ast"
	"go/token"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// A floor is the layer of a package. Imports go down only: a low package can be read,
// tested and reused without those above it.
type floor struct {
	number   int
	name     string // below chatlab/
	is, isNo string // for the readers of docs/architecture.md
}

// floors has every package, from the lowest floor up.
var floors = []floor{
	{0, "server/wire", "lines and messages, limits, errors", "no sockets, no clock"},
	{0, "lab/trace", "the record of what happened on the wire", "knows neither who records nor who reads"},
	{0, "lab/patch", "exact replacements: the fixes of specimens, the mutants of the reference", "writes into no source file"},
	{0, "lab/sockets", "asks the system about sockets: who listens, what is unread; tells errors apart", "touches none; sees nothing except on Linux"},
	{0, "lab/wholefile", "reads and replaces files that other programs may have open", "knows no format"},
	{0, "lab/watch", "notices that files of a folder are saved", "does nothing about it"},
	{0, "server/overtls", "a listener that speaks TLS, under which the server keeps its promises", "no certificates of its own"},
	{0, "lab/cert", "a certificate that the lab makes for itself, and whom a client trusts", "talks to nobody"},
	{0, "lab/rawcsv", "the cells of a CSV file, as places in its bytes", "knows no headings"},
	{0, "lab/nearest", "the known word that a misspelt one may mean", "knows no words of its own"},
	{0, "lab/lazyregexp", "regular expressions that are compiled when they are first used", "has none of its own"},
	{0, "lab/layout", "columns, line breaks, cuts and numbers of text", "knows no format"},
	{0, "lab/reaper", "finds and ends the orphans of what we started; Linux only", "knows no program"},
	{0, "lab/scratch", "temporary folders, and sweeping those of killed runs", "keeps nothing"},
	{0, "lab/jsonform", "for tests: a JSON form, and the rows that its page has about it", "for tests alone"},
	{0, "lab/share", "for tests: how much of what takes long one run tries", "for tests alone"},
	{0, "lab/markstest", "for tests: reads marks as platforms do, strictly", "for tests alone"},
	{1, "lab/browser", "for tests: a headless Chromium, driven as developer tools do", "for tests alone"},
	{1, "lab/lesson", "the table of lessons; every path follows from a lesson's id", "runs nothing"},
	{1, "lab/dialect", "how a server words things, read from a file", "knows the protocol's forms, not its meaning"},
	{1, "lab/guard", "outlives the kit, ends what it left behind, says that it was killed; Linux only", "does no work of its own"},
	{1, "lab/doctor", "looks at a machine: does it have what the kit needs", "changes nothing, runs nothing by itself"},
	{1, "lab/progress", "the student's record: started, tried, passed", "may be lost; a file that can't be read is not overwritten"},
	{1, "lab/program", "builds, starts, watches and ends a server in any language", "does not judge"},
	{1, "server", "the reference chat server", "no flags, no signals, nothing of the lab"},
	{1, "server/history", "a log of what was said that a crash can't take back", "looks nothing up, changes nothing"},
	{1, "server/accounts", "who has a password: an htpasswd file, and how guessing is slowed down", "no identity, and no secrecy on the way"},
	{1, "server/internal/testclient", "how the tests of the server's packages talk to it", "for tests alone"},
	{1, "client", "the client, as a library", "no flags, no signals, nothing of the lab"},
	{1, "lab/fault", "what can go wrong on a TCP path, as decisions", "no clock, no goroutine, no socket"},
	{1, "lab/draw", "a trace as a ladder, a page, a picture, a capture", "pure functions"},
	{1, "lab/screen", "a terminal: lines arrive above the one that is typed", "knows no chat, and does not switch the terminal's mode"},
	{2, "lab/specimen", "the files of a broken server, specimen or mutant: as a student gets them, mended, or to be built in place", "builds nothing"},
	{2, "lab/probe", "talks to an unknown server, and finds out how it words its lines", "guesses, and judges nothing"},
	{2, "lab/rule", "what must be true of every trace", "runs nothing, guesses nothing"},
	{2, "server/settings", "the settings of docs/protocol.md, put around a server", "no flags"},
	{2, "lab/proxy", "stands between clients and a server, carries bytes under faults, records", "knows no scenario"},
	{2, "lab/sim", "a TCP network in memory and in virtual time; a seed gives a run", "no handshakes, sequence numbers, congestion control"},
	{2, "lab/console", "a command's terminal: keys, progress, whether anybody reads", "knows no command"},
	{2, "lab/handin", "finds what students handed in, and lays the source of one lesson into a scratch folder", "builds and runs nothing, believes nothing"},
	{2, "lab/class", "the results of a class, what they earn, and the file that they are in", "grades nothing, shows nothing"},
	{2, "lab/platform", "the files that a learning platform wants, so that it grades each hand-in with the lab", "installs nothing, runs nothing"},
	{3, "lab/alike", "which hand-ins of a class have nearly the same source", "a place to look, and no verdict"},
	{3, "lab/marks", "the marks of a class for its readers: a terminal, grade books, platforms", "pure functions; computes no mark"},
	{3, "lab/confine", "starts the programs of hand-ins so that they can do little but serve; says what held", "no virtual machine; reads no hand-ins"},
	{3, "lab/hunt", "crowds from a seed in the simulated network: search, shrink, replay", "knows no scenario and no folder of Go code"},
	{3, "lab/script", "the language of scenarios", "knows no reports, and of lessons only the symptoms"},
	{3, "lab/play", "a server and a few people at it, played by hand over paths that misbehave", "knows no browser, judges nothing"},
	{4, "lab/grade", "runs lessons, makes a report, as values", "knows no commands and no flags"},
	{5, "lab/story", "a report for its reader: at a terminal, as JSON; the commands that it suggests", "runs nothing"},
	{5, "lab/vet", "what turns each scenario red, and whether scenarios may stay", "prints nothing"},
	{6, "lab/course", "a clone as students and teachers use it: copies, progress, the plan of a check, the loop of watch", "prints nothing, reads no flags"},
	{6, "lab/sheet", "a graded class as one page for its teacher, and a folder of feedback for each student", "computes no marks, runs nothing"},
	{7, "lab/trial", "tries scenarios that students wrote: on right servers, then on wrong ones", "names no wrong server, prints nothing"},
	{7, "lab/labtest", "a lesson, or the stages of a server from an empty file, as a Go test", "the same verdicts, in another form"},
	{7, "lab/bench", "the lab in a browser: a lesson's page, its scenarios, its pictures", "no flags, no address of its own"},
	{7, "lab/grader", "grades hand-ins: lays, confines, builds and runs each, and makes a result of it", "no marks, no views"},
	{8, "lab/cli", "the command line: names, flags, help, and what is printed", "plans nothing"},
	{8, "lab/sandbox", "for tests: a fresh copy of the kit, and the lab as a student types it", "for tests alone"},
	{9, "lab", "the program", "calls `lab/cli`, and nothing else"},
	{9, "lab/agree", "the tests that keep the kit in agreement", "no tests of one package"},
}

// floorTable returns the table of floors for docs/architecture.md.
func floorTable() string {
	var table strings.Builder
	table.WriteString("| floor | package | what it is | what it is not |\n| --- | --- | --- | --- |\n")
	for _, f := range floors {
		fmt.Fprintf(&table, "| %d | `%s` | %s | %s |\n", f.number, f.name, f.is, f.isNo)
	}
	return table.String()
}

// floorOf returns the floor of a package, if it is one of ours.
func floorOf(path string) (number int, ours bool) {
	at := slices.IndexFunc(floors, func(f floor) bool { return "chatlab/"+f.name == path })
	if at < 0 {
		return 0, false
	}
	return floors[at].number, true
}

// barred says which imports are forbidden, and why.
var barred = []struct {
	importers string // a prefix
	imported  string // a prefix
	except    []string
	reason    string
}{
	{"chatlab/server", "chatlab/lab", nil, "the server is an example to read, and no part of what tests it"},
	{"chatlab/client", "chatlab/lab", nil, "the client is an example to read, and no part of what tests it"},
	{"chatlab/server", "github.com/", []string{"chatlab/server/history"}, "the server shows what the standard library can do"},
	{"chatlab/client", "github.com/", nil, "the client shows what the standard library can do"},
	{"chatlab/", "github.com/rogpeppe/go-internal/testscript", []string{"chatlab/lab/script"}, "one adapter: everything else deals with scenarios"},
	{"chatlab/", "github.com/google/go-cmp", nil, "it is made for tests"},
	{"chatlab/", "github.com/landlock-lsm/", []string{"chatlab/lab/confine"}, "one place restricts, and says what holds"},
	{"chatlab/", "go.yaml.in/yaml/v3", []string{"chatlab/lab/handin"}, "only Gradescope's export is YAML"},
	{"chatlab/", "github.com/yuin/goldmark", []string{"chatlab/lab/bench"}, "only a browser needs pages as HTML"},
	{"chatlab/", "github.com/spf13/cobra", []string{"chatlab/lab/cli"}, "packages do work; only the command line knows flags"},
	{"chatlab/lab/", "chatlab/lab/console", []string{"chatlab/lab/cli"}, "packages return what there is to say; only the command line prints it"},
	{"chatlab/lab/", "golang.org/x/term", []string{"chatlab/lab/cli", "chatlab/lab/console", "chatlab/lab/screen"}, "packages know no terminal"},
	{"chatlab/lab/cli", "chatlab/lab/specimen", []string{}, "the command line plans nothing: course does"},
	{"chatlab/", "chatlab/server/internal/testclient", nil, "it is made for tests"},
	{"chatlab/", "chatlab/lab/jsonform", nil, "it is made for tests"},
	{"chatlab/", "os/exec", []string{"chatlab/lab/browser", "chatlab/lab/program", "chatlab/lab/sandbox"}, "one place runs processes, and ends them, except for those of tests. TestWhoStartsProcesses has what starts some without os/exec"},
	{"chatlab/", "os/signal", []string{"chatlab/lab/cli", "chatlab/lab/confine", "chatlab/lab/console", "chatlab/lab/guard", "chatlab/lab/program"}, "signals belong to the program, not to packages, except for what servers inherit"},
}

func TestImportsGoDown(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./server/...", "./client/...", "./lab/...")
	list.Dir = sandbox.Clone(t).Root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		importer, imports := words[0], words[1:]
		floor, ok := floorOf(importer)
		if !ok {
			t.Errorf("%s is on no floor: add it to floors in lab/agree/floors_test.go", importer)
			continue
		}
		seen[importer] = true
		for _, imported := range imports {
			if below, ours := floorOf(imported); ours && below >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d)", importer, floor, imported, below)
			}
			for _, bar := range barred {
				if strings.HasPrefix(importer, bar.importers) && strings.HasPrefix(imported, bar.imported) && !slices.Contains(bar.except, importer) {
					t.Errorf("%s imports %s: %s", importer, imported, bar.reason)
				}
			}
		}
	}
	for _, f := range floors {
		if !seen["chatlab/"+f.name] {
			t.Errorf("%s has a floor and does not exist", f.name)
		}
	}
}

// TestWhoSpellsFlags: packages that know no flags do not name any in their strings.
func TestWhoSpellsFlags(t *testing.T) {
	folders := []string{"lab/hunt", "lab/program"}
	for _, f := range floors {
		if strings.Contains(f.isNo, "flags") {
			folders = append(folders, f.name)
		}
	}
	for _, folder := range folders {
		for file, parsed := range sources(t, sandbox.Clone(t).Path(folder)) {
			ast.Inspect(parsed, func(n ast.Node) bool {
				text, ok := n.(*ast.BasicLit)
				if ok && text.Kind == token.STRING && flagOfLab.MatchString(text.Value) {
					t.Errorf("%s/%s spells %s; lab/story/spell.go does", folder, file, text.Value)
				}
				return true
			})
		}
	}
}

// TestWhoStartsProcesses: what starts a process or becomes another program is in few places, and
// each has a reason.
func TestWhoStartsProcesses(t *testing.T) {
	starters := map[string]string{
		"lab/guard":   "it outlives the kit, which it starts",
		"lab/confine": "its worker becomes the confined program, through the namespaces that it makes",
	}
	calls := regexp.MustCompile(`\b(os\.StartProcess|(syscall|unix)\.(Exec|ForkExec|StartProcess))\(`)
	used := map[string]bool{}
	for _, f := range floors {
		files, err := filepath.Glob(sandbox.Clone(t).Path(f.name + "/*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", f.name, len(files), err)
		}
		for _, file := range files {
			call := calls.FindString(read(t, f.name+"/"+filepath.Base(file)))
			switch _, may := starters[f.name]; {
			case strings.HasSuffix(file, "_test.go") || call == "":
			case may:
				used[f.name] = true
			default:
				t.Errorf("%s/%s calls %s…): lab/program starts processes, and ends them", f.name, filepath.Base(file), call)
			}
		}
	}
	for folder, reason := range starters {
		if !used[folder] {
			t.Errorf("%s starts no process any more (%s)", folder, reason)
		}
	}
}

// flagOfLab matches a string that begins with a flag of lab, or has a command line of lab.
var flagOfLab = regexp.MustCompile("^[\"`]--(run|seed|server|of|symptom|clients|profile|mutant|race|slow)[\"` =]|lab (check|sim|hint) ")
