package program

import (
	"context"
	"io"
	"os/exec"
	"strings"
	"sync"
)

// A Worker is a program of our own that we talk to over its standard input and output. What
// it runs may crash it.
type Worker struct {
	In  io.WriteCloser
	Out io.Reader

	cmd    *exec.Cmd
	group  *group
	words  *output
	cancel context.CancelFunc

	watched sync.WaitGroup // its bounds, until it has ended
	broken  string         // which of them it broke; written before watched is done
}

// StartWorker starts a worker. Its environment is ours, without the variables in not, and
// with those in env. It runs until its input ends, until Kill, or until ctx ends.
func StartWorker(ctx context.Context, c Command, not []string, env ...string) (*Worker, error) {
	ctx, cancel := context.WithCancel(ctx)
	command, handed, err := c.Through.command(ctx, c.Args)
	if err != nil {
		cancel()
		return nil, err
	}
	w := &Worker{cmd: command, words: newOutput(), cancel: cancel}
	w.cmd.Dir = c.Dir
	w.cmd.Env = environment(not, env)
	w.cmd.Stderr = w.words
	w.cmd.WaitDelay = pipeTime
	in, err := w.cmd.StdinPipe()
	if err == nil {
		w.In = in
		w.Out, err = w.cmd.StdoutPipe()
	}
	if err == nil {
		w.group = handed.group(w.cmd)
		w.cmd.Cancel = w.group.kill
		if err = handed.after(w.group.start); err != nil && w.cmd.Process != nil {
			w.End()
			return nil, err
		}
	}
	if err != nil {
		cancel()
		return nil, &Trouble{What: "one of the kit's own programs does not start: " + reason(err), Tried: strings.Join(c.Args, " ")}
	}
	if c.Through != nil {
		w.watched.Go(func() { w.broken = c.Through.Bounds.wait(w.cmd.Process.Pid, c.Dir, w.group.kill) })
	}
	return w, nil
}

// Kill ends the worker. Call End or Await next.
func (w *Worker) Kill() { w.cancel() }

// End kills the worker and returns what it printed last on standard error.
func (w *Worker) End() (words string) {
	w.Kill()
	words, _ = w.Await()
	return words
}

// Await waits for the end of a worker that is about to end. It returns what the worker
// printed last on standard error, and its exit status, -1 if it was killed. If we killed it
// since it broke a bound, the words end with that.
func (w *Worker) Await() (words string, status int) {
	w.In.Close()
	w.watched.Wait()
	w.cmd.Wait()
	w.group.close()
	w.cancel()
	words = w.words.String()
	if w.broken != "" {
		words += "\nit was ended: it " + w.broken
	}
	return words, w.cmd.ProcessState.ExitCode()
}
