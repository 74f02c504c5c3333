package draw

import (
	"strings"
	"unicode/utf8"
)

// Ribbons show a message as its sender meant it, above what the server made of it, over one
// scale of characters. The zero value shows nothing.
type Ribbons struct {
	Meant string   // the text of one line
	Made  []string // the texts of the lines that came instead
}

// Sizes of ribbons, in characters.
const (
	ribbonWidth = 96
	ribbonLead  = 40 // how much is shown before the place where the two part
	mostBlocks  = 12
)

// A ribbon is one of the two, ready to be drawn.
type ribbon struct {
	Label  string
	Blocks []ribbonBlock
}

// A ribbonBlock is one line, or what fits of it.
type ribbonBlock struct {
	Text string
	Ends bool // its line feed is visible
}

// drawn lays the ribbons out. Notch is where they part, in characters from their beginning.
func (r Ribbons) drawn() (both []ribbon, notch int) {
	if r.Meant == "" || len(r.Made) == 0 {
		return nil, 0
	}
	meant, first := []rune(Visible(r.Meant)), []rune(Visible(r.Made[0]))
	for notch < len(meant) && notch < len(first) && meant[notch] == first[notch] {
		notch++
	}
	from := 0
	if notch > ribbonWidth-ribbonLead {
		from = notch - ribbonLead
	}
	return []ribbon{{"meant", blocks([]string{r.Meant}, from)}, {"made", blocks(r.Made, from)}}, notch - from
}

// blocks cuts lines that are drawn one after the other to what is visible from a place on.
func blocks(lines []string, from int) (out []ribbonBlock) {
	at, end := 0, from+ribbonWidth
	for _, line := range lines[:min(len(lines), mostBlocks)] {
		text := Visible(line)
		size := utf8.RuneCountInString(text)
		if at >= end {
			break
		}
		if at+size >= from {
			first, last := max(from-at, 0), min(end-at, size)
			out = append(out, ribbonBlock{string([]rune(text)[first:last]), last == size})
		}
		at += size
	}
	return out
}

// RibbonsOf returns the ribbons of a chat line that was expected, and of the lines that came
// instead, all with their line feeds: only what follows the sender's name in brackets. They are
// zero if a line has no such name.
func RibbonsOf(expected string, came []string) (r Ribbons) {
	head, text, named := strings.Cut(expected, "] ")
	if !named || !strings.HasPrefix(head, "[") {
		return r
	}
	r.Meant = strings.TrimSuffix(text, "\n")
	for _, line := range came {
		if rest, same := strings.CutPrefix(line, head+"] "); same {
			r.Made = append(r.Made, strings.TrimSuffix(rest, "\n"))
		}
	}
	return r
}
