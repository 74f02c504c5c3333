//go:build !linux

package program

// memory returns 0: this system does not show the memory of other processes.
func memory(int) int64 { return 0 }
