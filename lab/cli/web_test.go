package cli

import (
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// TestWebIsForThisMachine: the bench listens on no address that others reach, and for no lesson
// that there is not.
func TestWebIsForThisMachine(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"web", "--addr", "0.0.0.0:0"}, "listens on this machine only"},
		{[]string{"web", "--addr", ":8024"}, "listens on this machine only"},
		{[]string{"web", "--addr", "[::]:0"}, "listens on this machine only"},
		{[]string{"web", "--addr", "example.org:80"}, "listens on this machine only"},
		{[]string{"web", "--addr", "8024"}, "HOST:PORT"},
		{[]string{"web", "99"}, `no lesson "99"`},
		{[]string{"web", "3", "4"}, "web takes a lesson (or own) and nothing more: leave out \"4\""},
	} {
		status, out, err := s.Lab(c.args...)
		if status != ExitUsage || !strings.Contains(err, c.want) || out != "" {
			t.Errorf("lab %q ends with %d and says %q %q; want %d and %q", c.args, status, out, err, ExitUsage, c.want)
		}
	}
}

// TestBenchTokenIsKept: the address of the bench stays the same, and only the student may read
// its secret. A token that was cut short is made again.
func TestBenchTokenIsKept(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	token := func() string {
		t.Helper()
		token, err := benchToken(s.Kit)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	first := token()
	if again := token(); again != first {
		t.Errorf("the token was %s and is %s", first, again)
	}
	info, err := os.Stat(s.Path("work/.lab/bench-token"))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); mode != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("others may read the token: mode %o", mode)
	}
	file := s.Path("work/.lab/bench-token")
	again := map[string]string{"cut": first[:3], "no part of an address": strings.Repeat("a/", len(first)/2), "no secret": first}
	if runtime.GOOS == "windows" {
		delete(again, "no secret")
	}
	for what, text := range again {
		os.Remove(file)
		s.Put("work/.lab/bench-token", text+"\n") // which others may read
		if what != "no secret" {
			os.Chmod(file, 0o600)
		}
		if made := token(); !isToken(made) || made == first {
			t.Errorf("after one that is %s, %q, the token is %q", what, text, made)
		}
	}
	os.Remove(file)
	if err := os.Symlink(s.Path("README.md"), file); err == nil && !isToken(token()) {
		t.Error("a link is read as a token")
	}
}

// TestCommandsOfPages: which commands of a page run on the bench, and how. No shell is asked.
func TestCommandsOfPages(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	runs := onPage(s.Kit)
	for line, want := range map[string][]string{
		"go tool lab check 3 --run split_write":   {"check", "3", "--run", "split_write"},
		"go tool lab start 3   # your copy":       {"start", "3"},
		"go tool lab sim --of work/14-a-thousand": {"sim", "--of", "work/14-a-thousand"},
		"go test -race ./work/06-shared-room":     {"test", "-race", "./work/06-shared-room"},
		"go tool lab server":                      nil,
		"go tool lab watch 3":                     nil,
		"go tool lab client":                      nil,
		"go tool lab web":                         nil,
		"go tool lab proxy --to 127.0.0.1:5000":   nil,
		"go tool lab check 3 | less":              nil,
		"go tool lab check 3 > out":               nil,
		"go tool lab check $(rm x)":               nil,
		"go run ./server":                         nil,
		"go tool lab":                             nil,
		"nc 127.0.0.1 5000":                       nil,
		"rm -rf work; go tool lab start 3":        nil,
		"go tool lab check 'it":                   nil,
		"":                                        nil,
	} {
		command, ok := runs(line)
		if ok != (want != nil) || ok && (!slices.Equal(command.Args[1:], want) || command.Dir != s.Root) {
			t.Errorf("%q: %v, %q in %s; want %q", line, ok, command.Args, command.Dir, want)
		}
	}
}

// TestOtherPortIsKept: a bench that can't have the usual port listens on the same other port each
// time, unless that is taken too.
func TestOtherPortIsKept(t *testing.T) {
	t.Parallel()
	s := sandbox.New(t)
	if _, err := benchToken(s.Kit); err != nil { // makes the folder
		t.Fatal(err)
	}
	listen := func() net.Listener {
		t.Helper()
		ln, err := otherListener(s.Kit)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ln.Close() })
		return ln
	}
	first := listen()
	second := listen()
	if first.Addr().String() == second.Addr().String() {
		t.Error("two benches listen on one port")
	}
	second.Close()
	if again := listen(); again.Addr().String() != second.Addr().String() {
		t.Errorf("the port was that of %v and is that of %v", second.Addr(), again.Addr())
	}
}
