package confine

import (
	"os"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestDoorIsLeft: the doorman ends when nobody is left who could ask. It does not spin until its
// process ends.
func TestDoorIsLeft(t *testing.T) {
	if !canAsk() {
		t.Skip("this system has no doorman")
	}
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(pair[1])
	sent := make(chan error, 1)
	var inThread func()
	inThread = func() {
		runtime.LockOSThread() // the thread ends with this goroutine, and nobody else has its filter
		if unix.Gettid() == os.Getpid() {
			done := make(chan struct{})
			go func() { defer close(done); inThread() }()
			<-done
			runtime.UnlockOSThread()
			return
		}
		if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
			sent <- err
			return
		}
		asks, err := (job{Door: true}).filter(unix.SECCOMP_FILTER_FLAG_NEW_LISTENER)
		if err == nil {
			err = unix.Sendmsg(pair[1], []byte{0}, unix.UnixRights(asks), nil, 0)
			unix.Close(asks)
		}
		sent <- err
	}
	go inThread()
	if err := <-sent; err != nil {
		t.Skip(err)
	}
	left := make(chan struct{})
	go func() { defer close(left); keepDoor(pair[0]) }()
	select {
	case <-left:
	case <-time.After(testLimit):
		t.Error("the door is kept, and nobody is left to ask")
	}
}
