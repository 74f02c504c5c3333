package console

import (
	"os"
	"syscall"
)

// virtualTerminal is ENABLE_VIRTUAL_TERMINAL_PROCESSING, a bit of a console's output mode.
const virtualTerminal = 0x0004

var setConsoleMode = syscall.NewLazyDLL("kernel32.dll").NewProc("SetConsoleMode")

// understand enables escape sequences, and reports whether the console knows them, as it does
// since Windows 10.
func understand(out *os.File) (undo func(), ok bool) {
	console := syscall.Handle(out.Fd())
	var before uint32
	if err := syscall.GetConsoleMode(console, &before); err != nil {
		return nil, false
	}
	set := func(mode uint32) bool {
		done, _, _ := setConsoleMode.Call(uintptr(console), uintptr(mode))
		return done != 0
	}
	if !set(before | virtualTerminal) {
		return nil, false
	}
	return func() { set(before) }, true
}

// onResize does nothing: Windows has no signal for it. The next key or line finds the new
// size.
func onResize(func()) (stop func()) { return func() {} }
