package hunt

import (
	"encoding/binary"
	"errors"
	"net"
	"time"

	"chatlab/lab/sim"
)

// The binary form of system calls goes from one process of the kit to another. A call has its
// kind, whether it is apart, its end and its number. Then come how long it is after the call
// before, in nanoseconds, and after how many more events. Probes follow if the call sets them.
// Each is a signed varint.

// shortestSyscall is the length of a system call, in bytes.
const shortestSyscall = 6

// binaryOf returns the binary form.
func binaryOf(calls []sim.Syscall) (all []byte) {
	var before sim.Syscall
	for _, s := range calls {
		numbers := []int64{int64(s.Kind), oneIf(s.Apart), int64(s.End), int64(s.N), int64(s.At - before.At), s.After - before.After}
		if p := s.Probes; s.Kind == sim.SetsKeepAlive {
			numbers = append(numbers, oneIf(p.Enable), int64(p.Idle), int64(p.Interval), int64(p.Count))
		}
		for _, number := range numbers {
			all = binary.AppendVarint(all, number)
		}
		before = s
	}
	return all
}

func oneIf(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

var errSyscalls = errors.New("hunt: these are not system calls of a server")

// parseSyscalls reads the binary form. A stranger may have written it.
func parseSyscalls(data []byte) (calls []sim.Syscall, err error) {
	number := func() int64 {
		number, n := binary.Varint(data)
		if n <= 0 {
			err, data = errSyscalls, nil
			return 0
		}
		data = data[n:]
		return number
	}
	var before sim.Syscall
	for len(data) > 0 {
		s := sim.Syscall{Kind: sim.SyscallKind(number()), Apart: number() != 0, End: int(number()), N: int(number())}
		s.At, s.After = before.At+time.Duration(number()), before.After+number()
		if s.Kind == sim.SetsKeepAlive {
			s.Probes = net.KeepAliveConfig{Enable: number() != 0, Idle: time.Duration(number()), Interval: time.Duration(number()), Count: int(number())}
		}
		calls, before = append(calls, s), s
	}
	return calls, err
}
