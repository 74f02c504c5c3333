package confine

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"chatlab/lab/program"
)

const supported = true

// A job is what one process of the worker has to do.
type job struct {
	Spec
	Stage  stage
	Spaces spaces // what was made for the program

	Door     bool   // a doorman waits to be asked where the program listens
	Doorless string // why there is none
}

// A stage says which process of the worker this is.
type stage int

const (
	outside stage = iota // the one that the kit has started; it makes the namespaces
	first                // process 1 of the namespace
	last                 // the one that becomes the program
)

// unable is the exit status of a worker that could not do its work. Only the report counts.
const unable = 3

// Work is the worker. Its arguments are those after Word: what it has to do, and the command.
// It returns only if it can't become the command, or if it was left behind by the namespace
// of the command. Then its result is an exit status.
func Work(args []string) int {
	if len(args) == 2 && args[0] == tryWord {
		return try(args[1])
	}
	var stat unix.Stat_t
	report := program.ReportTo()
	if unix.Fstat(int(report.Fd()), &stat) != nil || stat.Mode&unix.S_IFMT != unix.S_IFIFO || len(args) < 2 {
		fmt.Fprintln(os.Stderr, "lab: only the lab itself starts this command")
		return unable
	}
	unix.CloseOnExec(int(report.Fd()))
	var j job
	if err := json.Unmarshal([]byte(args[0]), &j); err != nil {
		return fail(report, err)
	}
	switch j.Stage {
	case outside:
		ownShare()
		if err := j.nameHere(); err != nil {
			return fail(report, err)
		}
		if status, made := j.makeSpaces(report, args[1:]); made {
			return status
		}
	case first:
		return j.beFirst(report, args[1:])
	}
	return fail(report, j.become(report, args[1:]))
}

// nameHere replaces Here by the working folder's own name.
func (j *job) nameHere() error {
	here, err := os.Getwd()
	for _, paths := range [][]string{j.Read, j.Write} {
		for i, path := range paths {
			if path == Here {
				paths[i] = here
			}
		}
	}
	return err
}

func fail(report io.Writer, err error) int {
	if err != nil {
		json.NewEncoder(report).Encode(said{Failed: err.Error()})
	}
	return unable
}

// again returns the arguments of a worker that does the next stage.
func (j job) again(command []string) []string {
	text, _ := json.Marshal(j) // it has neither channels nor cycles
	return append([]string{os.Args[0], Word, string(text)}, command...)
}

// become restricts this thread and turns the process into the command. Execve ends all other
// threads, so they need no restrictions. An error means that the worker has failed. That the
// system does not run the command is reported, and is not an error.
func (j job) become(report io.Writer, command []string) error {
	runtime.LockOSThread() // for good
	env := j.environment(os.Environ())
	for _, line := range env {
		if path, ok := strings.CutPrefix(line, "PATH="); ok {
			os.Setenv("PATH", path) // to find the command there
		}
	}
	path, notFound := program.Locate(command[0])
	signal.Ignore(syscall.SIGXFSZ) // a file that is too large: the write fails, as on a full disk
	unix.Umask(0o077)
	// The kit's files are closed at exec anyway. This is for those that it inherited itself.
	if err := unix.CloseRange(program.Reporting+1, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC); err != nil && err != unix.ENOSYS {
		return fmt.Errorf("close_range: %w", err)
	}
	held, err := j.restrict()
	if err != nil {
		return err
	}
	if missing := held.Missing(j.Must); len(missing) > 0 {
		json.NewEncoder(report).Encode(said{Held: held, Failed: fmt.Sprint("this was required, but is not held: ", missing[0])})
		return nil
	}
	if err := json.NewEncoder(report).Encode(said{Held: held}); err != nil {
		return err
	}
	if notFound == nil {
		notFound = syscall.Exec(path, command, env)
	}
	json.NewEncoder(report).Encode(said{NotRun: append([]string{notFound.Error()}, command...)})
	return nil
}

// restrict takes from this thread whatever the program must not have. The order matters: what
// comes first is needed for what follows.
func (j job) restrict() (held Report, err error) {
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return nil, fmt.Errorf("no_new_privs: %w", err)
	}
	rules, err := j.landlockRules()
	if err != nil {
		return nil, err
	}
	if err := errors.Join(stepBack(), j.setLimits(&held)); err != nil {
		return nil, err
	}
	if err := dropPrivileges(&held); err != nil {
		return nil, err
	}
	if err := rules.enforce(); err != nil {
		return nil, err
	}
	doorless, notFiltered := j.installFilter()
	j.noteLandlock(&held, rules.abi, doorless, notFiltered)
	j.noteSpaces(&held, rules.abi)
	return held.sorted(), nil
}
