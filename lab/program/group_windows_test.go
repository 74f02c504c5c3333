package program

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"

	"golang.org/x/sys/windows"
)

// systemPrograms are programs that only some systems can run.
var systemPrograms = map[string]func([]string){
	// Its child has a process group of its own and no console, like a daemon.
	"starts a daemon and stays": func(args []string) {
		ln := listen(args)
		daemon := exec.Command(os.Args[0], "never listens")
		daemon.SysProcAttr = &windows.SysProcAttr{CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.DETACHED_PROCESS}
		input, err := daemon.StdinPipe()
		if err == nil {
			err = daemon.Start()
		}
		if err != nil {
			panic(err)
		}
		defer input.Close()
		fmt.Printf("listening on %s\n", ln.Addr())
		serve(ln)
	},
	"is a kit that never ends": func([]string) {
		if _, err := Start(context.Background(), command("starts a daemon and stays"), Options{}); err != nil {
			panic(err)
		}
		io.Copy(io.Discard, os.Stdin)
	},
}

// alive reports whether there is such a process.
func alive(pid int) bool {
	process, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return false
	}
	defer windows.CloseHandle(process)
	state, err := windows.WaitForSingleObject(process, 0)
	return err == nil && state == uint32(windows.WAIT_TIMEOUT)
}

// awaitGone waits until there is no such process.
func awaitGone(t *testing.T, pid int) {
	t.Helper()
	process, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return
	}
	defer windows.CloseHandle(process)
	if state, err := windows.WaitForSingleObject(process, uint32(testLimit.Milliseconds())); state != windows.WAIT_OBJECT_0 {
		t.Errorf("process %d is still there: %v", pid, err)
	}
}

// TestNothingLeavesTheJob: when a program ends, its children end too.
func TestNothingLeavesTheJob(t *testing.T) {
	all := newRegister(t)
	p := begin(t, command("starts a daemon and stays"), Options{Env: all.env()})
	pids := []int{all.next(t), all.next(t)}
	p.Kill()
	for _, pid := range pids {
		if alive(pid) {
			t.Errorf("process %d is still there", pid)
		}
	}
}

// TestServersDieWithTheKit: when the kit is killed, its servers and their children end.
func TestServersDieWithTheKit(t *testing.T) {
	all := newRegister(t)
	kit := exec.Command(os.Args[0], "is a kit that never ends")
	kit.Env = append(os.Environ(), all.env()...)
	input, err := kit.StdinPipe()
	if err == nil {
		err = kit.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	all.next(t) // the kit itself
	pids := []int{all.next(t), all.next(t)}
	if err := kit.Process.Kill(); err != nil {
		t.Error(err)
	}
	kit.Wait()
	for _, pid := range pids {
		awaitGone(t, pid)
	}
}
