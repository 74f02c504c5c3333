package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/story"
)

func watchCommand(t *console.Terminal) *cobra.Command {
	return &cobra.Command{
		Use:         "watch N | own",
		Annotations: map[string]string{startsServers: "yes"},
		Short:       "Check your copy of lesson N again each time you save",
		Long: `Check your copy of lesson N, and check it again each time you save a file in it.
watch own does so with the server that you write from an empty file.
A save during a check stops that check and starts another.

At a terminal you can press h for a hint (each time the next one), f for the whole
story of the failure with its files, o to open its picture, l for the list of all
scenarios, a to check again, n for the next lesson once this one has passed, and q
to quit.
If the output is not a terminal, there are no keys, and verdicts are printed one
after another.

Exit status: 0, or 130 after Ctrl-C (on Linux, after signal N: 128 + N).`,
		Example:           `  go tool lab watch 3`,
		Args:              takes("a lesson (or own)"),
		ValidArgsFunction: orOwn(oneLesson),
		RunE: func(c *cobra.Command, args []string) error {
			l, kit, err := lessonOrOwn(args[0])
			if err != nil {
				return err
			}
			if !kit.HasCopy(l) {
				return exitError{ExitFailed, notStarted(style(t), kit.Missing(l))}
			}
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
			defer stop() // signals stay caught until the terminal is restored
			keys, seated, leave, _ := t.Keyboard()
			defer leave()
			return watchLessons(ctx, kit, seated, keys, l)
		},
	}
}

func notStarted(style story.Style, missing course.NoCopy) string {
	if missing.Bare {
		return fmt.Sprintf("%v; write one, as %s shows", missing, missing.Lesson.Page())
	}
	return fmt.Sprintf("%v; %s makes one", missing, style.Command("start", missing.Lesson.Word()))
}

// watchLessons watches one lesson after the other, as the student goes on.
func watchLessons(ctx context.Context, k course.Kit, t *console.Terminal, keys <-chan byte, l lesson.Lesson) error {
	wanted := wishes(ctx, keys)
	for {
		view := &watchView{t: t, kit: k, style: style(t), keys: keys != nil}
		w := &course.Watcher{Kit: k, Lesson: l, Wishes: wanted, View: view}
		next, err := w.Watch(ctx)
		view.leave()
		status := ExitInterrupted
		if errors.Is(err, course.ErrQuit) {
			status = ExitQuit
		}
		switch {
		case err != nil:
			return exitError{status, fmt.Sprintf("interrupted; %s is not watched any more, and every server that was started is stopped", l.Copy())}
		case next == nil:
			return nil
		}
		if !k.HasCopy(*next) {
			if err := k.StartIn(*next, k.NextLanguage(*next)); err != nil {
				return err
			}
			unsaved(t, k.RecordStart(*next))
		}
		l = *next
	}
}

// keyWishes says what each key does.
var keyWishes = map[byte]course.Wish{
	'a': course.Again, 'h': course.NextHint, 'n': course.Next, 'o': course.Picture, 'f': course.Story, 'l': course.List,
	'q': course.Leave, console.CtrlD: course.Leave, console.CtrlC: course.Interrupt, console.CtrlBackslash: course.Quit,
}

// wishes turns keys into wishes until ctx ends. It returns nil if there is no keyboard.
func wishes(ctx context.Context, keys <-chan byte) <-chan course.Wish {
	if keys == nil {
		return nil
	}
	out := make(chan course.Wish)
	go func() {
		defer close(out)
		for key := range keys {
			wish := keyWishes[key]
			if wish == 0 {
				wish = course.Keys
			}
			select {
			case out <- wish:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}
