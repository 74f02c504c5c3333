//go:build linux || darwin

package scratch

import "golang.org/x/sys/unix"

// Room returns how many bytes this user may still write on the disk of a folder, and whether the
// system says so.
func Room(dir string) (bytes uint64, known bool) {
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) != nil || fs.Blocks == 0 {
		return 0, false // some systems in memory have no size
	}
	return fs.Bavail * uint64(fs.Bsize), true
}
