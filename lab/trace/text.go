package trace

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The text form of a Log has a header and a line for each event:
//
//	chatlab trace 1
//	0.001042375 ana > data "hel"
//	0.006118002 ana > data "lo\n"
//	0.006293118 ana - fault "" "delay 20ms"
//
// Seconds, connection, direction (> to the server, < to the client, >> and << the same at
// the far end of a path, - none), kind, then data and note. Both are quoted as in Go and
// left out if empty. Nothing is lost: Parse returns the same Log.
const header = "chatlab trace 1"

// maxTextLine is the longest line that Parse accepts, in bytes. An event with a megabyte of
// binary data fits.
const maxTextLine = 4 << 20

// WriteTo writes the text form.
func (l Log) WriteTo(w io.Writer) (int64, error) {
	var text bytes.Buffer
	text.WriteString(header + "\n")
	for _, e := range l.events {
		text.Write(append(e.appendTo(text.AvailableBuffer()), '\n'))
	}
	return text.WriteTo(w)
}

// String returns the event's line of the text form.
func (e Event) String() string { return string(e.appendTo(nil)) }

func (e Event) appendTo(line []byte) []byte {
	line = fmt.Appendf(line, "%d.%09d %s %s %s", e.At/time.Second, e.At%time.Second, quoteName(e.Conn), e.Dir, e.Kind)
	if len(e.Data) > 0 || e.Note != "" {
		line = appendQuoted(append(line, ' '), e.Data)
	}
	if e.Note != "" {
		line = strconv.AppendQuote(append(line, ' '), e.Note)
	}
	return line
}

// Parse reads the text form. If that is wrong, the error is an *Error.
func Parse(r io.Reader) (Log, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxTextLine)
	if !lines.Scan() || lines.Text() != header {
		return Log{}, atLine(1, firstOf(lines.Err(), fmt.Errorf("not a trace: its first line is not %q", header)))
	}
	var events []Event
	for lines.Scan() {
		e, err := parseEvent(lines.Text())
		if err != nil {
			return Log{}, atLine(len(events)+2, err)
		}
		events = append(events, e)
	}
	if err := lines.Err(); err != nil {
		return Log{}, atLine(len(events)+2, err)
	}
	return Log{events}, nil
}

// An Error says which line of a trace is wrong.
type Error struct {
	Line int // from 1
	What error
}

func (e *Error) Error() string { return fmt.Sprintf("trace: line %d: %v", e.Line, e.What) }
func (e *Error) Unwrap() error { return e.What }

func atLine(n int, err error) error { return &Error{n, err} }

func firstOf(errs ...error) error {
	at := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	return errs[at]
}

func parseEvent(line string) (e Event, err error) {
	fields, err := splitFields(line)
	if err != nil {
		return Event{}, err
	}
	if len(fields) < 4 || len(fields) > 6 {
		return Event{}, fmt.Errorf("%d fields where an event has 4 to 6: time, connection, direction, kind, data, note", len(fields))
	}
	fields = append(fields, "", "")
	if e.At, err = parseSeconds(fields[0]); err != nil {
		return Event{}, err
	}
	if e.Conn = fields[1]; e.Conn == "" {
		return Event{}, fmt.Errorf("the connection has no name")
	}
	dir := slices.Index(dirMarks, fields[2])
	if dir < 0 {
		return Event{}, fmt.Errorf("%q is not a direction: %s", fields[2], strings.Join(dirMarks, " "))
	}
	kind := slices.Index(kindNames, fields[3])
	if kind < 0 {
		return Event{}, fmt.Errorf("%q is not a kind: %s", fields[3], strings.Join(kindNames, " "))
	}
	e.Dir, e.Kind, e.Note = Dir(dir), Kind(kind), fields[5]
	if fields[4] != "" {
		e.Data = []byte(fields[4])
	}
	return e, nil
}

// parseSeconds reads seconds with exactly nine decimals. A float would not keep every nanosecond.
func parseSeconds(field string) (time.Duration, error) {
	whole, fraction, _ := strings.Cut(field, ".")
	seconds, err1 := strconv.ParseUint(whole, 10, 63)
	nanos, err2 := strconv.ParseUint(fraction, 10, 63)
	if err1 != nil || err2 != nil || len(fraction) != 9 || seconds >= math.MaxInt64/uint64(time.Second) {
		return 0, fmt.Errorf("%q is not a time: seconds with nine decimals, such as 0.001042375", field)
	}
	return time.Duration(seconds)*time.Second + time.Duration(nanos), nil
}

// splitFields splits at single spaces. A field that starts with a quote is a Go string and
// may contain spaces.
func splitFields(line string) ([]string, error) {
	var fields []string
	for {
		var field string
		if strings.HasPrefix(line, `"`) {
			quoted, err := strconv.QuotedPrefix(line)
			if err != nil {
				return nil, fmt.Errorf("a quoted field does not end, or has a wrong escape: %.40q", line)
			}
			line = line[len(quoted):]
			if field, err = strconv.Unquote(quoted); err != nil {
				return nil, err
			}
		} else {
			end := strings.IndexByte(line+" ", ' ')
			field, line = line[:end], line[end:]
		}
		fields = append(fields, field)
		if line == "" {
			return fields, nil
		}
		if !strings.HasPrefix(line, " ") {
			return nil, fmt.Errorf("no space before %.40q", line)
		}
		line = line[1:]
	}
}

// quoteName quotes a name unless it is plain.
func quoteName(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == '"' || r == '`' || r > '~' }) || name == "" {
		return strconv.Quote(name)
	}
	return name
}
