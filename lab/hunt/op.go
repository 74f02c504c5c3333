package hunt

import (
	"fmt"
	"time"
)

// A Verb is what a client does, or what happens to it.
type Verb string

// The verbs.
const (
	Join   Verb = "join"   // connects and sends a name
	Say    Verb = "say"    // sends a line of Size bytes
	Msg    Verb = "msg"    // sends private text of Size bytes to the name What
	Burst  Verb = "burst"  // sends Lines lines of Size bytes at once
	Mumble Verb = "mumble" // sends Size bytes without an end of line
	Leave  Verb = "leave"  // sends a FIN, and reads until the server's
	Reset  Verb = "reset"  // sends an RST
	Vanish Verb = "vanish" // its host loses power: it sends nothing and answers nothing
	Freeze Verb = "freeze" // stops reading
	Thaw   Verb = "thaw"   // starts to read again
	Cut    Verb = "cut"    // nothing arrives any more, in one direction or both
	Heal   Verb = "heal"   // what was sent meanwhile arrives
	Net    Verb = "net"    // puts faults of docs/faults.md on its path
)

// talks reports whether it sends text.
func (v Verb) talks() bool { return v == Say || v == Msg || v == Burst || v == Mumble }

// An Op is one thing that will happen in a run.
type Op struct {
	Number int           `json:"number"` // its place in the drawn list, from 1; it never changes
	At     time.Duration `json:"at_ns"`  // since the run began
	Who    string        `json:"who"`    // the connection's name in the trace: "ana" or "ana.2"
	Do     Verb          `json:"do"`
	As     string        `json:"as,omitempty"`    // the name that it sends
	Lines  int           `json:"lines,omitempty"` // of a burst
	Size   int           `json:"size,omitempty"`  // of a line, in bytes without its LF
	What   string        `json:"what,omitempty"`  // faults; what is cut: "to-server", "to-client" or "both-ways"; or who gets the private text
}

// Words says what happens, without the time.
func (o Op) Words() string {
	switch o.Do {
	case Join:
		if o.As != o.Who {
			return fmt.Sprintf("%s joins as %s", o.Who, o.As)
		}
		return o.Who + " joins"
	case Say:
		return fmt.Sprintf("%s says a line of %d bytes", o.Who, o.Size)
	case Msg:
		return fmt.Sprintf("%s tells %s alone a text of %d bytes", o.Who, o.What, o.Size)
	case Burst:
		return fmt.Sprintf("%s says %d lines of %d bytes at once", o.Who, o.Lines, o.Size)
	case Mumble:
		return fmt.Sprintf("%s sends %d bytes and no end of line", o.Who, o.Size)
	case Leave:
		return o.Who + " leaves (FIN)"
	case Reset:
		return o.Who + " resets its connection"
	case Vanish:
		return "the host of " + o.Who + " loses power"
	case Freeze:
		return o.Who + " stops reading"
	case Thaw:
		return o.Who + " reads again"
	case Cut:
		return fmt.Sprintf("the path of %s is cut, %s", o.Who, o.What)
	case Heal:
		return "the path of " + o.Who + " is healed"
	}
	return fmt.Sprintf("on the path of %s: %s", o.Who, o.What)
}
