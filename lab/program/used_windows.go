package program

import "time"

// Used is not known on Windows: its processes do not add up those that they have started.
func Used() (used time.Duration, ok bool) { return 0, false }
