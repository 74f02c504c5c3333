package draw

import (
	"fmt"
	"slices"
	"time"

	"chatlab/lab/trace"
)

// Which times between two rows a page mentions.
const (
	longPause  = 400 * time.Millisecond // always
	shortPause = 20 * time.Millisecond  // if it is longer than all others near it together; shorter ones are those of a busy machine
	nearby     = 4                      // how many before and after it are near
)

// A rowTime is when a row was. A row that is not seen on a connection ends no short pause: a step that
// failed may have looked for more to show.
type rowTime struct {
	at   time.Duration
	seen bool
}

// isPause reports whether the time from the row before to the one with a number is worth a mention.
func isPause(rows []rowTime, i int) bool {
	if i == 0 {
		return false
	}
	near := time.Duration(0)
	for j := max(i-nearby, 1); j <= min(i+nearby, len(rows)-1); j++ {
		if other := rows[j].at - rows[j-1].at; j != i && rows[j].seen && other < longPause {
			near += other
		}
	}
	pause := rows[i].at - rows[i-1].at
	return pause >= longPause || rows[i].seen && pause >= shortPause && pause > near
}

// withPauses adds a row wherever nothing happens for a long time, as far as the page shows. It
// says what lasted meanwhile: a flood is one row at its end, and a write that waits is one row
// at its beginning.
func withPauses(rows []pageRow) (out []pageRow) {
	lasting := lastingOf(rows)
	for len(rows) > 0 {
		part := rows
		if left := slices.IndexFunc(rows, func(row pageRow) bool { return row.Left != "" }); left >= 0 {
			part = rows[:left+1] // what is left out may have happened in between
		}
		out, rows = append(out, lasting.between(part)...), rows[len(part):]
	}
	return out
}

// between adds the pauses to rows. None of the rows may be left out.
func (all lasting) between(rows []pageRow) (out []pageRow) {
	var times []rowTime
	for _, row := range rows {
		if row.isEvent() {
			times = append(times, rowTime{row.At, row.Failed == "" && row.Kind.OnWire()})
		}
	}
	i, before := 0, drawnRow{}
	for _, row := range rows {
		if row.isEvent() {
			if isPause(times, i) {
				from, to := times[i-1].at, times[i].at
				out = append(out, pauseBefore(row, before, lasted(to-from)+all.during(from, to)))
			}
			i, before = i+1, row.drawnRow
		}
		out = append(out, row)
	}
	return out
}

// lasted is how long a pause was.
func lasted(pause time.Duration) string {
	if pause < longPause {
		return fmt.Sprintf("%d ms", pause.Milliseconds())
	}
	return seconds(pause)
}

// pauseBefore is the row for a pause between two rows. Life lines are as after the first.
func pauseBefore(row pageRow, before drawnRow, says string) pageRow {
	out := pageRow{Pause: says, PauseHeight: pauseHeight(row.At - before.At), Folded: row.Folded}
	out.Lines = longer(before.Lines, out.PauseHeight)
	return out
}

// PauseTextY is where the text of a pause is, from its top: in its middle.
func (row pageRow) PauseTextY() int { return row.PauseHeight/2 + 4 }

// longer returns life lines with another height.
func longer(lines []drawnLine, height int) []drawnLine {
	out := slices.Clone(lines)
	for i := range out {
		out[i].Height = height
	}
	return out
}

// pauseHeight is how many pixels a pause takes: more for a longer one, up to a limit.
func pauseHeight(pause time.Duration) int {
	return rowHeight/2 + min(int(pause.Seconds()*rowHeight/3), 3*rowHeight)
}

// lasting are the rows whose event took more than a moment.
type lasting []pageRow

func lastingOf(rows []pageRow) lasting {
	return slices.DeleteFunc(slices.Clone(rows), func(row pageRow) bool { return !row.isEvent() || row.until() == row.since() })
}

// during says what went on between two times, after how long that was.
func (all lasting) during(from, to time.Duration) string {
	flood, waits, always := "", false, false
	for _, row := range all {
		switch {
		case row.until() <= from || row.since() >= to:
		case row.Kind == trace.Blocked:
			waits, always = true, always || row.since() <= from && row.until() > to-time.Millisecond // a wait is in whole milliseconds
		default:
			flood = " of the flood of " + Visible(row.Conn)
		}
	}
	switch {
	case waits && (always || flood == ""):
		return ", nothing but a write that waits"
	case waits:
		return flood + "; a write waits"
	case flood != "":
		return flood
	}
	return ", nothing"
}

// since is when the event of a row began. The record has one event for all writes of a flood, at its
// end. The flood began with its step.
func (r sceneRow) since() time.Duration {
	if r.Kind == trace.Data && len(r.Data) == 0 {
		return r.began
	}
	return r.At
}

// until is when the event of a row ended.
func (r sceneRow) until() time.Duration { return r.At + waited(r.Event) }

// A pausing looks for pauses between the rows of a ladder while it is drawn. Its zero value has seen
// no row.
type pausing struct {
	last   time.Duration // when the last row was
	began  bool          // there was one
	others bool          // something that has no row happened on a connection since
	left   bool          // something was left out since
	lasts  time.Duration // until when a write of a row waits
}

// unseen notes an event without a row.
func (p *pausing) unseen(e trace.Event) {
	p.others = p.others || e.Kind.OnWire()
	p.left = p.left || e.Kind == trace.Left
}

// pauseSays is what a ladder says of a pause. Its zero value means that there is no pause.
type pauseSays struct{ long, what string }

// seen notes a row. If it comes long after the row before it, seen returns what to say of the pause.
func (p *pausing) seen(e trace.Event) (says pauseSays) {
	if pause := e.At - p.last; p.began && !p.left && e.Kind != trace.Left && pause >= longPause {
		says = pauseSays{seconds(pause), ", nothing"}
		if p.others || p.lasts > p.last {
			says.what = " later"
		}
	}
	*p = pausing{last: e.At, began: true, left: e.Kind == trace.Left, lasts: max(p.lasts, e.At+waited(e))}
	return says
}
