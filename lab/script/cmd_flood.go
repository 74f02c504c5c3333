package script

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/sockets"
	"chatlab/lab/trace"
)

const (
	floodLine    = 1000      // bytes in a line of a flood, its line feed included
	floodWrite   = 64 * 1000 // bytes in one write of a flood
	maxFlood     = 1 << 30   // bytes
	lookAtMemory = 1 << 20   // bytes of a flood between two looks at the server's memory
	overflow     = 5_000_000 // bytes from which a flood must fill the connection of every frozen client

	// maxBuffer is the largest send buffer, in bytes, that a flood fills. On a machine
	// tuned for more it would take too long.
	maxBuffer = 64_000_000

	// beyondBuffers is how many bytes such a flood has beyond the largest send buffer, at
	// least. They fill a receive buffer, and the queue that P17 lets a server keep, and
	// more.
	beyondBuffers = 3_000_000
)

var flood = Command{
	Name:    "flood",
	Args:    "[--owed N] WHO BYTES | --endless [--until-held SIZE] WHO BYTES | --heard WHO BYTES | --of TEXT WHO BYTES",
	Summary: "Send a lot, as fast as the server takes it.",
	Detail:  "Lines of " + strconv.Itoa(floodLine) + " bytes, as many as BYTES needs, or, with --endless, one line that never ends, numbered. With --heard, each write waits until all others that have joined and read have heard it: each of its lines once. Expectations skip the lines of a flood. But if a client hears a line of it without the one before, the current step fails. BYTES may end in KB or MB. The step ends when the server has read all of it. The flood also ends when the server takes nothing more for the usual limit, or closes the connection. Neither is wrong: later steps judge. A flood of " + strconv.Itoa(overflow/1000_000) + " MB or more must fill the connection of every frozen client. Where send buffers are larger, the flood grows. The step fails if the server has nothing left to send to them. With --owed, N takes the place of BYTES where the system shows what a connection holds: the flood ends when N bytes of it wait in the server itself for the one client that is frozen, beyond all that the system holds for it, or when that one is cut off. With --until-held, the flood also ends once the server holds more memory than SIZE, where the system shows that: a server that copies all it has for each read would take minutes for the rest. With --of, it sends TEXT again and again, such as a command with its line feed; it fills no connection, and nobody looks for gaps. The trace says how much was sent, not what.",
	Example: `server
join ana bruno
flood --endless ana 1MB
memory under 500MB
close ana
sees bruno left ana`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		endless := flags.Bool("endless", false, "")
		heard := flags.Bool("heard", false, "")
		owed := flags.String("owed", "", "")
		untilHeld := flags.String("until-held", "", "")
		of := flags.String("of", "", "")
		args, err := options(flags, args)
		if err != nil {
			return "", err
		}
		if len(args) != 2 {
			return "", usagef("who, and how much?")
		}
		n, err := size(args[1])
		switch {
		case err != nil:
			return "", err
		case n > maxFlood:
			return "", usagef("a flood has at most %d bytes", maxFlood)
		case *endless && *heard:
			return "", usagef("--heard waits for whole lines, and --endless never ends one")
		case *endless && *owed != "":
			return "", usagef("--owed counts lines, and --endless never ends one")
		case *untilHeld != "" && !*endless:
			return "", usagef("--until-held needs --endless")
		case *of != "" && (*endless || *heard || *owed != ""):
			return "", usagef("--of says what is sent, and can't be used with --endless, --heard or --owed")
		}
		most := 0
		if *untilHeld != "" {
			if most, err = size(*untilHeld); err != nil {
				return "", err
			}
		}
		piece, err := unescape(*of)
		if err != nil {
			return "", err
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		if *owed != "" {
			return c.floodUntilOwed(*owed, n)
		}
		t := torrent{size: n, endless: *endless, of: piece, untilHeld: int64(most)}
		if *heard {
			t.heardBy = c.listeners()
		}
		return c.flood(t)
	},
}

// A torrent is what a client sends in a flood.
type torrent struct {
	size      int         // bytes, rounded up to whole lines or texts
	endless   bool        // one line that never ends
	of        string      // this text again and again; empty: numbered lines
	heardBy   []*listener // who has to hear each write before the next
	untilHeld int64       // bytes of memory of the server that end it; 0 means none
}

// flood sends a torrent and says how it ended.
func (c *client) flood(t torrent) (string, error) {
	c.s.last.Store(c)
	c.endDrip()
	fills := t.size >= overflow && !t.endless && t.of == "" && sockets.LargestSendBuffer() <= maxBuffer
	if fills {
		t.size = max(t.size, sockets.LargestSendBuffer()+beyondBuffers)
	}
	sent, end, err := c.pour(t)
	if err != nil {
		return "", err
	}
	detail := c.recordFlood(sent, end)
	err = c.s.ctx.Err()
	if fills {
		err = c.s.stuck(c)
	}
	if end == takesNoMore || fills {
		c.s.noteHeld(c.name)
	}
	return detail, err
}

// recordFlood records how many bytes of a flood were sent and how it ended, and returns that in
// words.
func (c *client) recordFlood(sent int, end string) (detail string) {
	detail = fmt.Sprintf("%s sent: %s", layout.Count(sent, "byte"), end)
	c.s.recorder.Record(trace.Event{Conn: c.conn, Dir: trace.ToServer, Kind: trace.Data, Note: "flood: " + detail})
	return detail
}

// pour sends a torrent, and waits until the server has read it. It returns how much was sent, and
// how that ended. The error says that a listener did not hear it.
func (c *client) pour(t torrent) (sent int, end string, err error) {
	c.sends()
	for end = allOfIt; sent < t.size && end == allOfIt; {
		batch := c.nextOf(t, sent)
		k, err := c.put(c.encoder.Encode(batch))
		if err == nil {
			k = len(batch) // the server's words may make it longer
		}
		sent += min(k, len(batch))
		end = floodEnd(err, end)
		if end == allOfIt && t.untilHeld > 0 && sent%lookAtMemory < floodWrite && c.s.holdsMore(t.untilHeld) {
			return sent, heldTooMuch, nil
		}
		for _, l := range t.heardBy {
			if err := l.hears(sent / floodLine); err != nil {
				return sent, end, err
			}
		}
	}
	if end == allOfIt && !c.awaitTaken() {
		end = takesNoMore
	}
	return sent, end, nil
}

// nextOf returns the next write of a torrent: whole lines or texts, so that the next step begins a
// new one.
func (c *client) nextOf(t torrent, sent int) string {
	size := min(floodWrite, t.size-sent)
	if t.of != "" {
		return strings.Repeat(t.of, max(1, size/len(t.of)))
	}
	batch := make([]byte, 0, floodWrite)
	for len(batch) < size {
		c.flooded++
		batch = appendFlood(batch, c.flooded, t.endless)
	}
	return string(batch)
}

// stuck proves that the frozen clients are stuck after a flood: what they do not read
// waits in the server, or the server has cut them off.
func (s *session) stuck(flooder *client) error {
	for _, c := range s.everyone() {
		if c == flooder || !c.isFrozen() || !c.named() {
			continue
		}
		stuck := s.within(s.limit(), func(ctx context.Context) bool { return s.world.AwaitStuck(ctx, c.nc) })
		if !stuck {
			return s.failure(Failure{
				Expected: words("the server to have more for " + c.name + ", who reads nothing, than fits into the buffers of the connection"),
				Received: words("all that it has sent has arrived"),
				Mark:     -1,
				Conn:     c.conn,
			})
		}
	}
	return s.ctx.Err()
}

// How a flood ends if the server does not end it.
const (
	allOfIt     = "all of it"
	takesNoMore = "then the server took nothing more"
	heldTooMuch = "then the server held too much"
)

func floodEnd(err error, otherwise string) string {
	switch {
	case err == nil:
		return otherwise
	case sockets.IsTimeout(err):
		return takesNoMore
	case sockets.IsGone(err), errors.Is(err, net.ErrClosed):
		return "then the connection was gone"
	}
	return "then the write failed"
}

// size reads a number of bytes: 500, 64KB, 8MB. KB is 1,000 and MB a million, since the
// numbers in a scenario are for people.
func size(word string) (int, error) {
	number, unit := word, 1
	if n, ok := strings.CutSuffix(word, "KB"); ok {
		number, unit = n, 1000
	} else if n, ok := strings.CutSuffix(word, "MB"); ok {
		number, unit = n, 1000_000
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > maxFlood {
		return 0, usagef("%q is not a size: 500, 64KB, 8MB", word)
	}
	return n * unit, nil
}
