package draw

import (
	"fmt"
	"slices"
	"time"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// fromBegin returns the log with each write that waited at the moment when it began. The
// record has it at its end, when it is known for how long.
func fromBegin(log trace.Log) trace.Log {
	var all []trace.Event
	for _, e := range log.All() {
		at := len(all)
		if wait, ok := trace.ParseWait(e.Note); ok && e.Kind == trace.Blocked {
			e.At = max(0, e.At-wait.For)
			for at > 0 && all[at-1].At > e.At && all[at-1].Kind != trace.Step {
				at--
			}
		}
		all = slices.Insert(all, at, e)
	}
	return trace.NewLog(all)
}

// waited is how long a write waited; 0 if the event is none that did.
func waited(e trace.Event) time.Duration {
	wait, ok := trace.ParseWait(e.Note)
	if e.Kind != trace.Blocked || !ok {
		return 0
	}
	return wait.For
}

// heldBytes is how many bytes a Held event tells of.
func heldBytes(e trace.Event) int {
	bytes, _ := trace.ParseHeld(e.Note)
	return bytes
}

// waitingWords is what a Blocked or Held event says, in room columns.
func waitingWords(e trace.Event, room int) string {
	long := "a write waits " + seconds(waited(e))
	brief := "waits " + seconds(waited(e))
	if e.Kind == trace.Held {
		who := Visible(e.Conn)
		if e.Dir == trace.ToServer || e.Dir == trace.FarToServer {
			who = "the server"
		}
		brief = amount(heldBytes(e)) + " wait"
		long = brief + " for " + who
	}
	if layout.Columns(long) <= room {
		return long
	}
	return fitted(brief, max(room, leastText))
}

// tellWaiting describes a Blocked or Held event in a sentence.
func (r sceneRow) tellWaiting() string {
	if wait, ok := trace.ParseWait(r.Note); ok && r.Kind == trace.Blocked {
		return fmt.Sprintf("%s to %s: a write of %s waits %s, and then %d of them are taken", r.from(), r.to(), count(wait.Of, "byte"), seconds(wait.For), wait.Taken)
	}
	return fmt.Sprintf("%s has not read %s that %s has sent", r.to(), count(heldBytes(r.Event), "byte"), r.from())
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }

// amount is a number of bytes for people. As in scenarios, KB is 1,000 and MB a million.
func amount(bytes int) string {
	switch {
	case bytes == 1:
		return "1 byte"
	case bytes < 1000:
		return fmt.Sprintf("%d bytes", bytes)
	case bytes < 999_500:
		return fmt.Sprintf("%.0f KB", float64(bytes)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/1_000_000)
}

// Sizes of what waits, in pixels.
const (
	queueLength = 120 // of the largest queue in the picture
	leastQueue  = 4
	queueGap    = 7 // between a queue and its life line
	barWidth    = 3 // what stops a write
	barReach    = 6
)

// drawWaiting lays out a queue of bytes before the life line that they go to, or a write that does
// not get there. most is the largest queue of the picture.
func (d *drawnRow) drawWaiting(who string, from, to, most int) {
	towards := 1
	if to < from {
		towards = -1
	}
	room := int(float64(towards*(to-from)-2*headLength) / letter)
	text := who + waitingWords(d.Event, room-layout.Columns(who))
	if d.Kind == trace.Blocked {
		stop := from + (to-from)*2/5
		d.Arrow = &drawnArrow{from, stop, fmt.Sprintf("%d,%d %d,%d %d,%d %d,%d", stop, arrowY-barReach, stop+barWidth, arrowY-barReach, stop+barWidth, arrowY+barReach, stop, arrowY+barReach)}
		d.Label = drawnLabel{X: (from + to) / 2, Anchor: "middle", Text: text}
		return
	}
	length := min(queueLength, towards*(to-from)-3*queueGap)
	if most > 0 {
		length = max(leastQueue, int(float64(length)*float64(heldBytes(d.Event))/float64(most)))
	}
	head := to - towards*queueGap
	d.Arrow = &drawnArrow{From: head, To: head - towards*length}
	d.Label = drawnLabel{X: head, Anchor: map[int]string{1: "end", -1: "start"}[towards], Text: text}
}
