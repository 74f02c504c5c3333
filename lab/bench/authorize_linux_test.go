package bench

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"chatlab/lab/course"
)

// TestOtherUsers: another user of this machine who knows the token is not let in. Neither is a
// client that has hung up: nobody knows whose it was.
func TestOtherUsers(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b := &Bench{Kit: course.Kit{Root: t.TempDir()}, Token: token, Host: ln.Addr().String()}
	s, done := b.Server(ctx), make(chan struct{})
	gone, err := net.Dial("tcp", b.Host) // before anybody accepts
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(gone, "GET /%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", token, b.Host)
	gone.(*net.TCPConn).CloseWrite()
	go func() { s.Serve(ln); close(done) }()
	t.Cleanup(func() { cancel(); <-done; b.Wait() })
	status := func(nc net.Conn) int {
		t.Helper()
		defer nc.Close()
		answer, err := http.ReadResponse(bufio.NewReader(nc), nil)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if got := status(gone); got != http.StatusForbidden {
		t.Errorf("one that has hung up: status %d, want %d", got, http.StatusForbidden)
	}
	for user, want := range map[int]int{os.Geteuid(): http.StatusOK, 65534: http.StatusForbidden} {
		if user != os.Geteuid() && os.Geteuid() != 0 {
			t.Log("only root can act as another user")
			continue
		}
		nc := dialAs(t, user, ln.Addr().(*net.TCPAddr).AddrPort())
		fmt.Fprintf(nc, "GET /%s/ HTTP/1.1\r\nHost: %s\r\n\r\n", token, b.Host)
		if got := status(nc); got != want {
			t.Errorf("user %d: status %d, want %d", user, got, want)
		}
	}
}

// dialAs connects as another user would: the kernel notes who makes a socket.
func dialAs(t *testing.T, user int, to netip.AddrPort) net.Conn {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	before, _ := unix.SetfsuidRetUid(user)
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	unix.Setfsuid(before)
	if err != nil {
		t.Fatal(err)
	}
	file := os.NewFile(uintptr(fd), "socket")
	defer file.Close()
	if err := unix.Connect(fd, &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}); err != nil {
		t.Fatal(err)
	}
	nc, err := net.FileConn(file)
	if err != nil {
		t.Fatal(err)
	}
	return nc
}
