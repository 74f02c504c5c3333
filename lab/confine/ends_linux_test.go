package confine

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sys/unix"

	"chatlab/lab/program"
)

// daemonLock is a file that the daemon keeps locked while it lives.
const daemonLock = "lock"

// leaveDaemon leaves a process running that hides from the kit: it has a group of its own, and
// nothing of the kit in its environment.
func leaveDaemon() {
	_, err := os.StartProcess(os.Args[0], []string{os.Args[0], handIn, "is a daemon", "now"}, &os.ProcAttr{
		Env: []string{"HOME=/"},
		Sys: &syscall.SysProcAttr{Setpgid: true},
	})
	if err != nil {
		fmt.Println(err)
	}
	for range time.Tick(time.Millisecond) { // until the daemon has its lock
		if text, _ := os.ReadFile("pid"); len(text) > 0 {
			fmt.Print("daemon")
			return
		}
	}
}

func beDaemon() {
	if held, err := flock.New(daemonLock).TryLock(); err != nil || !held {
		os.WriteFile("pid", fmt.Append(nil, err), 0o644)
		return
	}
	os.WriteFile("pid.new", fmt.Append(nil, os.Getpid()), 0o644)
	os.Rename("pid.new", "pid")
	select {}
}

// TestEndsWithIt: what a hand-in leaves running ends with it, even if it hides. Without
// namespaces the report says that it does not.
func TestEndsWithIt(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		dir := t.TempDir()
		var held Report
		if s != nil {
			s.Tell = func(r Report) { held = r }
		}
		if r := run(t, dir, s, "leaves a daemon"); r.Output != "daemon" {
			t.Fatalf("%+v", r)
		}
		lock := flock.New(filepath.Join(dir, daemonLock))
		gone, err := lock.TryLock()
		if err != nil || gone != held.Held(Ends) {
			t.Errorf("the daemon is gone: %v, %v; but %s", gone, err, held.bound(Ends))
		}
		if gone {
			lock.Unlock()
			return
		}
		var pid int
		text, _ := os.ReadFile(filepath.Join(dir, "pid"))
		if fmt.Sscan(string(text), &pid); pid > 1 {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	})
}

// killEverybody signals all processes that it can, but only in a namespace of its own.
func killEverybody(args []string) {
	if space, err := os.Readlink(ownSpace); err != nil || space == args[0] {
		fmt.Println("not tried")
		return
	}
	fmt.Println("killed", unix.Kill(-1, unix.SIGKILL))
}

// TestKillsEverybody: a kill of all processes ends nothing outside. Process 1 stays as well, so
// it reports the end.
func TestKillsEverybody(t *testing.T) {
	p := makePrey(t)
	s := testSpec(p)
	r := run(t, p.Dir, &s, "kills everybody", p.Inode)
	if r.Output == "not tried" {
		t.Skip("this system gives no namespaces")
	}
	if r.Output != "killed no such process" && !strings.HasPrefix(r.Output, "killed <nil>") && r.How != "signal: killed" {
		t.Errorf("%+v", r)
	}
	if err := syscall.Kill(p.Victim, 0); err != nil {
		t.Errorf("the victim: %v", err)
	}
}

func writeReport() {
	var stat unix.Stat_t
	if err := unix.Fstat(program.Reporting, &stat); err == nil && stat.Mode&unix.S_IFMT == unix.S_IFIFO {
		fmt.Println("the report is open")
	}
}

// TestReport: the program can't write the report. What has to hold and does not keeps the
// program from running, as the kit's trouble and not the program's.
func TestReport(t *testing.T) {
	p := makePrey(t)
	s := testSpec(p)
	var held Report
	s.Tell = func(r Report) { held = r }
	if r := run(t, p.Dir, &s, "writes the report"); r.Output != "" {
		t.Errorf("%+v", r)
	}
	if names := held.names(); !slices.Equal(names, Names) {
		t.Errorf("the report has %q, want %q", names, Names)
	}
	s.Alone, s.Must = true, []string{Privileges, Ends}
	c := Command(program.Command{Args: []string{os.Args[0], handIn, "prints"}, Dir: p.Dir}, s)
	_, err := program.Run(t.Context(), c, program.Options{})
	if why, ok := err.(*program.Trouble); !ok || why.Kind != program.OfTheKit || !strings.Contains(why.What, "required, but is not held: end: no") {
		t.Errorf("%v", err)
	}
}

func (r Report) names() (names []string) {
	for _, b := range r {
		names = append(names, b.Name)
	}
	return names
}

// TestProbe: a probe says of each bound whether it holds, and its tries agree with that.
func TestProbe(t *testing.T) {
	for _, alone := range []bool{false, true} {
		held, err := Probe(t.Context(), Spec{Limits: Usual, Alone: alone})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("alone %v:\n%s", alone, held)
		for _, name := range Names {
			if b := held.bound(name); !b.Held && mustHold(name, alone, held) {
				t.Errorf("alone %v: %s", alone, b)
			}
		}
	}
}

// TestTried: a bound that a try has broken does not hold, whatever the system says.
func TestTried(t *testing.T) {
	held, err := tried(Report{{Files, true, "Landlock"}, {Ports, true, "Landlock"}}, `{"files": "read a file"}`)
	if err != nil || held.Held(Files) || !held.Held(Ports) {
		t.Errorf("%v, %v", held, err)
	}
}

// forkAndWait starts as many processes as it can, up to 1000.
func forkAndWait() {
	for n := range 1000 {
		if err := forks(); err != nil {
			fmt.Println("ready:", n, err)
			break
		}
	}
	fmt.Println("ready")
	io.Copy(io.Discard, os.Stdin)
}

// TestProcessesAreCounted: where the system does not limit processes, a program that has too
// many is ended, and they all with it.
func TestProcessesAreCounted(t *testing.T) {
	s := Spec{Read: []string{os.Args[0]}, Write: []string{Here}, Limits: Limits{Processes: 50}, Alone: true}
	r := run(t, t.TempDir(), &s, "forks and waits")
	if r.Why == nil || r.Why.Kind != program.OverLimit || r.Why.What != "the program had more than 50 processes and threads" {
		t.Errorf("%+v", r)
	}
}

// TestProcessesAreLimited: where the system limits processes, a fork fails. For root it holds
// only limits that are not low.
func TestProcessesAreLimited(t *testing.T) {
	for _, most := range []int{50, Usual.Processes} {
		var held Report
		s := Spec{Read: []string{os.Args[0]}, Write: []string{Here}, Limits: Limits{Processes: most}, Tell: func(r Report) { held = r }}
		c := Command(program.Command{Args: []string{os.Args[0], handIn, "forks and waits"}, Dir: t.TempDir()}, s)
		c.Through.Bounds.Threads = 0 // the kit does not count
		p, err := program.Run(t.Context(), c, program.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Kill()
		if !held.Held(Processes) {
			t.Logf("this system does not hold %d: %s", most, held.bound(Processes))
			continue
		}
		ctx, cancel := context.WithTimeout(t.Context(), testLimit)
		defer cancel()
		p.AwaitOutput(ctx, func(text string) bool { return strings.Contains(text, "ready") })
		if os.Getuid() == 0 {
			most += reservedNumbers
		}
		var n int
		if _, err := fmt.Sscanf(p.Output(), "ready: %d "+unix.EAGAIN.Error(), &n); err != nil || n > most+enough {
			t.Errorf("%s, at most %d: %q", held.bound(Processes), most+enough, p.Output())
		}
		p.Kill()
	}
}

// TestWorkerIsKilled: if only the outer process of the worker is killed, the program ends too.
func TestWorkerIsKilled(t *testing.T) {
	modes(t, func(t *testing.T, s *Spec) {
		dir := t.TempDir()
		before := children(t)
		begin(t, dir, s, "is a daemon")
		lock := flock.New(filepath.Join(dir, daemonLock))
		limit := time.Now().Add(testLimit)
		for !exists(filepath.Join(dir, "pid")) && time.Now().Before(limit) {
			time.Sleep(time.Millisecond) // a file gives no event
		}
		for _, pid := range children(t) {
			if !slices.Contains(before, pid) {
				syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		ctx, cancel := context.WithDeadline(t.Context(), limit)
		defer cancel()
		if gone, err := lock.TryLockContext(ctx, time.Millisecond); !gone {
			t.Errorf("it is still there: %v", err)
		}
		lock.Unlock()
	})
}

// beKit starts a confined program in the folder, and never ends.
func beKit(args []string) {
	s := Spec{Read: []string{os.Args[0]}, Write: []string{Here}}
	c := Command(program.Command{Args: []string{os.Args[0], handIn, "is a daemon", "now"}, Dir: args[0]}, s)
	if _, err := program.Run(context.Background(), c, program.Options{}); err != nil {
		panic(err)
	}
	select {}
}

// TestKitIsKilled: if the kit is killed, its confined programs end.
func TestKitIsKilled(t *testing.T) {
	dir := t.TempDir()
	kit, err := os.StartProcess(os.Args[0], []string{os.Args[0], handIn, "is a kit", dir}, new(os.ProcAttr))
	if err != nil {
		t.Fatal(err)
	}
	limit := time.Now().Add(testLimit)
	for !exists(filepath.Join(dir, "pid")) && time.Now().Before(limit) {
		time.Sleep(time.Millisecond) // a file gives no event
	}
	kit.Kill()
	kit.Wait()
	for lock := flock.New(filepath.Join(dir, daemonLock)); time.Now().Before(limit); time.Sleep(time.Millisecond) {
		if gone, _ := lock.TryLock(); gone {
			lock.Unlock()
			return
		}
	}
	t.Error("the program is still there")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// children returns the processes that this one has started.
func children(t *testing.T) (pids []int) {
	t.Helper()
	files, err := filepath.Glob("/proc/self/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, _ := os.ReadFile(file)
		for word := range strings.FieldsSeq(string(text)) {
			var pid int
			fmt.Sscan(word, &pid)
			pids = append(pids, pid)
		}
	}
	return pids
}
