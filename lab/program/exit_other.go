//go:build !linux

package program

// awaitExit returns false: this system can't wait without taking the exit status.
func awaitExit(int) bool { return false }

// exiting returns false: only Linux tells.
func exiting(int) bool { return false }

// partlyExiting returns false: only Linux tells.
func partlyExiting(int) bool { return false }
