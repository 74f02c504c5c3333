//go:build !linux

package guard

import "os"

// Run reports that there is no guard here.
func Run(interrupted, trouble int) (status int, ran bool) { return 0, false }

func inherited(int) *os.File { return nil }
