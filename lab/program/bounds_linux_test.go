package program

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// removes is a script that holds a file of $2 bytes in the folder $1 open when it has no name
// any more. It says so, and ends when nobody writes to it any more.
const removes = `exec 3>"$1/held" && rm "$1/held" && head -c $2 /dev/zero >&3 && echo held && cat`

// holder starts a script with arguments, and returns its process when it holds its file.
func holder(t *testing.T, dir, script string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command("sh", append([]string{"-c", script, "sh"}, args...)...)
	cmd.Dir = dir
	in, err := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { in.Close(); io.Copy(io.Discard, out); cmd.Wait() })
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "held\n" {
		t.Fatalf("it said %q", line)
	}
	return cmd
}

// TestUnlinked: a file that has no name any more counts as long as one of the family has it
// open, once, and only if it was in one of the folders.
func TestUnlinked(t *testing.T) {
	const most = "wrote files of more than 0 MiB"
	for name, row := range map[string]struct {
		script, folder, size string
		want                 string
	}{
		"small":            {removes, ".", "100", ""},
		"large":            {removes, ".", "1001", most},
		"opened twice":     {strings.Replace(removes, "&& head", "&& exec 4>&3 5>&3 && head", 1), ".", "600", ""},
		"in a child":       {"sh -c '" + removes + "' sh $1 $2; :", ".", "1001", most},
		"elsewhere":        {removes, "../other", "1001", ""},
		"in a gone folder": {"mkdir $1 && " + strings.Replace(removes, "&& head", `&& rmdir "$1" && head`, 1), "in", "1001", most},
		"keeps its name":   {strings.NewReplacer(`&& rm "$1/held"`, "", "held\"", "held (deleted)\"").Replace(removes), ".", "600", ""},
		"and others":       {"head -c 500 /dev/zero >named;" + removes, ".", "600", most},
	} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			for _, folder := range []string{"dir", "other"} {
				if err := os.Mkdir(filepath.Join(top, folder), 0o755); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Symlink("dir", filepath.Join(top, "link")); err != nil {
				t.Fatal(err)
			}
			dir := filepath.Join(top, "link") // the system gives names without links
			held := holder(t, dir, row.script, row.folder, row.size)
			w := Bounds{Folders: []string{"."}, Disk: 1000, Files: 10}.watch(held.Process.Pid, dir)
			w.looks = wholeEvery - 1
			enrolled.mu.Lock()
			enrolled.at = time.Time{} // it may be older than the script
			enrolled.mu.Unlock()
			if got := w.broken(); got != row.want {
				t.Errorf("%q, want %q", got, row.want)
			}
		})
	}
}

// TestUnlinkedInThread: a thread may have descriptors of its own.
func TestUnlinkedInThread(t *testing.T) {
	dir := t.TempDir()
	opened, over := make(chan error, 1), make(chan struct{})
	defer close(over)
	var inThread func()
	inThread = func() {
		runtime.LockOSThread()
		if unix.Gettid() == os.Getpid() { // the first thread does not end, and its descriptors are those of the process
			go inThread()
			<-over
			runtime.UnlockOSThread()
			return
		}
		err := unix.Unshare(unix.CLONE_FILES) // the thread ends with this goroutine
		if err == nil {
			_, err = unix.Open(dir, unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, 0o600)
		}
		opened <- err
		<-over
	}
	go inThread()
	if err := <-opened; err != nil {
		t.Skip(err)
	}
	us := family{{pid: os.Getpid(), threads: 2}}
	if got := us.unlinked(resolved([]string{dir})); got.files != 1 || got.many {
		t.Errorf("%+v, want one file", got)
	}
}

// TestManyDescriptors: a look at descriptors has an end.
func TestManyDescriptors(t *testing.T) {
	l := listing{descriptors: mostDescriptors - 2}
	l.add("/proc/self/fd")
	if !l.many || l.descriptors != mostDescriptors+1 {
		t.Errorf("%+v", l)
	}
}
