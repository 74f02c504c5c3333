//go:build !linux

package program

// threadsOf returns nil: this system does not show the threads of other processes.
func threadsOf(int) map[int]thread { return nil }
