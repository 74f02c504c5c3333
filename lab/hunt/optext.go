package hunt

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/fault"
	"chatlab/server/wire"
)

// Limits for ops in a file.
const (
	mostOps      = 100_000
	latestOp     = time.Hour
	longestOp    = 1 << 20 // the most bytes of a line, and the most lines of a burst
	largestOps   = 64 << 20
	largestBurst = 16 << 20 // the most bytes of a burst
)

// String returns the op as a file has it: "1.5s ana say 120".
func (o Op) String() string {
	words := []string{o.At.String(), o.Who, string(o.Do)}
	switch o.Do {
	case Join:
		if o.As != o.Who {
			words = append(words, o.As)
		}
	case Say, Mumble:
		words = append(words, strconv.Itoa(o.Size))
	case Msg:
		words = append(words, o.What, strconv.Itoa(o.Size))
	case Burst:
		words = append(words, strconv.Itoa(o.Lines), strconv.Itoa(o.Size))
	case Cut, Net:
		words = append(words, o.What)
	}
	return strings.Join(words, " ")
}

// ParseOps reads ops, one per line, in order of time. It ignores empty lines and
// comments after #. Errors name the line.
func ParseOps(r io.Reader) ([]Op, error) {
	ops := []Op{}
	lines := bufio.NewScanner(io.LimitReader(r, largestOps))
	for number := 1; lines.Scan(); number++ {
		text, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(text)
		if len(words) == 0 {
			continue
		}
		op, err := parseOp(words)
		switch {
		case err != nil:
		case len(ops) == mostOps:
			err = fmt.Errorf("there are more than %d operations", mostOps)
		case len(ops) > 0 && op.At < ops[len(ops)-1].At:
			err = fmt.Errorf("%v is before the line above it: lines must be in order of time", op.At)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		op.Number = len(ops) + 1
		ops = append(ops, op)
	}
	if len(ops) == 0 && lines.Err() == nil {
		return nil, errors.New("line 1: there are no operations")
	}
	return ops, lines.Err()
}

func parseOp(words []string) (op Op, err error) {
	if len(words) < 3 {
		return op, fmt.Errorf("want WHEN WHO VERB, such as 1.5s ana say 120")
	}
	op.Who, op.Do = words[1], Verb(words[2])
	if op.At, err = time.ParseDuration(words[0]); err != nil || op.At < 0 || op.At > latestOp {
		return op, fmt.Errorf("%q is not a time from 0s to %v", words[0], latestOp)
	}
	name, _, _ := strings.Cut(op.Who, ".")
	if wire.CheckName(name) != nil || name == observer || name == newcomer {
		return op, fmt.Errorf("%q can't be a client here", op.Who)
	}
	return op, op.parseRest(words[3:])
}

// parseRest reads what follows the verb.
func (o *Op) parseRest(words []string) (err error) {
	number := func(at int) (n int) {
		n, bad := strconv.Atoi(words[at])
		if bad != nil || n < 0 || n > longestOp {
			err = fmt.Errorf("%q is not a number from 0 to %d", words[at], longestOp)
		}
		return n
	}
	switch n := len(words); {
	case o.Do == Join && n == 0:
		o.As = o.Who
	case o.Do == Join && n == 1:
		o.As = words[0]
	case (o.Do == Say || o.Do == Mumble) && n == 1:
		o.Size = number(0)
	case o.Do == Msg && n == 2:
		if o.What, o.Size = words[0], number(1); err == nil && wire.CheckName(o.What) != nil {
			err = fmt.Errorf("%q is not a name", o.What)
		}
	case o.Do == Burst && n == 2:
		if o.Lines, o.Size = number(0), number(1); err == nil && o.Lines*(o.Size+1) > largestBurst {
			err = fmt.Errorf("a burst has at most %d bytes", largestBurst)
		}
	case o.Do == Cut && n == 1:
		if o.What = words[0]; o.What != toServer && o.What != toClient && o.What != bothWays {
			err = fmt.Errorf("cut needs %s, %s or %s", toServer, toClient, bothWays)
		}
	case o.Do == Net && n > 0:
		o.What = strings.Join(words, " ")
		_, err = fault.ParseList(o.What)
	case n == 0 && (o.Do == Leave || o.Do == Reset || o.Do == Vanish || o.Do == Freeze || o.Do == Thaw || o.Do == Heal):
	default:
		err = fmt.Errorf("want one of: join [NAME], say BYTES, msg NAME BYTES, burst LINES BYTES, mumble BYTES, leave, reset, vanish, freeze, thaw, cut WHICH, heal, net FAULT…")
	}
	return err
}
