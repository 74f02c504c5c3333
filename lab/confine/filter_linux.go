package confine

import (
	"golang.org/x/sys/unix"
)

// A verdict says what happens to a system call: the first one that fits decides. A call that
// none fits is allowed.
type verdict struct {
	call  int // its number
	when  []test
	errno unix.Errno // what the call fails with; 0: it is allowed
}

// done, for errno, is not an error: the call does nothing, and returns 0 as if it had.
const done = unix.Errno(1 << 15)

// askFirst, for errno, leaves the call to a doorman.
const askFirst = unix.Errno(1 << 16)

// A test looks at one argument. All tests of a verdict have to fit. It looks at the low half
// of the argument, except for high.
type test struct {
	arg   int
	high  bool
	mask  uint32
	equal bool
	value uint32
}

func is(arg int, value uint32) test {
	return test{arg: arg, mask: ^uint32(0), equal: true, value: value}
}
func isNot(arg int, value uint32) test                  { return test{arg: arg, mask: ^uint32(0), value: value} }
func masked(arg int, m, v uint32) test                  { return test{arg: arg, mask: m, equal: true, value: v} }
func hasBit(arg int, bit uint32) test                   { return test{arg: arg, mask: bit} }
func highIsNot0(arg int) test                           { return test{arg: arg, high: true, mask: ^uint32(0)} }
func instruction(code uint16, k uint32) unix.SockFilter { return unix.SockFilter{Code: code, K: k} }

// Where struct seccomp_data has what, on a little-endian machine, and what a filter returns.
const (
	atCall = 0
	atArch = 4
	atArgs = 16
)

const (
	load      = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
	and       = unix.BPF_ALU | unix.BPF_AND | unix.BPF_K
	ifEqual   = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
	ifAtLeast = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
	answer    = unix.BPF_RET | unix.BPF_K
)

// assemble turns verdicts into a program for the kernel. Calls of another architecture, which
// have other numbers, do not exist.
func assemble(arch, strangers uint32, verdicts []verdict) []unix.SockFilter {
	absent := instruction(answer, unix.SECCOMP_RET_ERRNO|uint32(unix.ENOSYS))
	filter := []unix.SockFilter{
		instruction(load, atArch),
		{Code: ifEqual, Jt: 1, K: arch},
		absent,
		instruction(load, atCall),
		{Code: ifAtLeast, Jf: 1, K: strangers},
		absent,
	}
	for _, v := range verdicts {
		filter = append(filter, v.assemble()...)
	}
	return append(filter, instruction(answer, unix.SECCOMP_RET_ALLOW))
}

func (v verdict) assemble() []unix.SockFilter {
	const perTest = 3
	length := 2 + perTest*len(v.when) + 1
	block := []unix.SockFilter{
		instruction(load, atCall),
		{Code: ifEqual, Jf: uint8(length - 2), K: uint32(v.call)},
	}
	for _, t := range v.when {
		from := uint32(atArgs + 8*t.arg)
		if t.high {
			from += 4
		}
		rest := uint8(length - len(block) - perTest) // from the end of this test to the next verdict
		jump := unix.SockFilter{Code: ifEqual, Jf: rest, K: t.value}
		if !t.equal {
			jump.Jt, jump.Jf = rest, 0
		}
		block = append(block, instruction(load, from), instruction(and, t.mask), jump)
	}
	switch v.errno {
	case 0:
		return append(block, instruction(answer, unix.SECCOMP_RET_ALLOW))
	case askFirst:
		return append(block, instruction(answer, unix.SECCOMP_RET_USER_NOTIF))
	}
	return append(block, instruction(answer, unix.SECCOMP_RET_ERRNO|uint32(v.errno&^done)))
}
