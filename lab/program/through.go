package program

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// A Through is a program of the kit that gets a process ready and then becomes the command
// (execve keeps the process). So all that is said here of a program holds for the command: its
// id, its group, its output, how it ends. lab/confine restricts hand-ins in this way.
type Through struct {
	Args []string // the kit's program and its first words; the words of the command follow

	// Said gets what the kit's program wrote to descriptor 3. The descriptor is closed when it
	// becomes the command, so the command can't write there. An error means that the command
	// was not started, and is the trouble to report, if it is a *Trouble.
	Said func(report []byte) error

	Bounds Bounds // on the command and all that it starts
}

// bounds are those of t, which may be nil.
func (t *Through) bounds() Bounds {
	if t == nil {
		return Bounds{}
	}
	return t.Bounds
}

// Reporting is the descriptor on which a Through reports: the first of ExtraFiles.
const (
	Reporting  = 3
	mostReport = 64 << 10 // bytes
)

// ReportTo returns the file for the report of a Through, in the process that reports.
func ReportTo() *os.File { return os.NewFile(Reporting, "report") }

// A handing is one start through a Through. Without one it does nothing.
type handing struct {
	through *Through
	pipe    *os.File // we read the report here
	theirs  *os.File // the end that the new process gets
}

// command is exec.CommandContext, through t if there is one.
func (t *Through) command(ctx context.Context, args []string) (*exec.Cmd, *handing, error) {
	if t == nil {
		return exec.CommandContext(ctx, args[0], args[1:]...), &handing{}, nil
	}
	pipe, theirs, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	args = slices.Concat(t.Args, args)
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.ExtraFiles = []*os.File{theirs}
	return cmd, &handing{t, pipe, theirs}, nil
}

// done reads the report of a process that was started, and tells it. It returns when the
// process has become the command, or has ended.
func (h *handing) done() error {
	if h.through == nil {
		return nil
	}
	h.theirs.Close() // or we would never read its end
	defer h.pipe.Close()
	h.pipe.SetReadDeadline(time.Now().Add(startTime * mostStartLimits))
	report, err := io.ReadAll(io.LimitReader(h.pipe, mostReport))
	if err != nil {
		return &Trouble{What: "the kit's own program did not become the command: " + err.Error(), Tried: strings.Join(h.through.Args[:1], " ")}
	}
	return h.through.Said(report)
}

// group is the group of a command that goes through h, or of one that does not.
func (h *handing) group(cmd *exec.Cmd) *group {
	g := newGroup(cmd)
	if h.through != nil {
		g.inSession()
	}
	return g
}

// after starts the process, and returns when it has become the command, or has ended.
func (h *handing) after(start func() error) error {
	if err := start(); err != nil {
		return h.drop(err)
	}
	return h.done()
}

// drop is for a process that was not started. Through a program of the kit, that is the
// kit's fault.
func (h *handing) drop(why error) error {
	if h.through == nil {
		return why
	}
	h.pipe.Close()
	h.theirs.Close()
	return &Trouble{What: "one of the kit's own programs does not start: " + reason(why), Tried: h.through.Args[0]}
}

// NotRun is the trouble with a command that a Through could not become.
func NotRun(command []string, why error) *Trouble {
	return &Trouble{Kind: NotStarted, What: fmt.Sprintf("the program could not be started: %s: %v", command[0], why), Tried: strings.Join(command, " ")}
}
