package cli

import (
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"chatlab/lab/guard"
	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// TestWorkIsShown: at a terminal, long work says what it does, and nothing of that stays on the
// screen. It has no color with NO_COLOR. In a pipe nothing of it appears.
func TestWorkIsShown(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Lab("start", "1")
	for line, shown := range map[string][]string{
		"check 1":   {"building the server", "1 of 4 scenarios", "of 4 scenarios, now "},
		"watch 1":   {"building the server", "1 of 4 scenarios", "of 4 scenarios, now "},
		"check own": {"building the server"}, // there is none, and the line goes again
		"doctor":    {"looking at this machine: go"},
		"dialect probe --server testdata/broken/03-half-a-message": {"starting the server", "trying form 1 of "},
		"sim --seeds 3": {"building the server", "seed 3 of 3"},
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			workIsShown(t, sandbox.Sandbox{T: t, Kit: s.Kit}, strings.Fields(line), shown)
		})
	}
}

// workIsShown checks that a terminal shows some texts of progress, without colors. The last one is gone
// at the end. A pipe does not show the first.
func workIsShown(t *testing.T, s sandbox.Sandbox, args, shown []string) {
	t.Helper()
	program := sandbox.Command(t, s.Root, args...)
	program.Env = append(program.Env, "NO_COLOR=1")
	p, glass, _, _ := onTerminal(t, "xterm", program)
	go io.Copy(p, glass)
	for _, text := range shown {
		p.sees(text)
	}
	watching := args[0] == "watch"
	if watching {
		p.sees("q quit")
		p.types("q")
	} else {
		p.sees(clearedLine)
	}
	p.leaves()
	ever := p.everShown()
	if strings.Contains(ever, "\x1b[3") {
		t.Errorf("colors with NO_COLOR:\n%q", ever)
	}
	last := shown[len(shown)-1]
	if at := strings.LastIndex(ever, last); !strings.Contains(ever[at:], clearedLine) {
		t.Errorf("%q stays on the screen:\n%q", last, ever)
	}
	if watching {
		return // in a pipe it would not end
	}
	if _, out, err := s.Lab(args...); strings.Contains(out+err, shown[0]) {
		t.Errorf("status %d, shows %q in a pipe", program.ProcessState.ExitCode(), shown[0])
	}
}

// TestWorkBesideAPipe: progress goes to a terminal even if the output goes to a program. That program
// may print at the same terminal. So each of its lines begins at the left, and no progress stays
// behind.
func TestWorkBesideAPipe(t *testing.T) {
	share.Costly(t)
	t.Parallel()
	s := sandbox.New(t)
	s.Lab("start", "1")
	for _, c := range []struct {
		args         string
		shown, first string // progress, and the first line of the output
	}{
		{"check 1", "", "testing ./work/01-one-at-a-time"}, // it may be too fast for any progress
		{"check 1 --json", "building the server", "{"},
		{"check own", "", "testing ./work/own"},
		{"sim --seeds 3", "building the server", "running "},
		{"sim --for 3s", "seed ", "running "}, // after the first line of the output, a second later
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			self := sandbox.Command(t, s.Root)
			program := exec.CommandContext(t.Context(), "sh", "-c", self.Path+" "+c.args+" | cat")
			program.Dir, program.Env = self.Dir, self.Env
			p, glass, line, _ := onTerminal(t, "xterm", program)
			line.Close() // now only the programs have it, and with them ends what is shown
			all := make(chan struct{})
			go func() { io.Copy(p, glass); close(all) }()
			p.leaves()
			select {
			case <-all:
			case <-time.After(patience):
				t.Error("the terminal is still open")
			}
			ever := p.everShown()
			if !strings.Contains("\n"+strings.ReplaceAll(ever, clearedLine, "\n"), "\n"+c.first) || !strings.Contains(ever, c.shown) {
				t.Errorf("no %q at the left, or no %q:\n%q", c.first, c.shown, ever)
			}
			parts := strings.Split(ever, clearedLine)
			for i, part := range parts {
				if progressLine.MatchString(part) && (strings.Contains(part, "\n") || i == len(parts)-1) {
					t.Errorf("the output is behind progress, or that stays: %q in\n%q", part, ever)
				}
			}
		})
	}
}

// progressLine is how a line begins that says what is done now.
var progressLine = regexp.MustCompile(`^(?:building the server|\d+ of \d+ scenarios|seed \d+)`)

// clearedLine is how a line is removed from a terminal.
const clearedLine = "\r\x1b[K"

// TestInterruptedAtATerminal: Ctrl-C ends each long command with its status, and a last line that
// says what was stopped.
func TestInterruptedAtATerminal(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	s.Lab("start", "1")
	s.Lab("start", "own")
	for _, c := range []struct{ args, during, last string }{
		{"check 1", "of 4 scenarios", "interrupted; every server that was started is stopped"},
		{"check own", "building the server", "interrupted; every server that was started is stopped"},
		{"watch 1", "of 4 scenarios", "interrupted; work/01-one-at-a-time is not watched any more, and every server that was started is stopped"},
		{"dialect probe --server testdata/broken/01-one-at-a-time", "starting the server", "interrupted; the server is stopped, and nothing is proposed"},
		{"vet", "vetting: ", "interrupted; every server that was started is stopped"},
		{"sim --seeds 1000000", "building the server", "interrupted; nothing is left running"},
	} {
		t.Run(c.args, func(t *testing.T) {
			t.Parallel()
			p, program := pressed(t, s.Root, c.during, strings.Fields(c.args)...)
			p.sees("lab: " + c.last + "\r\n")
			p.leaves()
			if status := program.ProcessState.ExitCode(); status != ExitInterrupted {
				t.Errorf("exit status %d, want %d", status, ExitInterrupted)
			}
			if ever := p.everShown(); !strings.HasSuffix(ever, clearedLine+"lab: "+c.last+"\r\n") {
				t.Errorf("the last line is not %q:\n%q", c.last, ever)
			}
		})
	}
}

// pressed runs a command until it shows something, and then presses Ctrl-C. go tool passes on what
// the terminal sends to both, so a copy follows. On a busy machine the copy may be so late that it
// is a second press for the kit. Then pressed begins anew. The copy may not be early, either: when a
// terminal gets to the key, it throws away what it has not shown yet. It shows ^C then, so pressed
// waits for that. The terminal of watch shows no ^C and throws nothing away.
func pressed(t *testing.T, dir, during string, args ...string) (*person, *exec.Cmd) {
	for range 5 {
		p, _, _, program := atTerminal(t, dir, "xterm", args...)
		p.sees(during)
		began := time.Now()
		p.types("\x03")
		if args[0] != "watch" {
			p.sees("^C")
		}
		program.Process.Signal(os.Interrupt)
		if time.Since(began) < guard.Copies/2 {
			return p, program
		}
		p.leaves()
	}
	t.Fatal("five times, the copy of Ctrl-C came too late")
	return nil, nil
}
