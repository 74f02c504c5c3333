// Package reaper finds and ends orphans: processes whose parent has ended, also daemons in
// another session.
//
// Only Linux can do that (with a "child subreaper", see prctl(2)). On other systems nothing
// is found.
//
//   - reaper.go: the time limit
//   - reaper_linux.go, reaper_other.go: system by system
//   - folder_linux.go: where Linux tells about a process
package reaper

import "time"

// endTime is how long End tries at most: a program may fork faster than we kill.
const endTime = 2 * time.Second
