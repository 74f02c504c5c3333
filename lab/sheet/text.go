package sheet

import (
	"fmt"
	"io/fs"
	"net/url"
	"path"

	"chatlab/lab/layout"
)

// The most that a page shows of one text, in bytes. The story has the rest.
const (
	mostText   = 1000
	mostName   = 200
	mostOutput = 800 // the end of it
)

// shown returns a text for a page: cut, and with nothing in it that can't be seen. Results are made
// visible once already, so ⏎ and backslashes stay as they are.
func shown(text string) string {
	if len(text) > mostText {
		text = layout.Head(text, mostText) + "…"
	}
	return layout.Unhidden(text)
}

// shownName is shown for the name of a person.
func shownName(name string) string {
	if len(name) > mostName {
		name = layout.Head(name, mostName) + "…"
	}
	return layout.Unhidden(name)
}

// shownEnd is shown for the output of a program, whose end says most.
func shownEnd(text string) string {
	if len(text) > mostOutput {
		text = "…" + layout.Tail(text, mostOutput)
	}
	return layout.Unhidden(text)
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
