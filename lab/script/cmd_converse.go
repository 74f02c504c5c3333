package script

import (
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/dialect"
	"chatlab/lab/layout"
)

var converse = Command{
	Name:    "converse",
	Args:    "[--pause D] [--private] WHO WHO… | --tame WHO WHO…",
	Summary: "Let clients talk to each other, in an order, in pieces and at a pace that a seed decides.",
	Detail:  "They say " + strconv.Itoa(len(awkward)) + " awkward texts: spaces at both ends, characters that mean something to programs, lines like a server's, characters of one to four bytes, bytes that are not UTF-8, lengths at which buffers end. The seed decides who says what when, how the stream is cut, and where it pauses. Each of the others must hear each text, whole and in order; what was said before is skipped. With --pause, one of the pauses is D long, in the middle of a line. With --private, each text goes to one of the others alone, with /msg. With --tame, they say plain words: each line is one write, sent when the one before was heard. A story that fails names its seed; check --seed repeats it.",
	Example: `server
join ana bruno
converse ana bruno`,
	run: func(s *session, args []string) (string, error) {
		flags := newFlags()
		onlyTame := flags.Bool("tame", false, "")
		private := flags.Bool("private", false, "")
		pause := flags.Duration("pause", 0, "")
		args, err := options(flags, args)
		switch {
		case err != nil:
			return "", err
		case *pause < 0 || *pause > maxPause || *onlyTame && *pause > 0:
			return "", usagef("--pause is at most %v, and can't be used with --tame", maxPause)
		case *onlyTame && *private:
			return "", usagef("--private can't be used with --tame")
		case len(args) < 2:
			return "", usagef("who talks to whom?")
		}
		all, err := s.clientsOf(args)
		if err != nil {
			return "", err
		}
		var speakers []*client
		for _, c := range all {
			if !c.named() || slices.Contains(speakers, c) {
				return "", errSpeakers
			}
			speakers = append(speakers, c)
		}
		return s.converse(conversation{speakers: speakers, tame: *onlyTame, private: *private, pause: s.pause(*pause)})
	},
}

// A conversation is one run of converse.
type conversation struct {
	s        *session
	speakers []*client
	tame     bool // only plain words, each line in one write
	private  bool // each text is for one of the others alone
	drawn    *rand.Rand
	pause    time.Duration // the long pause that is still to come; 0 if none is
	left     int           // how many texts remain
	longAt   int           // if fewer texts remain and the pause has not come, it comes at the next chance
}

// mostInARow is how many lines a client says before the others have heard them.
const mostInARow = 4

func (s *session) converse(v conversation) (string, error) {
	texts, most := s.texts(), mostInARow
	if v.tame {
		texts, most = slices.Clone(tame), 1
	}
	v.s, v.drawn, v.left, v.longAt = s, s.drawing(), len(texts), len(texts)/2
	if err := v.catchUp(); err != nil {
		return "", err
	}
	v.drawn.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	said := layout.Count(len(texts), "text")
	for len(texts) > 0 {
		n := min(1+v.drawn.IntN(most), len(texts))
		if err := v.say(v.speakers[v.drawn.IntN(len(v.speakers))], texts[:n]); err != nil {
			var f *Failure
			if errors.As(err, &f) {
				f.addNote("pieces and pauses were drawn from the seed " + strconv.FormatUint(s.seed, 10))
			}
			return "", err
		}
		texts = texts[n:]
		v.left = len(texts)
	}
	return said, nil
}

// catchUp skips what was said before. Each speaker says a line of the kit, and what came
// before that line is not checked any more.
func (v *conversation) catchUp() error {
	for _, speaker := range v.speakers {
		marker := v.s.newMarker()
		if err := speaker.say(marker); err != nil {
			return err
		}
		for _, listener := range v.speakers {
			came := listener == speaker || listener.await(v.s.limit(), func(in *inbox) bool {
				return in.passOver(speaker.roomName, marker)
			})
			if !came {
				return listener.unmarked(speaker, marker)
			}
		}
	}
	return nil
}

// say lets one client say some texts, and waits until those whom they are for have heard
// them.
func (v *conversation) say(speaker *client, texts []string) error {
	v.s.last.Store(speaker)
	others := slices.DeleteFunc(slices.Clone(v.speakers), func(c *client) bool { return c == speaker })
	listeners := make([][]*client, len(texts))
	var stream strings.Builder
	for i, text := range texts {
		listeners[i] = others
		if v.private {
			only := others[v.drawn.IntN(len(others))]
			listeners[i] = []*client{only}
			stream.WriteString("/msg " + only.roomName + " ")
		}
		stream.WriteString(text + []string{"\n", "\r\n"}[v.drawn.IntN(2)])
	}
	if err := v.send(speaker, stream.String()); err != nil {
		return err
	}
	for i, text := range texts {
		for _, listener := range listeners[i] {
			if err := listener.hear(v.from(speaker, listener), text); err != nil {
				return err
			}
		}
	}
	return nil
}

// from is how a line names its speaker to a listener.
func (v *conversation) from(speaker, listener *client) string {
	if v.private {
		return dialect.Pair(speaker.roomName, listener.roomName)
	}
	return speaker.roomName
}

// send sends some lines, in one write or in pieces.
func (v *conversation) send(speaker *client, stream string) error {
	pieces := []string{stream}
	if !v.tame {
		pieces = v.cut(stream)
	}
	for i, piece := range pieces {
		v.breathe(speaker, i > 0 && !strings.HasSuffix(pieces[i-1], "\n"))
		if err := speaker.write(piece); err != nil {
			return err
		}
	}
	return nil
}

// mostPieces is how many pieces the lines of one turn are cut into, at most.
const mostPieces = 6

// cut cuts a stream at random places.
func (v *conversation) cut(stream string) (pieces []string) {
	for len(stream) > 1 && len(pieces) < mostPieces-1 && v.drawn.IntN(4) > 0 {
		at := 1 + v.drawn.IntN(len(stream)-1)
		pieces, stream = append(pieces, stream[:at]), stream[at:]
	}
	return append(pieces, stream)
}

// mostPause is the longest pause between two pieces, except the long one.
const mostPause = 12 * time.Millisecond

// breathe waits before the next piece: not at all, for a moment or, once, in the middle of
// a line, for the long pause.
func (v *conversation) breathe(c *client, inALine bool) {
	switch {
	case inALine && v.pause > 0 && (v.drawn.IntN(4) == 0 || v.left < v.longAt):
		c.awaitPace(v.pause, true)
		v.pause = 0
	case v.drawn.IntN(3) == 0:
		c.awaitPace(time.Duration(v.drawn.Int64N(int64(mostPause))), true)
	case inALine:
		c.awaitTaken()
	}
}

// drawing is the random source of a step, made from the seed of the run and the scenario's
// id.
func (s *session) drawing() *rand.Rand {
	id := fnv.New64a()
	id.Write([]byte(s.scenario.ID()))
	return rand.New(rand.NewPCG(s.seed, id.Sum64()))
}
