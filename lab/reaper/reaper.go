// Package reaper finds and ends the processes that others have left behind: those
// whose parent has ended, be they daemons in a session of their own.
//
// Only Linux has what it takes (a "child subreaper", see prctl(2)). Elsewhere
// nothing is ever found.
//
//   - reaper.go: what it is for
//   - reaper_linux.go, reaper_other.go: system by system
package reaper

import "time"

// endTime is how long End tries, at the most: somebody may fork faster than we kill.
const endTime = 2 * time.Second
