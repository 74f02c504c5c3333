//go:build race

package grade

// RaceEnabled says that this program was built with the race detector. Then the
// servers that go test tests are, too.
const RaceEnabled = true
