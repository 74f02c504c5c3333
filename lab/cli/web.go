package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"chatlab/lab/bench"
	"chatlab/lab/console"
	"chatlab/lab/course"
	"chatlab/lab/lesson"
	"chatlab/lab/program"
	"chatlab/lab/wholefile"
)

// usualBench is where the bench listens. It is always the same, so that an open page finds the
// bench again when it is started again.
const usualBench = "127.0.0.1:8024"

// webFlags are the flags of web.
type webFlags struct {
	addr string
	open bool
}

func webCommand(t *console.Terminal) *cobra.Command {
	var f webFlags
	c := &cobra.Command{
		Use:         "web [N | own]",
		Annotations: map[string]string{startsServers: "yes"},
		Short:       "The lab in your browser: pages, scenarios and pictures side by side",
		Long: `Serve the lab to the browser of this machine, until it is interrupted (Ctrl-C):
the page of a lesson with commands that you can run there, its scenarios, which are
checked again each time you save in your own editor, and the picture of what
happened. docs/bench.md shows it.

It prints its address. The address has a secret, and is the same each time, so an
open page goes on when the bench is started again. It listens on this machine only,
and needs no network.

Exit status: 130 after Ctrl-C (on Linux, after signal N: 128 + N).`,
		Example: `  go tool lab web 3
  go tool lab web 3 --open`,
		Args:              mayTake("a lesson (or own)"),
		ValidArgsFunction: orOwn(oneLesson),
		RunE: func(c *cobra.Command, args []string) error {
			kit, err := course.Find()
			if err != nil {
				return err
			}
			var l *lesson.Lesson
			if len(args) == 1 {
				named, _, err := lessonOrOwn(args[0])
				if err != nil {
					return err
				}
				l = &named
			}
			return serveBench(c.Context(), t, kit, l, f, c.Flags().Changed("addr"))
		},
	}
	c.Flags().StringVar(&f.addr, "addr", usualBench, "where it listens, HOST:PORT of this machine; port 0 means any free one")
	c.Flags().BoolVar(&f.open, "open", false, "open the page in your browser")
	return c
}

// serveBench serves the bench until ctx ends.
func serveBench(ctx context.Context, t *console.Terminal, kit course.Kit, l *lesson.Lesson, f webFlags, chosen bool) error {
	switch host, _, err := net.SplitHostPort(f.addr); {
	case err != nil:
		return exitError{ExitUsage, fmt.Sprintf("--addr %s: an address is HOST:PORT, such as %s", f.addr, usualBench)}
	case !onThisMachine(host):
		return exitError{ExitUsage, fmt.Sprintf("--addr %s: the bench runs programs for everybody who opens it, so it listens on this machine only, such as at %s", f.addr, usualBench)}
	}
	token, err := benchToken(kit)
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", f.addr)
	if err != nil && !chosen {
		ln, err = otherListener(kit)
	}
	if err != nil {
		return exitError{ExitFailed, whyNoListener("--addr", f.addr, err)}
	}
	asked := ctx // to end
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	b := &bench.Bench{Kit: kit, Token: token, Host: ln.Addr().String(), Command: onPage(kit), Report: func(err error) { complain(t.Err, err.Error()) }}
	s := b.Server(ctx)
	address := b.Address()
	if l != nil {
		address = b.LessonAddress(*l)
	}
	fmt.Fprintf(t.Out, "the bench is at %s\n", address)
	if !chosen && ln.Addr().String() != usualBench {
		fmt.Fprintf(t.Out, "(%s is taken, perhaps by a lab web that is still running, of this clone or another)\n", usualBench)
	}
	fmt.Fprintln(t.Out, "Ctrl-C ends it")
	if f.open {
		go func() { // the page is served meanwhile
			if err := program.Open(ctx, address); err != nil && ctx.Err() == nil {
				complain(t.Err, err.Error())
			}
		}()
	}
	err = s.Serve(ln)
	cancel()
	b.Wait()
	if asked.Err() == nil {
		return err
	}
	return exitError{ExitInterrupted, "interrupted; the bench and all that it had started are stopped"}
}

// otherListener listens on the port that the clone's bench had when the usual one was taken
// before, so that an open page finds it again. If that is taken too, it is any free one.
func otherListener(kit course.Kit) (net.Listener, error) {
	file := filepath.Join(filepath.Dir(kit.Path(course.ProgressFile)), "bench-port")
	kept, err := os.ReadFile(file)
	port, bad := strconv.ParseUint(strings.TrimSpace(string(kept)), 10, 16)
	if err == nil && bad == nil {
		if ln, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return ln, nil
		}
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	_, text, _ := net.SplitHostPort(ln.Addr().String())
	err = wholefile.Replace(file, 0o644, func(w io.Writer) error { _, err := fmt.Fprintln(w, text); return err })
	if err != nil {
		ln.Close()
		return nil, err
	}
	return ln, nil
}

// onThisMachine reports whether only programs of this machine reach a host.
func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// benchToken returns the secret of a clone's bench. It is made once, and kept where the student's
// record is; only the student may read it. A file that others may read, such as one that came with
// a copy of somebody's clone, is not secret, and is made again.
func benchToken(kit course.Kit) (string, error) {
	file := filepath.Join(filepath.Dir(kit.Path(course.ProgressFile)), "bench-token")
	token := rand.Text()
	info, err := os.Lstat(file)
	if err == nil && info.Mode().IsRegular() && info.Size() == int64(len(token)+1) && isClosed(info) {
		kept, err := os.ReadFile(file)
		if kept := strings.TrimSpace(string(kept)); err != nil || isToken(kept) {
			return kept, err
		}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return "", err
	}
	return token, wholefile.Replace(file, 0o600, func(w io.Writer) error { _, err := fmt.Fprintln(w, token); return err })
}

// isClosed reports whether others may not read a file. On Windows its folder decides that.
func isClosed(file fs.FileInfo) bool {
	return runtime.GOOS == "windows" || file.Mode().Perm()&0o077 == 0
}

// isToken reports whether a text is one of rand.Text, and so can be a part of an address.
func isToken(text string) bool {
	return len(text) == len(rand.Text()) && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// onBench are the commands that a page of the bench has a button for. They end by themselves, and
// ask for nothing.
var onBench = []string{"lessons", "start", "check", "hint", "solution", "reset", "vet", "sim", "draw", "doctor"}

// onPage returns how a command on a page is run: commands of lab that end by themselves, and Go's
// own tests. Nothing on a page is run by a shell.
func onPage(kit course.Kit) func(line string) (program.Command, bool) {
	self, err := os.Executable()
	return func(line string) (c program.Command, ok bool) {
		line, _, _ = strings.Cut(line, " #")
		words, isLab := strings.CutPrefix(line, "go tool lab ")
		parsed, bad := program.Parse(words)
		if bad != nil || err != nil || slices.ContainsFunc(parsed.Args, ofShell) {
			return c, false
		}
		if !isLab {
			ok = len(parsed.Args) > 2 && parsed.Args[0] == "go" && (parsed.Args[1] == "test" || parsed.Args[1] == "vet")
			return program.Command{Args: parsed.Args, Dir: kit.Root}, ok
		}
		return program.Command{Args: append([]string{self}, parsed.Args...), Dir: kit.Root}, slices.Contains(onBench, parsed.Args[0])
	}
}

// ofShell reports whether a word means something to a shell alone.
func ofShell(word string) bool { return strings.ContainsAny(word, "|&;<>$`") }
