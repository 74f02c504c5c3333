package grader

import (
	"errors"
	"fmt"
	"syscall"

	"chatlab/lab/class"
	"chatlab/lab/program"
	"chatlab/lab/scratch"
)

// leastRoom is how much of the disk, in bytes, must be free while a hand-in is judged. On a full
// disk a right server may not build, and a history may lose what was said.
const leastRoom = 64 << 20

// room returns an error if the disk of a folder is full, or nearly.
func (g *Grader) room(dir string) error {
	roomIn := scratch.Room
	if g.roomIn != nil {
		roomIn = g.roomIn
	}
	if free, known := roomIn(dir); known && free < leastRoom {
		return fmt.Errorf("the disk with %s has only %d MB left, and the kit needs %d to judge a hand-in: make room, and run the same command again", dir, free>>20, leastRoom>>20)
	}
	return nil
}

// spoilt takes back a result that a full disk may have spoilt. Given up: who has filled it is not
// asked. It may be the hand-in, which then has no mark until a teacher looks.
func (x *try) spoilt() {
	x.result.Refused, x.result.Own, x.result.Scenarios = nil, nil, x.all()
	x.result.Trouble = &class.Trouble{Kind: program.OfTheKit.String(), What: "The disk was full while the hand-in was judged"}
}

// isFull reports whether an error says that a disk is full, or what this user may have of it.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) }

// fullWords are those of such an error in the output of a compiler.
var fullWords = []string{syscall.ENOSPC.Error(), syscall.EDQUOT.Error()}
