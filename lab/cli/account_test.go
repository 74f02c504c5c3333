package cli

import (
	"bytes"
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"chatlab/lab/console"
	"chatlab/server/accounts"
)

// account runs lab account with typed as its input, through a pipe.
func account(t *testing.T, typed string, args ...string) (status int, told string) {
	t.Helper()
	var out bytes.Buffer
	status = run(context.WithoutCancel(t.Context()), append([]string{"account"}, args...), &console.Terminal{In: strings.NewReader(typed), Out: &out, Err: &out})
	return status, out.String()
}

// TestAccount: the server accepts what it writes. A second password replaces the first, and
// neither is shown.
func TestAccount(t *testing.T) {
	file := filepath.Join(t.TempDir(), "users")
	for _, password := range []string{"kingfisher", "nightjar"} {
		status, told := account(t, password+"\nmore\n", file, "ana")
		if status != 0 || strings.Contains(told, password) {
			t.Fatalf("status %d: %s", status, told)
		}
		users, err := accounts.Open(file, accounts.Options{})
		if err != nil {
			t.Fatal(err)
		}
		from := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}
		if err := users.Check(t.Context(), "Ana", password, from); err != nil {
			t.Errorf("%s: %v", password, err)
		}
		if password == "nightjar" && users.Check(t.Context(), "ana", "kingfisher", from) == nil {
			t.Error("the first password still opens")
		}
	}
	for _, c := range []struct {
		typed  string
		args   []string
		status int
		says   string
	}{
		{"x\n", []string{file, "a b"}, ExitUsage, "not a name"},
		{"x\n", []string{file}, ExitUsage, "needs a file of accounts and a name"},
		{"\n", []string{file, "bruno"}, ExitFailed, "password"},
		{strings.Repeat("x", 100) + "\n", []string{file, "bruno"}, ExitFailed, "72"},
		{"kingfisher\n", []string{filepath.Join(file, "no"), "bruno"}, ExitFailed, "no"},
	} {
		status, told := account(t, c.typed, c.args...)
		if status != c.status || !strings.Contains(told, c.says) {
			t.Errorf("%q: status %d, %s", c.args, status, told)
		}
	}
}
