package draw

import (
	"fmt"
	"slices"
	"time"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
)

// fromBegin returns the log with each write that waited at the moment when it began, and each remark
// at the moment that it is about. The record has them where they became known.
func fromBegin(log trace.Log) trace.Log {
	var all []trace.Event
	for _, e := range log.All() {
		at := len(all)
		early := waited(e) + remark(e).Ago
		e.At = max(0, e.At-early)
		for early > 0 && at > 0 && all[at-1].At > e.At && (e.Kind == trace.Remarked || all[at-1].Kind != trace.Step) {
			at--
		}
		all = slices.Insert(all, at, e)
	}
	return trace.NewLog(all)
}

// waited is how long a write waited; 0 if the event is not such a write.
func waited(e trace.Event) time.Duration {
	wait, ok := trace.ParseWait(e.Note)
	if e.Kind != trace.Blocked || !ok {
		return 0
	}
	return wait.For
}

// held is what a Held event counts.
func held(e trace.Event) trace.Buffers {
	b, _ := trace.ParseBuffers(e.Note)
	return b
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
		brief = amount(held(e).Total()) + " wait"
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
		return fmt.Sprintf("%s to %s: a write of %s waits %s, and then %d of them are taken", r.from(), r.to(), layout.Count(wait.Of, "byte"), seconds(wait.For), wait.Taken)
	}
	b := held(r.Event)
	text := fmt.Sprintf("%s has not read %s that %s has written", r.to(), layout.Count(b.Total(), "byte"), r.from())
	if b.Receive > 0 { // or else some may be on the way
		text += fmt.Sprintf(": %d in the send buffer, %d in the receive buffer", b.Send, b.Receive)
	}
	return text
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

// Marks of what waits in a row of a terminal.
const (
	queueMark = "▒▒"
	stopRight = "─┤"
	stopLeft  = "├─"
)

// waiting writes what a Blocked or Held event says between two life lines. The marks of a queue
// are beside the life line of the end that has the buffer.
func (c canvas) waiting(e trace.Event, from, to int) {
	left, right := min(from, to), max(from, to)
	sides := 2 * (len([]rune(queueMark)) + 1)
	text := " " + waitingWords(e, right-left-1-sides) + " "
	b := held(e)
	switch {
	case e.Kind == trace.Blocked && from < to:
		c.put(left+1, "──"+text+stopRight)
	case e.Kind == trace.Blocked:
		c.put(right-layout.Columns(stopLeft+text+"──"), stopLeft+text+"──")
	default:
		c.put(left+sides/2, text)
		if from > to {
			b.Send, b.Receive = b.Receive, b.Send
		}
		if b.Send > 0 {
			c.put(left+1, queueMark)
		}
		if b.Receive > 0 {
			c.put(right-sides/2+1, queueMark)
		}
	}
}

// Sizes of what waits, in pixels.
const (
	queueLength = 120 // at most
	leastQueue  = 4
	queueGap    = 8 // between a queue and its life line
	barWidth    = 3 // what stops a write
	barReach    = 6
)

// A drawnQueue is what waits in a buffer. It is beside the life line of the end with the buffer.
type drawnQueue struct{ From, To int }

// drawWaiting lays out what waits in the buffers between two life lines, or a write that does not
// get to the other one. A queue of most bytes is as long as there is room for.
func (d *drawnRow) drawWaiting(who string, from, to, most int) {
	towards := 1
	if to < from {
		towards = -1
	}
	room := int(float64(towards*(to-from)-2*headLength) / letter)
	text := who + waitingWords(d.Event, room-layout.Columns(who))
	d.Label = drawnLabel{X: (from + to) / 2, Anchor: "middle", Text: text}
	if d.Kind == trace.Blocked {
		stop := from + (to-from)*2/5
		d.Arrow = &drawnArrow{from, stop, fmt.Sprintf("%d,%d %d,%d %d,%d %d,%d", stop, arrowY-barReach, stop+barWidth, arrowY-barReach, stop+barWidth, arrowY+barReach, stop, arrowY+barReach)}
		return
	}
	longest := min(queueLength, (towards*(to-from)-3*queueGap)/2)
	queue := func(bytes, begin, towards int) {
		if bytes > 0 {
			begin += towards * queueGap
			length := max(leastQueue, int(float64(longest)*float64(bytes)/float64(most)))
			d.Queues = append(d.Queues, drawnQueue{begin, begin + towards*length})
		}
	}
	b := held(d.Event)
	queue(b.Send, from, towards)
	queue(b.Receive, to, -towards)
}
