//go:build !linux

package guard

import "os"

// Run returns false: this system has no guard.
func Run(interrupted, trouble int) (status int, ran bool) { return 0, false }

func inherited(int) *os.File { return nil }
