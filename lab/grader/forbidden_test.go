package grader

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestForbidden(t *testing.T) {
	for _, c := range []struct {
		file, text string
		refused    string // a word of why, if it runs in the simulator
		always     bool   // it is refused elsewhere, too
	}{
		{"main.go", `import "net"`, "", false},
		{"main.go", `import "chatlab/work/14-a-thousand/server"`, "", false},
		{"main.go", `import "chatlab/server"`, "chatlab/server, which is the server of the kit", true},
		{"deep/main.go", `import x "chatlab/lab/hunt"`, "deep/main.go imports chatlab/lab/hunt, which is a part of the kit", true},
		{"main_test.go", `import "chatlab/lab/labtest"`, "", false},
		{"main_test.go", `import "unsafe"`, "", false},
		{"main.go", `import _ "unsafe"` + "\n\n//go:linkname moods chatlab/lab/hunt.moods\nvar moods []int", "uses unsafe,", false},
		{"main.go", `import "reflect"` + "\n\nvar p = (*int)(reflect.ValueOf(new(int)).UnsafePointer())", "uses reflect,", false},
		{"main.go", `import "C"`, "uses C,", false},
		{"main.go", `import "golang.org/x/sys/unix"`, "uses golang.org/x/sys/unix,", false},
		{"main.go", `import "syscall"` + "\n\nvar is = syscall.ECONNRESET", "", false},
		{"main.go", `import "syscall"` + "\n\nvar is = syscall.RawSyscall6", "syscall.RawSyscall6,", false},
		{"main.go", `import s "syscall"` + "\n\nvar is = s /* so */ .\nSyscall", "syscall.Syscall,", false},
		{"main.go", `import . "syscall"` + "\n\nvar is = EPIPE", "uses syscall,", false},
		{"main.go", `import "syscall"` + "\n\nvar is = mine.Syscall", "", false},
		{"main.go", `import "encoding/json"` + "\n\nfunc f(e *json.UnsupportedValueError) int { return *(*int)(e.Value.UnsafePointer()) }", "uses Value.UnsafePointer,", false},
		{"main.go", `import "encoding/json"` + "\n\nfunc f(e *json.UnsupportedValueError) uintptr { return e.Value.Elem().\nUnsafeAddr() }", "uses UnsafeAddr,", false},
		{"main.go", "// It is UnsafePointer.\nvar UnsafePointer = \"x.UnsafePointer\"", "", false},
		{"main.go", "no go at all", "", false},
	} {
		dir := t.TempDir()
		file := filepath.Join(dir, filepath.FromSlash(c.file))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("package main\n\n"+c.text+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, simulated := range []bool{true, false} {
			r := forbidden(dir, simulated)
			want := c.refused != "" && (simulated || c.always)
			if (r != nil) != want || r != nil && !strings.Contains(r.What, c.refused) {
				t.Errorf("simulated %v: %s is refused: %+v; want %q", simulated, c.text, r, c.refused)
			}
		}
	}
}

// TestNobodyConnects: a program that may connect to its own port may do so on each machine of the
// network.
func TestNobodyConnects(t *testing.T) {
	if s := (confined{}).running(nil); !s.Listens || !s.Silent {
		t.Errorf("a hand-in listens: %v, and is silent: %v", s.Listens, s.Silent)
	}
}
