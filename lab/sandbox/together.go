package sandbox

import (
	"context"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Together lets tests wait side by side, unless a flag says how many. Call it once, before
// the tests run.
func Together() {
	flag.Parse()
	if !flagSet("test.parallel") {
		flag.Set("test.parallel", strconv.Itoa(waitingTests))
	}
	realPythonFirst()
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
