//go:build !windows

package console

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// understand makes a terminal understand escape sequences, and tells whether
// it does. Here every one does, except those that say TERM=dumb.
func understand(*os.File) (undo func(), ok bool) { return func() {}, true }

// OnResize calls do whenever the terminal's size may have changed, until it is
// told to stop.
func OnResize(do func()) (stop func()) {
	resized := make(chan os.Signal, 1)
	signal.Notify(resized, syscall.SIGWINCH)
	var watching sync.WaitGroup
	watching.Go(func() {
		for range resized {
			do()
		}
	})
	return func() {
		signal.Stop(resized)
		close(resized) // nobody sends to it any more
		watching.Wait()
	}
}
