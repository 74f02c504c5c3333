package sockets

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Holder names the program that listens on a port: "nc (process 4711)". Only Linux shows
// that, as files in proc, which is "/proc" but in tests. If another user runs the program,
// Holder can't tell its name. On other systems, or if nobody listens, it returns "".
func Holder(proc string, port int) string {
	inodes := listeners(proc, port)
	if len(inodes) == 0 {
		return ""
	}
	links, _ := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd", "*"))
	for _, link := range links {
		target, err := os.Readlink(link)
		if err != nil || !inodes[target] {
			continue
		}
		process := filepath.Dir(filepath.Dir(link))
		name, _ := os.ReadFile(filepath.Join(process, "comm"))
		return fmt.Sprintf("%s (process %s)", strings.TrimSpace(string(name)), filepath.Base(process))
	}
	return "a program of another user"
}

// listeners returns the sockets that listen on a port, by their names in a process's list of
// files.
func listeners(proc string, port int) map[string]bool {
	inodes := map[string]bool{}
	local := fmt.Sprintf(":%04X", port)
	for _, table := range []string{"net/tcp", "net/tcp6"} {
		text, _ := os.ReadFile(filepath.Join(proc, filepath.FromSlash(table)))
		for line := range strings.Lines(string(text)) {
			// The fields are sl local_address rem_address st …; the tenth is the inode. 0A is
			// LISTEN.
			fields := strings.Fields(line)
			if len(fields) > 9 && strings.HasSuffix(fields[1], local) && fields[3] == "0A" {
				inodes["socket:["+fields[9]+"]"] = true
			}
		}
	}
	return inodes
}
