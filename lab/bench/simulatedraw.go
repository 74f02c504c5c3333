package bench

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"chatlab/lab/draw"
	"chatlab/lab/hunt"
	"chatlab/lab/story"
	"chatlab/lab/trace"
)

// What is drawn of a run has limits: the bench lives as long as a lesson.
const (
	mostOfTrace = 64 << 20 // bytes of a record that is read; a large crowd leaves ten times that
	mostRows    = 5000     // of a picture
)

// A tooLarge is the error for a run whose record has that many bytes.
type tooLarge int64

func (t tooLarge) Error() string {
	return fmt.Sprintf("The record of this run has %d MB, and the bench draws at most %d MB.", int64(t)>>20, mostOfTrace>>20)
}

// bounded makes runs, and fails with tooLarge where the record is too large to be read.
func bounded(runs hunt.Runs) hunt.Runs {
	return func(ctx context.Context, c hunt.Case) (hunt.Outcome, error) {
		o, err := runs(ctx, c)
		if err != nil || c.Trace == "" {
			return o, err
		}
		if info, err := os.Stat(c.Trace); err == nil && info.Size() > mostOfTrace {
			return o, tooLarge(info.Size())
		}
		return o, nil
	}
}

// whyNot is the sentence for a picture that could not be drawn; empty if err is nil.
func whyNot(err error) string {
	if err == nil {
		return ""
	}
	return "There is no picture: " + err.Error() + "."
}

// drawFound draws a finding, as lab sim does.
func drawFound(f story.Found) (picture, error) {
	log, p := story.Style{}.Picture(f)
	return drawn(p, log)
}

// drawWhole draws a run that has broken no rule, from its beginning, as far as there is room. Its
// steps are the operations.
func drawWhole(f hunt.Finding) (p picture, err error) {
	var all []trace.Event
	for _, op := range f.Case.Ops {
		all = append(all, trace.Event{At: op.At, Conn: fmt.Sprintf("#%d", op.Number), Kind: trace.Step, Note: op.Words()})
	}
	story := f.Story(f.Involved(), f.Log.Len())
	for _, e := range story.All() {
		all = append(all, e)
	}
	slices.SortStableFunc(all, func(a, b trace.Event) int { return cmp.Compare(a.At, b.At) })
	for rows := min(mostRows, len(all)); rows > 0; rows /= 2 {
		about := trace.Event{Conn: fmt.Sprintf("seed %d: no rule is broken", f.Case.Seed), Kind: trace.About}
		if rows < len(all) {
			about.Note = fmt.Sprintf("the beginning of the run: %d of %d events and operations", rows, len(all))
		}
		log := trace.NewLog(slices.Concat([]trace.Event{about}, all[:rows]))
		if p, err = drawn(draw.Picture{First: f.Involved(), Virtual: true}, log); !errors.Is(err, errFull) {
			return p, err
		}
	}
	return nil, err
}

// drawn draws a picture, unless it would have more than mostOfPicture.
func drawn(p draw.Picture, log trace.Log) (picture, error) {
	var page limited
	err := p.HTML(&page, log)
	if err != nil {
		return nil, err
	}
	return page.Bytes(), nil
}

// A limited is a buffer that takes mostOfPicture bytes.
type limited struct{ bytes.Buffer }

var errFull = errors.New("it would be too large")

func (l *limited) Write(p []byte) (int, error) {
	if l.Len()+len(p) > mostOfPicture {
		return 0, errFull
	}
	return l.Buffer.Write(p)
}
