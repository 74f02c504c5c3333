//go:build !linux

package program

// memory returns 0: here the memory of others can't be seen.
func memory(int) int64 { return 0 }
