package grader

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"chatlab/lab/grade"
	"chatlab/lab/program"
	"chatlab/server/settings"
)

// scout starts the server once, alone, before many scenarios do so at once. It judges nothing.
// False means that the start ended in trouble: then the scenarios run one after the other, and
// the first that ends in trouble, too, is enough. A limit that is broken even before there is
// a client is enough by itself: no load of this machine breaks one.
func (x *try) scout(ctx context.Context, b *grade.Builder) (fine bool, err error) {
	command, err := b.Command(ctx, x.handed.Target)
	if err != nil {
		return true, nil // run reports it
	}
	command.Dir = filepath.Join(x.dir, "scout")
	if err := os.Mkdir(command.Dir, 0o755); err != nil {
		return false, err
	}
	p, err := program.Start(ctx, command, program.Options{Not: settings.Variables, Slow: x.grader.opts.Slow})
	if err == nil {
		p.Kill()
		return true, nil
	}
	if t := new(program.Trouble); errors.As(err, &t) {
		x.vain.count = mostInVain - 1
		if t.Kind == program.OverLimit {
			x.vain.count, x.vain.first = mostInVain, t
		}
	}
	return false, nil
}
