package handin

import (
	"fmt"

	"chatlab/lab/scratch"
)

// LeastRoom is how much of the disk, in bytes, must be free while a hand-in is judged. On a full
// disk a right server may not build, and a history may lose what was said.
const LeastRoom = 64 << 20

// A Disk returns how many bytes this user may still write on the disk of a folder, and whether the
// system says so. Nil asks the system; tests have others.
type Disk func(dir string) (bytes uint64, known bool)

// Room returns an error if the disk of a folder is full, or nearly.
func (d Disk) Room(dir string) error {
	if d == nil {
		d = scratch.Room
	}
	if free, known := d(dir); known && free < LeastRoom {
		return fmt.Errorf("the disk with %s has only %d MB left, and the kit needs %d to judge a hand-in: make room, and run the same command again", dir, free>>20, LeastRoom>>20)
	}
	return nil
}
