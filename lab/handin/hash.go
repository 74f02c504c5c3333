package handin

import (
	"crypto/sha256"
	"encoding/hex"
)

// hashForm is hashed first. Change it with the form of the hash, so that nothing that was
// graded before is taken for the same.
const hashForm = "chatlab hand-in 1\n"

// A laidFile is what the hash has of a file.
type laidFile struct {
	path string // in the lesson's folder
	exec bool
	sum  [sha256.Size]byte
}

// hash returns the hash of files that are sorted by path. It is the same for a folder, a zip
// and a tar of the same files, whatever their times and owners.
func hash(files []laidFile) string {
	all := sha256.New()
	all.Write([]byte(hashForm))
	for _, f := range files {
		all.Write([]byte(f.path))
		if f.exec { // this byte also ends the path, which has no control characters
			all.Write([]byte{1})
		} else {
			all.Write([]byte{0})
		}
		all.Write(f.sum[:])
	}
	return hex.EncodeToString(all.Sum(nil))
}
