//go:build !linux && !darwin

package scratch

// Room returns false: this system is not asked.
func Room(dir string) (bytes uint64, known bool) { return 0, false }
