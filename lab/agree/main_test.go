package agree

import (
	"os"
	"sync"
	"testing"

	"chatlab/lab/cli"
	"chatlab/lab/grade"
	"chatlab/lab/sandbox"
)

// TestMain makes the test binary act as lab: a check runs the reference server as its own
// executable with the argument "server".
func TestMain(m *testing.M) {
	sandbox.Main(cli.Main)
	sandbox.Together()
	status := m.Run()
	if shared.Builder != nil {
		os.RemoveAll(shared.Dir)
	}
	os.Exit(status)
}

// shared builds servers for all tests, because many tests need the same ones.
var shared struct {
	once sync.Once
	*grade.Builder
}

// oneBuilder returns the shared builder.
func oneBuilder(t *testing.T) *grade.Builder {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "chatlab-servers-*")
		if err != nil {
			t.Fatal(err)
		}
		shared.Builder = sandbox.Clone(t).Builder(dir)
	})
	return shared.Builder
}
