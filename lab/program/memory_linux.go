package program

import (
	"fmt"
	"os"

	"chatlab/lab/reaper"
)

// memory returns the resident memory of the largest process of a group, in bytes. It takes
// the largest because the server may be the child of a starter, such as a shell. A sum would
// count memory that forked processes share once for each of them.
func memory(group int) int64 {
	var most int64
	for _, pid := range members(group) {
		most = max(most, resident(pid))
	}
	return most
}

func resident(pid int) int64 {
	if pages := residentPages(fmt.Sprintf("/proc/%d", pid)); pages != 0 {
		return pages * int64(os.Getpagesize())
	}
	return residentPages(reaper.Folder(pid)) * int64(os.Getpagesize()) // its first thread has ended, or all of it
}

// residentPages reads a folder of proc(5). A process or thread that has ended has none.
func residentPages(folder string) (pages int64) {
	text, _ := os.ReadFile(folder + "/statm")
	var size int64
	fmt.Sscan(string(text), &size, &pages)
	return pages
}
