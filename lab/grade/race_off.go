//go:build !race

package grade

// RaceEnabled reports whether this program was built with the race detector. Servers that
// are tested by go test are then built with it, too.
const RaceEnabled = false
