package confine

import "golang.org/x/sys/unix"

// The architecture in filters, and the first number that belongs to another interface: that
// of x32, on the same processor.
const (
	filterArch      = unix.AUDIT_ARCH_X86_64
	filterStrangers = 0x4000_0000
)

// Older calls, which newer architectures do not have.
var (
	olderModes  = []int{unix.SYS_CHMOD}
	olderTimes  = []int{unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT}
	olderOwners = []int{unix.SYS_CHOWN, unix.SYS_LCHOWN}
)
