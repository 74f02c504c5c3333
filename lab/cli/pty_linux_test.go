package cli

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/term"

	"chatlab/lab/sandbox"
)

// These tests run `lab` as a program on a pseudoterminal of the kernel. One end of the
// pair is keyboard and screen, the other belongs to the program.

func ioctl(t *testing.T, f *os.File, request, arg uintptr) {
	t.Helper()
	if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, arg); errno != 0 {
		t.Fatal(errno)
	}
}

// terminalPair returns the two ends of a pseudoterminal.
func terminalPair(t *testing.T) (glass, line *os.File) {
	t.Helper()
	glass, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no terminals here: ", err)
	}
	t.Cleanup(func() { glass.Close() })
	var number, unlocked uint32
	ioctl(t, glass, syscall.TIOCSPTLCK, uintptr(unsafe.Pointer(&unlocked)))
	ioctl(t, glass, syscall.TIOCGPTN, uintptr(unsafe.Pointer(&number)))
	line, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { line.Close() })
	setWidth(t, glass, 60)
	return glass, line
}

func setWidth(t *testing.T, glass *os.File, columns uint16) {
	t.Helper()
	size := [4]uint16{20, columns}
	ioctl(t, glass, syscall.TIOCSWINSZ, uintptr(unsafe.Pointer(&size)))
}

// atTerminal runs `lab` with these arguments on a pseudoterminal, in a folder.
func atTerminal(t *testing.T, dir, kind string, args ...string) (p *person, glass, line *os.File, program *exec.Cmd) {
	t.Helper()
	p, glass, line, program = atStuckTerminal(t, dir, kind, args...)
	go io.Copy(p, glass) // until glass is closed
	return p, glass, line, program
}

// atStuckTerminal is like atTerminal, but nobody reads what is shown. When its buffer is
// full, writes wait.
func atStuckTerminal(t *testing.T, dir, kind string, args ...string) (p *person, glass, line *os.File, program *exec.Cmd) {
	t.Helper()
	return onTerminal(t, kind, sandbox.Command(t, dir, args...))
}

// onTerminal runs any program on a pseudoterminal. Nobody reads what is shown.
func onTerminal(t *testing.T, kind string, program *exec.Cmd) (p *person, glass, line *os.File, same *exec.Cmd) {
	t.Helper()
	glass, line = terminalPair(t)
	program.Env = append(program.Env, "TERM="+kind)
	program.Stdin, program.Stdout, program.Stderr = line, line, line
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	p = newPerson(t)
	p.keyboard = glass
	go func() { p.ended <- program.Wait() }()
	t.Cleanup(func() { program.Process.Kill() })
	return p, glass, line, program
}

func modeOf(t *testing.T, line *os.File) *term.State {
	t.Helper()
	mode, err := term.GetState(int(line.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	return mode
}

// TestTerminalIsGivenBack: however the client ends, it restores the terminal.
func TestTerminalIsGivenBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		end    func(p *person, program *exec.Cmd, loseServer func())
		status int
		left   string // what the others hear; empty: there are no others
	}{
		{"Ctrl-D", func(p *person, _ *exec.Cmd, _ func()) { p.types("\x04") }, 0, "ana left"},
		{"Ctrl-C", func(p *person, _ *exec.Cmd, _ func()) { p.types("half\x03") }, 0, "ana left"},
		{"Ctrl-\\", func(p *person, _ *exec.Cmd, _ func()) { p.types("half\x1c") }, 0, "ana left"},
		{"SIGTERM", func(_ *person, program *exec.Cmd, _ func()) { program.Process.Signal(syscall.SIGTERM) }, 0, "ana left"},
		{"SIGQUIT", func(_ *person, program *exec.Cmd, _ func()) { program.Process.Signal(syscall.SIGQUIT) }, 0, "ana left"},
		{"SIGHUP", func(_ *person, program *exec.Cmd, _ func()) { program.Process.Signal(syscall.SIGHUP) }, 0, "ana left"},
		{"server lost", func(_ *person, _ *exec.Cmd, loseServer func()) { loseServer() }, ExitFailed, ""},
	} {
		addr, loseServer := serverToLose(t)
		l := listener(t, addr)
		p, _, line, program := atTerminal(t, ".", "xterm", "client", "--addr", addr, "--name", "ana")
		p.sees("* in the room: ")
		p.sees(chatPrompt)
		hears(t, l, "ana joined")
		before, raw := plainMode(t), modeOf(t, line)
		if reflect.DeepEqual(before, raw) {
			t.Fatalf("%s: the terminal is not in raw mode while one chats", c.name)
		}
		c.end(p, program, loseServer)
		p.leaves()
		if status := program.ProcessState.ExitCode(); status != c.status {
			t.Errorf("%s: exit status %d (%v), want %d", c.name, status, program.ProcessState, c.status)
		}
		if !reflect.DeepEqual(before, modeOf(t, line)) {
			t.Errorf("%s: the terminal is left in another mode", c.name)
		}
		if c.left != "" {
			hears(t, l, c.left)
		} else {
			p.sees("lab: the server is gone")
		}
		l.Close() // otherwise the server would wait for it
		loseServer()
	}
}

// TestTerminalIsGivenBackInAHurry: the terminal leaves raw mode even if signals come while
// the client waits for the server's FIN.
func TestTerminalIsGivenBackInAHurry(t *testing.T) {
	t.Parallel()
	addr, leaving := neverCloses(t)
	p, _, line, program := atTerminal(t, ".", "xterm", "client", "--addr", addr, "--name", "ana")
	p.sees("hello")
	program.Process.Signal(syscall.SIGTERM)
	<-leaving
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for limit := time.Now().Add(patience); len(p.ended) == 0 && time.Now().Before(limit); <-again.C {
		program.Process.Signal(syscall.SIGTERM)
	}
	if err := p.leaves(); err != nil || !reflect.DeepEqual(plainMode(t), modeOf(t, line)) {
		t.Errorf("it ends with %v, the terminal in mode %v", err, modeOf(t, line))
	}
}

// TestPasswordAtTheTerminal: lab asks for a new password twice and never shows it. It
// restores the terminal, whatever is typed.
func TestPasswordAtTheTerminal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, typed string
		signal      os.Signal
		status      int
		says        string
	}{
		{"typed", "kingfisher\rkingfisher\r", nil, 0, "ana has a password in users"},
		{"mistyped", "kingfisher\rkingfishes\r", nil, ExitFailed, "the two passwords differ"},
		{"Ctrl-D", "\x04", nil, ExitFailed, "nothing was changed"},
		{"Ctrl-C", "kingfi\x03", nil, ExitFailed, "nothing was changed"},
		{"Ctrl-\\", "kingfi\x1c", nil, ExitFailed, "nothing was changed"},
		{"Ctrl-\\ at the second question", "kingfisher\rking\x1cfisher\r", nil, ExitFailed, "nothing was changed"},
		{"Ctrl-Z, which stops nothing here", "king\x1afisher\rkingfisher\r", nil, 0, "ana has a password in users"},
		{"SIGTERM", "kingfi", syscall.SIGTERM, ExitInterrupted, "nothing was changed"},
		{"SIGHUP", "kingfi", syscall.SIGHUP, ExitInterrupted, "nothing was changed"},
	} {
		dir := t.TempDir()
		p, _, line, program := atTerminal(t, dir, "xterm", "account", "users", "ana")
		p.sees("password for ana: ")
		before := bytesRead(t, program)
		p.types(c.typed)
		if c.signal != nil {
			look := time.NewTicker(time.Millisecond) // typed bytes take a moment to pass through the kernel
			for limit := time.Now().Add(patience); bytesRead(t, program) < before+len(c.typed) && time.Now().Before(limit); {
				<-look.C
			}
			look.Stop()
			program.Process.Signal(c.signal)
		}
		p.sees(c.says)
		p.leaves()
		if status := program.ProcessState.ExitCode(); status != c.status {
			t.Errorf("%s: exit status %d, want %d", c.name, status, c.status)
		}
		if !reflect.DeepEqual(plainMode(t), modeOf(t, line)) {
			t.Errorf("%s: the terminal is left in another mode", c.name)
		}
		if shown := p.everShown(); strings.Contains(shown, "king") {
			t.Errorf("%s: the terminal shows %q", c.name, shown)
		}
		_, err := os.Stat(filepath.Join(dir, "users"))
		if made := err == nil; made != (c.status == 0) {
			t.Errorf("%s: a file was made: %v", c.name, made)
		}
	}
}

// bytesRead returns how many bytes a program has read since its start, from anywhere:
// proc(5), /proc/pid/io, rchar.
func bytesRead(t *testing.T, program *exec.Cmd) int {
	t.Helper()
	counts, err := os.ReadFile(fmt.Sprintf("/proc/%d/io", program.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	if _, err := fmt.Sscanf(string(counts), "rchar: %d", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestStuckTerminal: a client can leave even if its terminal takes no more output.
func TestStuckTerminal(t *testing.T) {
	t.Parallel()
	stuck := make(chan struct{})
	addr := once(t, func(nc *net.TCPConn) {
		defer close(stuck)
		for line := strings.Repeat("x", 1<<16) + "\n"; ; {
			nc.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
			if _, err := io.WriteString(nc, line); err != nil {
				return // the client takes no more
			}
		}
	})
	p, _, line, program := atStuckTerminal(t, ".", "xterm", "client", "--addr", addr, "--name", "ana")
	<-stuck
	program.Process.Signal(syscall.SIGTERM)
	p.leaves()
	if !reflect.DeepEqual(plainMode(t), modeOf(t, line)) {
		t.Errorf("the terminal is left in another mode; the program ended with %v", program.ProcessState)
	}
}

// plainMode returns the mode of a fresh terminal.
func plainMode(t *testing.T) *term.State {
	t.Helper()
	_, line := terminalPair(t)
	return modeOf(t, line)
}

// TestTerminalIsResized: the signal reaches the screen.
func TestTerminalIsResized(t *testing.T) {
	addr := serverRunning(t)
	p, glass, _, _ := atTerminal(t, ".", "xterm", "client", "--addr", addr, "--name", "ana")
	p.sees("* in the room: ")
	p.types(strings.Repeat("x", 50))
	p.sees(chatPrompt + strings.Repeat("x", 50))
	setWidth(t, glass, 20)
	p.sees(chatPrompt + "…xxx")
	p.types("\x03")
	p.leaves()
}

// TestDumbTerminal: the client prints plain lines, and no prompts of its own.
func TestDumbTerminal(t *testing.T) {
	addr := serverRunning(t)
	p, _, line, _ := atTerminal(t, ".", "dumb", "client", "--addr", addr)
	shown := p.sees("your name?\r\n")
	p.types("ana\n")
	shown += p.sees("* in the room: \r\n")
	if strings.Contains(shown, "\x1b") || strings.Contains(shown, namePrompt) {
		t.Errorf("shown: %q", shown)
	}
	if !reflect.DeepEqual(plainMode(t), modeOf(t, line)) {
		t.Error("its mode is changed")
	}
	p.types("\x04")
	if err := p.leaves(); err != nil {
		t.Error(err)
	}
}
