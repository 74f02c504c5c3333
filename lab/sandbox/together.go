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

// Together lets tests run in parallel, waitingTests at once unless a flag says how many.
// Call it once, before the tests run.
func Together() {
	flag.Parse()
	if !flagSet("test.parallel") {
		flag.Set("test.parallel", strconv.Itoa(waitingTests))
	}
	realPythonFirst()
}

// waitingTests is how many tests run in parallel. It is more than there are cores, because
// most tests wait for something that a broken server never does.
const waitingTests = 8

// realPythonFirst puts the folder of the real Python interpreter first in PATH. The python3
// found before may be a script that searches for the interpreter at every start. That
// search can take longer than all the work of a server here.
func realPythonFirst() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	real, err := exec.CommandContext(ctx, "python3", "-c", "import sys; print(sys.executable)").Output()
	if dir := filepath.Dir(strings.TrimSpace(string(real))); err == nil && filepath.IsAbs(dir) {
		os.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	}
}

// flagSet reports whether the flag was given.
func flagSet(name string) (given bool) {
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}
