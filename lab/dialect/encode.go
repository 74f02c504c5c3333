package dialect

import (
	"bytes"
	"cmp"
	"strings"
)

// An Encoder turns what one client of a scenario sends into what this server reads. A
// scenario writes as in the protocol: a first line with the name, then lines of text, each
// ended by an LF. A piece may end anywhere.
type Encoder struct {
	Dialect *Dialect

	named bool   // the first line is complete
	first []byte // the first line so far
	begun bool   // a line has begun, and what stands before the name or the text is written
	cr    bool   // the last piece ended with a CR, held back because an LF may follow
}

// Encode returns what to send for a piece. What the piece has arrives at once, also if it is a
// part of the name: a server must not be spared a name that comes in pieces.
func (e *Encoder) Encode(piece string) []byte {
	d := e.Dialect
	if d.Name == "" && d.Say == "" && !d.CRLF {
		return []byte(piece)
	}
	var out bytes.Buffer
	rest := piece
	if e.cr {
		e.cr, rest = false, "\r"+rest
	}
	for rest != "" {
		prefix, suffix := e.around()
		endsCR := d.CRLF || !e.named && suffix != "" // what comes behind it has a CR, or must not
		text, tail, ended := strings.Cut(rest, "\n")
		if endsCR && strings.HasSuffix(text, "\r") {
			text = strings.TrimSuffix(text, "\r")
			e.cr = !ended
		}
		if !e.begun && (text != "" || ended) {
			e.begun = true
			out.WriteString(d.newlines(prefix))
		}
		out.WriteString(text)
		if !e.named {
			e.first = append(e.first, text...)
		}
		if ended {
			name := strings.TrimSuffix(string(e.first), "\r")
			out.WriteString(d.newlines(fill(suffix, "{name}", name) + "\n"))
			e.named, e.begun = true, false
		}
		rest = tail
	}
	return out.Bytes()
}

// around returns what stands before the name, or the text, in the line that is being written,
// and what stands behind it. The name may be there once more.
func (e *Encoder) around() (before, behind string) {
	if !e.named {
		before, behind, _ = strings.Cut(cmp.Or(e.Dialect.Name, "{name}"), "{name}")
		return before, behind
	}
	before, behind, _ = strings.Cut(cmp.Or(e.Dialect.Say, "{text}"), "{text}")
	return before, behind
}

// newlines returns a text with the line ends that the server wants.
func (d *Dialect) newlines(text string) string {
	if d.CRLF {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// LineForLine reports whether a name, and each line of text, is sent as one line, and the
// server sends whole lines that say who joined and who speaks. Then NameIn and TextIn can read
// the lines back.
func (d *Dialect) LineForLine() bool {
	return !d.Unframed && !d.Unanswered && !d.InAtOnce && !d.ListEach && !d.Anonymous() && !strings.Contains(d.Name+d.Say, "\n") && strings.Count(d.Name, "{name}") < 2
}

// NameIn returns the name in a line that an Encoder made, without LF.
func (d *Dialect) NameIn(line string) string { return inside(d.Name, "{name}", line) }

// TextIn returns the text in a line that an Encoder made, without LF.
func (d *Dialect) TextIn(line string) string { return inside(d.Say, "{text}", line) }

func inside(template, placeholder, line string) string {
	prefix, suffix, _ := strings.Cut(cmp.Or(template, placeholder), placeholder)
	return strings.TrimSuffix(strings.TrimPrefix(line, prefix), suffix)
}
