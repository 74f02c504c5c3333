package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// makeTime is how long a build may take. It ends what hangs. A build that works is only slow: the
// standard library takes a minute of processor time, which is many minutes where dozens of
// others want the processors. Strangers have a limit of processor time as well.
const makeTime = 10 * time.Minute

// Make runs the command that builds a server in its folder. The error is a *Trouble with the
// last of what the command printed, or ctx's. Nothing that the command started is left
// running.
func Make(ctx context.Context, c Command) error {
	limited, cancel := context.WithTimeout(ctx, makeTime)
	defer cancel()
	words := newOutput()
	build, handed, err := c.Through.command(limited, c.Args)
	if err != nil {
		return err
	}
	build.Dir = c.Dir
	build.Env = os.Environ()
	build.Stdout, build.Stderr = words, words
	build.WaitDelay = pipeTime
	group := handed.group(build)
	defer group.close()
	build.Cancel = group.kill
	mark, broken := mark(), ""
	if mark != "" {
		build.Env = append(build.Env, mark)
	}
	notHanded := handed.after(group.start)
	if build.Process != nil {
		broken = c.Through.bounds().wait(build.Process.Pid, c.Dir, group.kill)
		err = build.Wait()
		endMarked(mark)
	}
	err = cmp.Or(notHanded, err)
	trouble := &Trouble{Kind: NotBuilt, Tried: strings.Join(c.Args, " ") + " in " + c.Dir}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case c.Through != nil && notHanded != nil:
		return notHanded
	case broken != "":
		trouble.Kind, trouble.What = OverLimit, "the server's build "+broken
	case errors.Is(err, exec.ErrWaitDelay):
		trouble.What = "the server's build ended, but a program that it started goes on and holds its output"
	case limited.Err() != nil:
		trouble.What = fmt.Sprintf("the server's build took more than %v", makeTime)
	case err != nil:
		trouble.What = "the server does not build"
	default:
		return nil
	}
	trouble.Output = cmp.Or(strings.TrimSpace(words.String()), reason(err))
	return trouble
}
