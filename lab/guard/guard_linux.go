package guard

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"chatlab/lab/reaper"
	"chatlab/lab/scratch"
)

// exitSignal plus the number of a signal is the exit status of a program that the signal has
// ended, as in shells.
const exitSignal = 128

// grace is how long the program may take to end in order, once it was asked to. Then it is
// killed: it may be busy, and not look.
const grace = 10 * time.Second

// Run runs this program again, with the same arguments, and returns its exit status. ran is
// false if that was impossible. The program returns the status interrupted if it was asked to
// end. If it has not ended 10 s later, it is killed. If a signal killed it that nobody sent to
// us, Run returns trouble.
func Run(interrupted, trouble int) (status int, ran bool) { return run(interrupted, trouble, grace) }

func run(interrupted, trouble int, grace time.Duration) (status int, ran bool) {
	self, err := os.Executable()
	if err != nil || reaper.Adopt() != nil {
		return 0, false
	}
	end, hold, err := os.Pipe()
	if err != nil {
		return 0, false
	}
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, unix.SIGINT, unix.SIGTERM, unix.SIGQUIT, unix.SIGHUP, unix.SIGABRT)
	program, err := os.StartProcess(self, os.Args, &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr, end},
		Env:   append(os.Environ(), variable+"=3"), // 3 is the descriptor of end
	})
	if err != nil {
		signal.Stop(signals)
		return 0, false
	}
	end.Close()
	state, first := stay(program, hold, signals, grace)
	reaper.End(func(int) bool { return true })
	scratch.RemoveOf(program.Pid)
	how := state.Sys().(syscall.WaitStatus)
	switch {
	case how.Exited() && how.ExitStatus() == wrongUsage:
		return crashed, true
	case how.Exited() && how.ExitStatus() == crashed:
		fmt.Fprintln(os.Stderr, "lab: the kit itself has crashed, so its results do not count; please report it, with the lines above")
		return trouble, true
	case how.Exited() && how.ExitStatus() != interrupted:
		return how.ExitStatus(), true
	case first != 0:
		return exitSignal + int(first), true
	case how.Exited():
		return interrupted, true
	}
	fmt.Fprintf(os.Stderr, "lab: the kit itself was ended by a signal (%v): what it has found by then does not count\n", how.Signal())
	return trouble, true
}

// stay waits for the program's end, and returns its state and the first signal that we got.
// The first signal asks the program to end, and after the grace it is killed. A second one kills
// it at once, unless it is a copy of the first, or SIGHUP: a shell sends that again to a program
// that already got it from the terminal.
func stay(program *os.Process, hold *os.File, signals <-chan os.Signal, grace time.Duration) (state *os.ProcessState, first syscall.Signal) {
	ended := make(chan struct{})
	go func() { // ends with the program
		state, _ = program.Wait()
		close(ended)
	}()
	var late <-chan time.Time // nil until a signal has come
	var asked time.Time
	for {
		select {
		case <-ended:
			return state, first
		case <-late:
			fmt.Fprintf(os.Stderr, "lab: the kit did not end within %v, so it was killed\n", grace)
			program.Kill()
		case s := <-signals:
			switch {
			case first == 0:
				first, asked = s.(syscall.Signal), time.Now()
				hold.Close()
				late = time.After(grace)
			case s != unix.SIGHUP && time.Since(asked) >= Copies:
				program.Kill()
			}
		}
	}
}

// inherited returns a pipe that our parent gave us, or nil.
func inherited(fd int) *os.File {
	var stat unix.Stat_t
	if fd < 3 || unix.Fstat(fd, &stat) != nil || stat.Mode&unix.S_IFMT != unix.S_IFIFO {
		return nil
	}
	unix.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "guard")
}
