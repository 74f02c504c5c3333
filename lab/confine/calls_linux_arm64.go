package confine

import "golang.org/x/sys/unix"

// The architecture in filters. There is no other interface on it whose numbers are larger.
const (
	filterArch      = unix.AUDIT_ARCH_AARCH64
	filterStrangers = 0xffff_ffff
)

// This architecture does not have the older calls.
var olderModes, olderTimes, olderOwners []int
