package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"chatlab/lab/grade"
)

// TestMain lets the test binary be lab itself: where a check runs the
// reference server, it runs its own executable with "server" as argument.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") {
		main()
	}
	flag.Parse()
	if !flagSet("test.parallel") {
		flag.Set("test.parallel", strconv.Itoa(waitingTests))
	}
	realPythonFirst()
	status := m.Run()
	if shared.Builder != nil {
		os.RemoveAll(shared.Dir)
	}
	os.Exit(status)
}

// waitingTests is how many tests run side by side. Most wait for what a broken
// server never does, so it is more than there are cores: they wait together.
const waitingTests = 8

// realPythonFirst puts the folder of the Python interpreter first in PATH. The python3
// that was first may be a script that looks for the interpreter at every start, which can
// take longer than all that a server does here.
func realPythonFirst() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	real, err := exec.CommandContext(ctx, "python3", "-c", "import sys; print(sys.executable)").Output()
	if dir := filepath.Dir(strings.TrimSpace(string(real))); err == nil && filepath.IsAbs(dir) {
		os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
}

// flagSet reports whether somebody gave the flag.
func flagSet(name string) (given bool) {
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

// shared builds servers for all tests: many want the same ones.
var shared struct {
	once sync.Once
	*grade.Builder
}

// oneBuilder returns it.
func oneBuilder(t *testing.T) *grade.Builder {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "chatlab-servers-*")
		if err != nil {
			t.Fatal(err)
		}
		shared.Builder = clone(t).builder(dir)
	})
	return shared.Builder
}

// lab runs a command line and returns its exit status and what it wrote.
func lab(t *testing.T, args ...string) (status int, out, err string) {
	t.Helper()
	var outBuf, errBuf bytes.Buffer
	status = run(context.WithoutCancel(t.Context()), args, &terminal{strings.NewReader(""), &outBuf, &errBuf})
	return status, outBuf.String(), errBuf.String()
}

// ofLongWork marks a test that takes many seconds of processor time. It is left out
// with -short, but not with the race detector, which looks at what it does.
func ofLongWork(t *testing.T) {
	t.Helper()
	if testing.Short() && !grade.RaceEnabled {
		t.Skip("it takes its time; without -short it runs")
	}
}

// ofContent marks a test of what the lessons, pages and broken servers are, and
// not of the lab's own code. It takes its time, and the race detector would look
// at the same few goroutines again and again: with -short it is left out.
func ofContent(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("it is about the lessons, not about the program; without -short it runs")
	}
}
