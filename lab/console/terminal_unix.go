//go:build !windows

package console

import (
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// understand enables escape sequences, and reports whether the terminal knows them. Here
// every terminal does, except one with TERM=dumb.
func understand(*os.File) (undo func(), ok bool) { return func() {}, true }

// onResize calls do whenever the size of the terminal may have changed, until stop.
func onResize(do func()) (stop func()) {
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
		close(resized) // nobody sends to it after Stop
		watching.Wait()
	}
}
