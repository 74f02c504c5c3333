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
	first []byte // the first line so far, if it is held back
	begun bool   // a line has begun, and its prefix is written
	cr    bool   // the last piece ended with a CR, held back because an LF may follow
}

// Encode returns what to send for a piece: as much of it as can be written already, since a
// scenario may send half a name on purpose. Only a name that is written more than once, or is
// followed by more lines, is held back until it is complete.
func (e *Encoder) Encode(piece string) []byte {
	d := e.Dialect
	if d.Name == "" && d.Say == "" && !d.CRLF {
		return []byte(piece)
	}
	var out bytes.Buffer
	rest := piece
	if !e.named && !d.nameInPieces() {
		name, tail, ended := strings.Cut(rest, "\n")
		e.first = append(e.first, name...)
		if !ended {
			return nil
		}
		e.named, rest = true, tail
		out.WriteString(fill(d.lines(cmp.Or(d.Name, "{name}")), "{name}", strings.TrimSuffix(string(e.first), "\r")))
	}
	if e.cr {
		e.cr, rest = false, "\r"+rest
	}
	for rest != "" {
		prefix, suffix, _ := strings.Cut(cmp.Or(d.Say, "{text}"), "{text}")
		if !e.named {
			prefix, suffix, _ = strings.Cut(cmp.Or(d.Name, "{name}"), "{name}")
		}
		text, tail, ended := strings.Cut(rest, "\n")
		cr := false // at the end of the text, where it belongs to the line end
		if d.CRLF || suffix != "" {
			text, cr = strings.CutSuffix(text, "\r")
		}
		if !e.begun {
			out.WriteString(prefix)
		}
		out.WriteString(text)
		if e.begun = !ended; !ended {
			e.cr = cr
			break
		}
		if cr && !d.CRLF { // the line ends of a server with CRLF have one already
			suffix += "\r"
		}
		out.WriteString(d.lines(suffix))
		e.named = true
		rest = tail
	}
	return out.Bytes()
}

// nameInPieces reports whether a part of a name can be written before the rest is known.
func (d *Dialect) nameInPieces() bool {
	return strings.Count(d.Name, "{name}") < 2 && !strings.Contains(d.Name, "\n")
}

// lines returns a text with the line ends that the server wants, and one at its end.
func (d *Dialect) lines(text string) string {
	text += "\n"
	if d.CRLF {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

// LineForLine reports whether a name, and each line of text, is sent as one line, and the
// server sends whole lines that say who joined and who speaks. Then NameIn and TextIn can read
// the lines back.
func (d *Dialect) LineForLine() bool {
	return !d.Unframed && !d.Unanswered && !d.InAtOnce && !d.ListEach && !d.Anonymous() && d.nameInPieces() && !strings.Contains(d.Say, "\n")
}

// NameIn returns the name in a line that an Encoder made, without LF.
func (d *Dialect) NameIn(line string) string { return inside(d.Name, "{name}", line) }

// TextIn returns the text in a line that an Encoder made, without LF.
func (d *Dialect) TextIn(line string) string { return inside(d.Say, "{text}", line) }

func inside(template, placeholder, line string) string {
	prefix, suffix, _ := strings.Cut(cmp.Or(template, placeholder), placeholder)
	return strings.TrimSuffix(strings.TrimPrefix(line, prefix), suffix)
}
