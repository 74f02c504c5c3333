package draw

import (
	"bytes"
	"fmt"
	"strings"

	"chatlab/lab/layout"
	"chatlab/lab/trace"
	"chatlab/server/wire"
)

// This file has the rows of a picture in words, for screen readers.

// stepName returns the name of a step for readers: "step 3", or its label if it has no number.
func stepName(label string) string {
	if number := (sceneStep{Label: label}).Number(); number != "" {
		return "step " + number
	}
	return label
}

// says describes an event in a sentence, for screen readers.
func (r sceneRow) says() string {
	at := r.time()
	switch {
	case r.Failed != "":
		return fmt.Sprintf("%s: %s failed: %s", at, stepName(r.Conn), wire.Clean(strings.ReplaceAll(r.Failed, "\n", "; ")))
	case r.Kind == trace.Left:
		return fmt.Sprintf("%s: %s", at, r.Note)
	case r.Act() != "":
		return fmt.Sprintf("%s: %s %s", at, r.Conn, r.Note)
	case r.Kind == trace.Fault:
		return fmt.Sprintf("%s: the path of %s: %s", at, r.Conn, r.Note)
	case r.Kind == trace.Server:
		return fmt.Sprintf("%s: the server is %s", at, r.Note)
	case r.Kind == trace.Open:
		return fmt.Sprintf("%s: %s connects", at, r.Conn)
	case r.Kind == trace.Missing:
		return fmt.Sprintf("%s: this never came to %s: %s", at, r.Conn, Visible(r.Note))
	case r.Kind == trace.Remarked:
		return at + ": " + Visible(remark(r.Event).Text)
	case r.Kind == trace.Held || r.Kind == trace.Blocked:
		return at + ": " + r.tellWaiting()
	}
	who := r.from() + " to " + r.to()
	switch r.Kind {
	case trace.Fin:
		return fmt.Sprintf("%s: FIN from %s %s", at, who, r.Note)
	case trace.Reset:
		return fmt.Sprintf("%s: reset from %s %s", at, who, r.Note)
	}
	size := fmt.Sprintf("%d bytes", r.bytes())
	if lines := bytes.Count(r.Data, []byte("\n")); lines > 1 && len(r.holes) == 0 {
		size += ", " + layout.Count(lines, "line")
	}
	text := fmt.Sprintf("%s: %s, %s: %s", at, who, size, short(string(r.Data), 200))
	if r.Note != "" {
		text = fmt.Sprintf("%s: %s: %s", at, who, r.Note)
	}
	if r.Torn {
		text += "; it goes on with a line that had begun"
	}
	if r.Meant {
		text += "; this is what should have come to the other client too"
	}
	if r.Tail > 0 {
		text += "; its last line is not complete"
	}
	return text
}

// from and to name the two ends of an event.
func (r sceneRow) from() string { from, _ := r.between(); return from }

func (r sceneRow) to() string { _, to := r.between(); return to }

func (r sceneRow) between() (from, to string) {
	switch r.Dir {
	case trace.ToServer:
		return r.Conn, "the server"
	case trace.ToClient:
		return "the server", r.Conn
	case trace.FarToServer:
		return "the path of " + r.Conn, "the server"
	case trace.FarToClient:
		return "the server", "the path of " + r.Conn
	}
	return r.Conn, ""
}

func short(text string, columns int) string {
	part, _ := Window(text, -1, columns)
	return part
}
