package agree

import (
	"context"
	"flag"
	"io/fs"
	"maps"
	"net"
	"os"
	"path/filepath"
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

// hostileLesson is the lesson of all these hand-ins. It has few scenarios, so each takes little.
const hostileLesson = "1"

// hostileFolder has the hostile hand-ins. Each file says in its comment what the hand-in does
// and what must happen then; see expected. Words such as $SECRET are replaced: see prison.
const hostileFolder = "testdata/hostile"

// A prison is where a class is graded in which some hand-ins are hostile.
type prison struct {
	sandbox.Sandbox
	handIns, out, home, hidden string
	right                      string // the port of a right server, which is none of a hand-in
	called                     chan string
	words                      *strings.Replacer
	as                         string // the user who grades; empty: the one of the test
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
	maps.Copy(wants, p.archives())
	p.named()
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
	t.Run("names", func(t *testing.T) { checkNames(t, all) })
	p.nothingTaken()
	p.nothingLeft()
	p.held(all)
}

// newPrison makes a class of honest hand-ins, and everything that others are after.
func newPrison(t *testing.T) *prison {
	p := &prison{Sandbox: sandbox.New(t), handIns: t.TempDir(), out: t.TempDir(), home: t.TempDir(), hidden: t.TempDir(), called: make(chan string, 1)}
	p.right = p.serveRight()
	p.put(p.home, "secret.txt", secret)
	p.put(p.hidden, "hidden.txtar", "# Ana is welcome.\nclause P1\nserver\njoin ana # "+secret+"\n")
	l, err := lesson.Find(hostileLesson)
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
		"$KIT", p.Root, "$LESSON", l.ID(), "$OUT", p.out+"/all", "$HANDINS", p.handIns, "$RIGHT", p.right, "$SPACE", space, "$TEST", strconv.Itoa(os.Getpid()), "$DAEMON", daemon, "$CACHE", goEnv(t, "GOCACHE"),
		"$DEEP", strings.Repeat("-", 1<<20)+"1")
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
func (p *prison) grade(out string, flags ...string) map[string]class.Result {
	p.T.Helper()
	out = filepath.Join(p.out, out)
	args := append([]string{"grade", p.handIns, "--lesson", hostileLesson, "--scripts", p.hidden, "--out", out, "--jobs", "4"}, flags...)
	command := sandbox.Command(p.T, p.Root, args...)
	caches := map[string]string{"GOCACHE": goEnv(p.T, "GOCACHE"), "GOMODCACHE": goEnv(p.T, "GOMODCACHE")}
	command.Env = append(command.Env, "HOME="+p.T.TempDir(), "SECRET="+secret)
	if p.as != "" {
		command.Env = append(command.Env, p.unprivileged(command, caches)...)
	} else {
		command.Env = append(command.Env, "GOCACHE="+caches["GOCACHE"], "GOMODCACHE="+caches["GOMODCACHE"])
	}
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

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := program.Output(t.Context(), ".", "go", "env", name)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
