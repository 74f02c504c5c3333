package sheet

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"chatlab/lab/layout"
)

// The most that a page shows of one text, in bytes. The story has the rest.
const (
	mostText   = 1000
	mostName   = 200
	mostOutput = 800 // the end of it
)

// mostStacked is how many characters without a width may follow each other, as in package draw.
const mostStacked = 4

// shown returns a text for a page: cut, and with nothing in it that can't be seen. Characters that
// change the direction of writing, that have no width, or that would pile up are escaped as in Go.
// Results are made visible once already, so ⏎ and backslashes stay as they are.
func shown(text string) string {
	if len(text) > mostText {
		text = layout.Head(text, mostText) + "…"
	}
	return visible(text)
}

// shownName is shown for the name of a person.
func shownName(name string) string {
	if len(name) > mostName {
		name = layout.Head(name, mostName) + "…"
	}
	return visible(name)
}

// shownEnd is shown for the output of a program, whose end says most.
func shownEnd(text string) string {
	if len(text) > mostOutput {
		text = "…" + layout.Tail(text, mostOutput)
	}
	return visible(text)
}

func visible(text string) string {
	var out strings.Builder
	stacked := 0
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if layout.RuneColumns(r) > 0 {
			stacked = 0
		} else {
			stacked++
		}
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&out, `\x%02x`, text[0])
		case r == '\n', r == '\t', unicode.IsPrint(r) && stacked <= mostStacked:
			out.WriteRune(r)
		default:
			out.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		text = text[size:]
	}
	return out.String()
}

// A link is a text that leads somewhere.
type link struct{ Text, To string }

// linkTo returns the address of a file below a folder that a result names. It is empty if that
// folder is not below the page.
func linkTo(folder, name string) string {
	if folder == "" || folder == "." || !fs.ValidPath(folder) {
		return ""
	}
	return (&url.URL{Path: path.Join(folder, name)}).String()
}

// rowAnchor is the place of a row in the page.
func rowAnchor(i int) string { return fmt.Sprintf("#r%d", i) }
