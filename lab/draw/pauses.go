package draw

import (
	"slices"
	"time"

	"chatlab/lab/trace"
)

// longPause is the shortest time between two rows that a page mentions.
const longPause = 400 * time.Millisecond

// withPauses adds a row wherever nothing is seen to happen for long. It says what lasted
// meanwhile: a flood is one row at its end, and a write that waits is one row at its beginning.
func withPauses(rows []pageRow) (out []pageRow) {
	lasting := lastingOf(rows)
	last, before := time.Duration(-1), drawnRow{}
	for _, row := range rows {
		if row.isEvent() {
			if pause := row.At - last; last >= 0 && pause >= longPause {
				out = append(out, pauseBefore(row, before, seconds(pause)+lasting.during(last, row.At)))
			}
			last, before = row.At, row.drawnRow
		}
		if row.Left != "" {
			last = -1 // what is left out may have happened in between
		}
		out = append(out, row)
	}
	return out
}

// pauseBefore is the row for a pause between two rows. Life lines are as after the first.
func pauseBefore(row pageRow, before drawnRow, says string) pageRow {
	out := pageRow{Pause: says, PauseHeight: pauseHeight(row.At - before.At), Folded: row.Folded}
	out.Lines = longer(before.Lines, out.PauseHeight)
	return out
}

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

// lasting are the rows that tell of more than a moment.
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

// since is when that began which a row tells of. The record has one event for all writes of a flood,
// at its end. The flood began with its step.
func (r sceneRow) since() time.Duration {
	if r.Kind == trace.Data && len(r.Data) == 0 {
		return r.began
	}
	return r.At
}

// until is when that ended which a row tells of.
func (r sceneRow) until() time.Duration { return r.At + waited(r.Event) }
