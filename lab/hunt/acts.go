package hunt

import (
	"encoding/binary"
	"errors"
	"net"
	"time"

	"chatlab/lab/sim"
)

// The binary form of acts goes from one process of the kit to another. An act is its deed, and
// whether it is apart; its end and number; how long it is after the act before, in nanoseconds and
// in events. Probes follow if the deed is about them. Each is a signed varint.

// shortestAct is the length of an act, in bytes.
const shortestAct = 6

// binaryOf returns the binary form of acts.
func binaryOf(acts []sim.Act) (all []byte) {
	var before sim.Act
	for _, a := range acts {
		apart := 0
		if a.Apart {
			apart = 1
		}
		for _, number := range []int64{int64(a.Deed), int64(apart), int64(a.End), int64(a.N), int64(a.At - before.At), a.After - before.After} {
			all = binary.AppendVarint(all, number)
		}
		if a.Deed == sim.SetsKeepAlive {
			enable := 0
			if a.Probes.Enable {
				enable = 1
			}
			for _, number := range []int64{int64(enable), int64(a.Probes.Idle), int64(a.Probes.Interval), int64(a.Probes.Count)} {
				all = binary.AppendVarint(all, number)
			}
		}
		before = a
	}
	return all
}

var errActs = errors.New("hunt: these are not the acts of a server")

// parseActs reads the binary form. A stranger may have written it.
func parseActs(data []byte) (acts []sim.Act, err error) {
	var before sim.Act
	number := func() int64 {
		v, n := binary.Varint(data)
		if n <= 0 {
			err, data = errActs, nil
			return 0
		}
		data = data[n:]
		return v
	}
	for len(data) > 0 {
		a := sim.Act{Deed: sim.Deed(number()), Apart: number() != 0, End: int(number()), N: int(number())}
		a.At, a.After = before.At+time.Duration(number()), before.After+number()
		if a.Deed == sim.SetsKeepAlive {
			a.Probes = net.KeepAliveConfig{Enable: number() != 0, Idle: time.Duration(number()), Interval: time.Duration(number()), Count: int(number())}
		}
		acts, before = append(acts, a), a
	}
	return acts, err
}
