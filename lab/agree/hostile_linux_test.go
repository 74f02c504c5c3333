package agree

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"chatlab/lab/class"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/sandbox"
	"chatlab/lab/specimen"
	"chatlab/server"
)

var hostile = flag.Bool("hostile", false, "grade the hostile hand-ins of testdata/hostile, which takes two minutes and most of the machine")

// hostileFolder has the hostile hand-ins. Each file says in its comment what the hand-in does
// and what has to come of it; see expected. Words such as $SECRET are replaced: see prison.
const hostileFolder = "testdata/hostile"

// A prison is where a class is graded in which some hand-ins are hostile.
type prison struct {
	sandbox.Sandbox
	handIns, out, home, hidden string
	right                      string // the port of a right server, which is none of a hand-in
	called                     chan string
	words                      *strings.Replacer
}

const (
	secret = "this-is-the-secret-of-the-teacher"
	daemon = "this-is-a-daemon-of-a-hand-in"
)

// TestHostileHandIns: what a hand-in does to be better than it is, or to harm others, has no
// effect. The others have the results that they have without it.
func TestHostileHandIns(t *testing.T) {
	if !*hostile {
		t.Skip("it takes two minutes and brings the machine a load of hundreds, beside which no other test should run; run it alone, with -hostile")
	}
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	p := newPrison(t)
	honest := p.grade("honest")
	wants := p.hostile()
	before := p.files(p.Root, p.handIns, p.home, p.hidden)
	all := p.grade("all")
	if diff := cmp.Diff(before, p.files(p.Root, p.handIns, p.home, p.hidden)); diff != "" {
		t.Errorf("files outside were changed (-before +after)\n%s", diff)
	}
	for name, want := range honest {
		if diff := cmp.Diff(want, all[name]); diff != "" {
			t.Errorf("%s is judged otherwise beside hostile hand-ins (-want +got)\n%s", name, diff)
		}
	}
	for name, want := range wants {
		t.Run(name, func(t *testing.T) { want.check(t, all[name]) })
	}
	p.nothingTaken()
	p.nothingLeft()
}

// newPrison makes a class of honest hand-ins, and everything that others are after.
func newPrison(t *testing.T) *prison {
	p := &prison{Sandbox: sandbox.New(t), handIns: t.TempDir(), out: t.TempDir(), home: t.TempDir(), hidden: t.TempDir(), called: make(chan string, 1)}
	p.right = p.serveRight()
	p.put(p.home, "secret.txt", secret)
	p.put(p.hidden, "hidden.txtar", "It is a hidden scenario: "+secret+"\n\nserver\njoin ana\n")
	l, err := lesson.Find("3")
	broken, err2 := specimen.Of(p.Root, l)
	mended, err3 := specimen.Mended(p.Root, l)
	python, err4 := specimen.OfPython(p.Root, l)
	fix, err5 := specimen.PythonFix(p.Root, l)
	pythonMended, err6 := python.With(fix)
	for _, err := range []error{err, err2, err3, err4, err5, err6} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, files := range map[string]specimen.Files{"broken-go": broken, "right-go": mended, "broken-py": python, "right-py": pythonMended} {
		for file, text := range files {
			p.put(filepath.Join(p.handIns, name), file, string(text))
		}
		if strings.HasSuffix(name, "-py") {
			p.put(filepath.Join(p.handIns, name), "chatlab.server", "run python3 server.py {port}\n")
		}
	}
	space, _ := os.Readlink("/proc/self/ns/pid")
	p.words = strings.NewReplacer("$SECRET", filepath.Join(p.home, "secret.txt"), "$HOME", p.home, "$HIDDEN", filepath.Join(p.hidden, "hidden.txtar"),
		"$KIT", p.Root, "$OUT", p.out+"/all", "$HANDINS", p.handIns, "$RIGHT", p.right, "$SPACE", space, "$TEST", strconv.Itoa(os.Getpid()), "$DAEMON", daemon, "$CACHE", goEnv(t, "GOCACHE"))
	return p
}

// serveRight is a right server that is no hand-in's, and returns its port.
func (p *prison) serveRight() string {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.T.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan error, 1)
	go func() { over <- new(server.Server).Serve(ctx, tattler{ln, p.called}) }()
	p.T.Cleanup(func() { cancel(); <-over })
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	return port
}

// A tattler tells who has connected first.
type tattler struct {
	net.Listener
	called chan string
}

func (l tattler) Accept() (net.Conn, error) {
	nc, err := l.Listener.Accept()
	if err == nil {
		select {
		case l.called <- nc.RemoteAddr().String():
		default:
		}
	}
	return nc, err
}

func (p *prison) put(dir, file, text string) {
	p.T.Helper()
	path := filepath.Join(dir, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		p.T.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		p.T.Fatal(err)
	}
}

// hostile adds the hostile hand-ins to the class, and returns what has to come of each.
func (p *prison) hostile() map[string]expected {
	p.T.Helper()
	files, err := filepath.Glob(p.Path(hostileFolder + "/*.txtar"))
	if err != nil || len(files) == 0 {
		p.T.Fatal(files, err)
	}
	helper := p.Read(hostileFolder + "/crime.py")
	wants := map[string]expected{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		archive, err := txtar.ParseFile(file)
		if err != nil {
			p.T.Fatal(err)
		}
		dir, base := filepath.Join(p.handIns, name), "broken-go"
		for _, f := range archive.Files {
			p.put(dir, f.Name, p.words.Replace(string(f.Data)))
			if f.Name == "chatlab.server" {
				base = "broken-py"
				p.put(dir, "crime.py", helper)
			}
		}
		others := os.DirFS(filepath.Join(p.handIns, base))
		names, err := fs.Glob(others, "*")
		if err != nil {
			p.T.Fatal(err)
		}
		for _, other := range names {
			if _, err := os.Stat(filepath.Join(dir, other)); err != nil && other != "chatlab.server" {
				text, _ := fs.ReadFile(others, other)
				p.put(dir, other, string(text))
			}
		}
		wants[name] = expectedOf(p.T, string(archive.Comment))
	}
	return wants
}

// grade grades the class as a teacher does, into a folder of out. It returns the results by
// the names of the hand-ins, without what differs in each run.
func (p *prison) grade(out string) map[string]class.Result {
	p.T.Helper()
	out = filepath.Join(p.out, out)
	command := sandbox.Command(p.T, p.Root, "grade", p.handIns, "--lesson", "3", "--out", out, "--jobs", "4")
	command.Env = append(command.Env, "HOME="+p.T.TempDir(), "GOCACHE="+goEnv(p.T, "GOCACHE"), "GOMODCACHE="+goEnv(p.T, "GOMODCACHE"), "SECRET="+secret)
	began := time.Now()
	text, err := command.CombinedOutput()
	p.T.Logf("%s: %v in %v", filepath.Base(out), err, time.Since(began).Round(time.Millisecond))
	if err != nil {
		p.T.Logf("%s", text)
	}
	if status := command.ProcessState.ExitCode(); status != 0 && status != 3 {
		p.T.Fatalf("lab grade: %v\n%s", err, text)
	}
	all, err := class.ReadResults(out)
	if err != nil {
		p.T.Fatal(err)
	}
	results := map[string]class.Result{}
	for _, r := range all {
		r.Times = class.Times{}
		r.Hash, r.Key = "", "" // of files, which have words of this run
		for i := range r.Scenarios {
			r.Scenarios[i].Expected, r.Scenarios[i].Received, r.Scenarios[i].So = "", "", ""
		}
		results[r.Student.Key] = r
	}
	return results
}

// files returns the sums of all files in folders.
func (p *prison) files(dirs ...string) map[string]string {
	all := map[string]string{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			info, err := e.Info()
			if err != nil {
				return err
			}
			all[path] = fmt.Sprint(info.Mode(), info.Size(), info.ModTime())
			return nil
		})
		if err != nil {
			p.T.Fatal(err)
		}
	}
	return all
}

// nothingTaken: no secret is in the results, and no hand-in says that a crime has worked.
func (p *prison) nothingTaken() {
	p.T.Helper()
	err := filepath.WalkDir(filepath.Join(p.out, "all"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.Contains(path, ".under-way") {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range bytes.Lines(text) {
			if at := bytes.Index(line, []byte("DID ")); at >= 0 || bytes.Contains(line, []byte(secret)) {
				p.T.Errorf("%s: %.300s", path, line[max(at, 0):])
				break
			}
		}
		return err
	})
	if err != nil {
		p.T.Error(err)
	}
	select {
	case who := <-p.called:
		p.T.Errorf("%s has connected to a server that is no hand-in's", who)
	default:
	}
}

// nothingLeft: no process of a hand-in is there any more.
func (p *prison) nothingLeft() {
	p.T.Helper()
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		p.T.Fatal(err)
	}
	for _, dir := range all {
		words, _ := os.ReadFile(dir + "/cmdline")
		where, _ := os.Readlink(dir + "/cwd")
		if bytes.Contains(words, []byte(p.out)) || bytes.Contains(words, []byte(daemon)) || strings.HasPrefix(where, p.out) {
			p.T.Errorf("%s is left running: %q in %s", dir, words, where)
		}
	}
}

// expected is what has to come of a hostile hand-in. In the comment of its file, each line
// after the empty one has a word and its value.
type expected map[string]string

func expectedOf(t *testing.T, comment string) expected {
	_, lines, _ := strings.Cut(comment, "\n\n")
	e := expected{}
	for line := range strings.Lines(lines) {
		if word, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			e[word] = value
		}
	}
	if len(e) == 0 {
		t.Fatalf("nothing is expected: %q", comment)
	}
	return e
}

func (e expected) check(t *testing.T, r class.Result) {
	if r.Lesson == "" {
		t.Fatal("it has no result")
	}
	m := class.UsualPoints().Mark(r)
	for _, word := range slices.Sorted(maps.Keys(e)) {
		value, ok := e[word], false
		switch word {
		case "earns":
			most, atMost := strings.CutPrefix(value, "at most ")
			points, err := strconv.ParseFloat(most, 64)
			ok = err == nil && (m.Got == points || atMost && m.Got < points)
		case "refused":
			ok = r.Refused != nil && strings.Contains(r.Refused.Reason+" "+r.Refused.What, value)
		case "trouble":
			ok = r.Trouble != nil && r.Trouble.Kind == value
		case "own":
			ok = strings.Contains(strings.Join(r.Own, "\n"), value)
		case "note":
			ok = strings.Contains(strings.Join(r.Notes, "\n"), value)
		}
		if !ok {
			t.Errorf("want %s %s, but it earns %g (open %v), refused %v, trouble %v, own %q, notes %q", word, value, m.Got, m.Open, r.Refused, r.Trouble, r.Own, r.Notes)
		}
	}
	if t.Failed() {
		for _, sc := range r.Scenarios {
			t.Logf("%s %s %s %v", sc.Verdict, sc.ID, sc.Why, sc.Trouble)
		}
	}
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := program.Output(t.Context(), ".", "go", "env", name)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
