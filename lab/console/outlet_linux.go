package console

import (
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// awaitReaderGone waits until the other end of a pipe is closed, and then ends the command.
// Otherwise a command that writes little, such as sim, would go on for nobody. It ends with
// the process.
func (o *outlet) awaitReaderGone() {
	if !o.piped() {
		return
	}
	ends := []unix.PollFd{{Fd: int32(o.file.Fd())}} // POLLERR is always reported, without a request (poll(2))
	for {
		_, err := unix.Poll(ends, -1)
		switch {
		case err == unix.EINTR:
		case err == nil && ends[0].Revents&unix.POLLERR != 0:
			o.failed(&os.PathError{Op: "write", Path: o.file.Name(), Err: syscall.EPIPE})
			return
		default:
			return
		}
	}
}

// unread reports whether the pipe has bytes that its reader has not taken (pipe(7), FIONREAD). Of a
// socket the system tells what came to us instead. That is usually nothing, so it counts as read.
func (o *outlet) unread() bool {
	n, err := unix.IoctlGetInt(int(o.file.Fd()), unix.TIOCINQ) // the same number as FIONREAD
	return err == nil && n > 0
}

// readsKeys reports whether some program reads single keys from the terminal to which w writes:
// lines are not edited there (termios(3), ICANON).
func readsKeys(w io.Writer) bool {
	device, ok := w.(onDevice)
	if !ok {
		return false
	}
	mode, err := unix.IoctlGetTermios(int(device.Fd()), unix.TCGETS)
	return err == nil && mode.Lflag&unix.ICANON == 0
}
