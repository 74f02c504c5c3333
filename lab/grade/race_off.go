//go:build !race

package grade

// RaceEnabled says that this program was built with the race detector. Then
// servers under test are, too.
const RaceEnabled = false
