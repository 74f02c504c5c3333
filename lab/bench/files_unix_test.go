//go:build unix

package bench

import (
	"net/http"
	"path/filepath"
	"syscall"
	"testing"
)

// TestNamedPipe: a file that nobody writes to holds nobody up.
func TestNamedPipe(t *testing.T) {
	t.Parallel()
	b, s := serve(t, map[string]string{"server/conn.go": ""})
	if err := syscall.Mkfifo(filepath.Join(b.Kit.Root, "server", "pipe.png"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"page", "file"} {
		if status, _, _ := ask(t, s, "GET", "/"+token+"/"+kind+"/server/pipe.png"); status != http.StatusNotFound {
			t.Errorf("/%s: status %d, want %d", kind, status, http.StatusNotFound)
		}
	}
}
