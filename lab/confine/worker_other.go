//go:build !linux

package confine

// supported is false: nothing can be held here.
const supported = false

// Work does nothing here: nobody starts a worker.
func Work([]string) int { return 1 }
