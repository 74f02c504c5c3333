package grade

import (
	"bytes"
	"io"

	"chatlab/lab/draw"
	"chatlab/lab/trace"
)

// The evidence of one scenario is small enough to be kept for a class, and to be sent. A flood of
// a broken server would make it a hundred times as large.
const (
	mostEvidence = 2_000_000        // bytes of all files together
	mostRecord   = mostEvidence / 2 // bytes of capture and trace, if not all fits; the rest is for the picture
	leastRecord  = 1000             // bytes; a record is not shortened below this
	mostRows     = 5000             // rows of a picture, at the first try
	leastRows    = 50               // and at the last one
)

// An evidence is what the files contain.
type evidence struct{ picture, capture, trace []byte }

// evidenceOf returns what the files contain. If whole is empty, nothing is left out. Otherwise
// they have at most mostEvidence bytes. Then capture and trace have the same events, and the
// picture may have fewer.
func evidenceOf(log, drawn trace.Log, p draw.Picture, whole string) (out evidence, err error) {
	if whole == "" || log.Size().Bytes <= mostEvidence {
		if err = out.write(log, drawn, p); err != nil || whole == "" || out.size() <= mostEvidence {
			return out, err
		}
	}
	for size := mostRecord; ; {
		within := trace.Size{Bytes: size}
		short := log.Shortened(within, whole)
		if err = out.writeRecord(short); err != nil {
			return out, err
		}
		record := len(out.capture) + len(out.trace)
		if record <= mostRecord || size < leastRecord {
			out.picture, err = pictureWithin(drawn.Shortened(within, whole), p, mostEvidence-record)
			return out, err
		}
		size = min(size, int(float64(size)*mostRecord/float64(record))) * 9 / 10
	}
}

func (out *evidence) size() int { return len(out.picture) + len(out.capture) + len(out.trace) }

func (out *evidence) write(log, drawn trace.Log, p draw.Picture) (err error) {
	if err = out.writeRecord(log); err == nil {
		out.picture, err = written(drawn, p.HTML)
	}
	return err
}

func (out *evidence) writeRecord(log trace.Log) (err error) {
	if out.capture, err = written(log, draw.Capture); err != nil {
		return err
	}
	out.trace, err = written(log, func(w io.Writer, log trace.Log) error { _, err := log.WriteTo(w); return err })
	return err
}

// pictureWithin returns the picture with as many rows as there is room for, in bytes.
func pictureWithin(log trace.Log, p draw.Picture, room int) (out []byte, err error) {
	for p.Rows = mostRows; ; {
		out, err = written(log, func(w io.Writer, log trace.Log) error { return p.HTML(w, log) })
		if err != nil || len(out) <= room || p.Rows <= leastRows {
			return out, err
		}
		rows := int(float64(min(p.Rows, log.Size().Events)) * float64(room) / float64(len(out)))
		p.Rows = max(leastRows, rows*9/10)
	}
}

func written(log trace.Log, write func(io.Writer, trace.Log) error) ([]byte, error) {
	var out bytes.Buffer
	err := write(&out, log)
	return out.Bytes(), err
}
