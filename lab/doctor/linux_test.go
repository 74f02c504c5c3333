package doctor

import (
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"chatlab/lab/sockets"
)

// TestHolderIsFound: holder works with the kernel's real tables.
func TestHolderIsFound(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "[::1]:0"} {
		ln, err := net.Listen("tcp", addr)
		if err != nil {
			t.Log(err) // without IPv6 the first address is enough
			continue
		}
		port := ln.Addr().(*net.TCPAddr).Port
		us := fmt.Sprintf("(process %d)", os.Getpid())
		if got := sockets.Holder("/proc", port); !strings.HasSuffix(got, us) {
			t.Errorf("%s is held by %q, and not by us, %s", ln.Addr(), got, us)
		}
		ln.Close()
		if got := sockets.Holder("/proc", port); got != "" {
			t.Errorf("%s is held by %q, and nobody listens any more", ln.Addr(), got)
		}
	}
}

// TestHolderOfAnotherUser: the sockets of another user's program are in the table, but we can't
// read the files that say whose they are.
func TestHolderOfAnotherUser(t *testing.T) {
	proc := t.TempDir()
	held(t, proc)
	if err := os.RemoveAll(proc + "/4711"); err != nil {
		t.Fatal(err)
	}
	if got := sockets.Holder(proc, 5000); got != "a program of another user" {
		t.Errorf("held by %q", got)
	}
}
