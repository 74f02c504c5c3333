// Package story writes a report for a person at a terminal, or as JSON for a program.
// Bytes that a server has sent or printed never control the terminal.
//
//   - style.go: Style: colors, widths, how a command is quoted
//   - story.go: how a failure explains itself; steps.go: its steps
//   - found.go: how a break of a rule in the simulator explains itself
//   - spell.go: the commands that a story suggests; hunt.go: those that run the simulator again
//   - diff.go: a change to a program, before and after
//   - json.go: the report for programs
package story

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"
	"unicode"

	"chatlab/lab/layout"
	"chatlab/lab/script"
	"chatlab/server/wire"
)

// A Style is how stories look. The zero Style is plain text.
type Style struct {
	Color bool   // with ANSI colors
	Width int    // columns; 0 means 80
	Lab   string // how to call lab, for the commands printed; "" means "go tool lab"

	System string // quote commands for the shells of this system, as in GOOS; "" means the one that we run on
}

// Command returns a command line of lab, quoted for the shells of the system.
func (st Style) Command(args ...string) string {
	var line strings.Builder
	line.WriteString(cmp.Or(st.Lab, "go tool lab"))
	for _, arg := range args {
		line.WriteString(" " + quote(arg, cmp.Or(st.System, runtime.GOOS)))
	}
	return line.String()
}

// needsNoQuotes reports whether the shells of a system take an argument as it is.
func needsNoQuotes(arg, system string) bool {
	bare := "_./:=,@%+-"
	if system == "windows" {
		bare = `_./\:=+-`
	}
	return arg != "" && !strings.ContainsFunc(arg, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !strings.ContainsRune(bare, r)
	})
}

// quote quotes an argument for the shells of a system. The Windows shells, cmd and
// PowerShell, agree on double quotes only, and not on how to escape one. Only the command
// of --server has double quotes, and there single quotes mean the same.
func quote(arg, system string) string {
	switch {
	case needsNoQuotes(arg, system):
		return arg
	case system == "windows":
		text := strings.ReplaceAll(arg, `"`, "'")
		atEnd := text[len(strings.TrimRight(text, `\`)):] // a backslash before a quote would escape it
		return `"` + text + atEnd + `"`
	}
	return "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
}

// Left says what a server left running that the kit could not end.
func Left(what string) string { return what + ". The kit could not end it: end it by hand." }

func (st Style) width() int { return cmp.Or(st.Width, usualWidth) }

// Paragraph writes text, wrapped to the width.
func (st Style) Paragraph(w io.Writer, text string) { st.wrap(w, "", text) }

// wrap writes text, wrapped to the width, each line after indent.
func (st Style) wrap(w io.Writer, indent, text string) {
	fmt.Fprintln(w, layout.Wrap(text, indent, st.width()))
}

// shown returns text that can't control a terminal, and that hides nothing.
func shown(text string) string { return layout.Unhidden(wire.Clean(text)) }

func sign(v script.Verdict) string {
	switch v {
	case script.Passed:
		return "✓"
	case script.Failed:
		return "✗"
	case script.Skipped:
		return "–"
	}
	return "?"
}

// Mark is the sign of a verdict.
func (st Style) Mark(v script.Verdict) string {
	switch v {
	case script.Passed:
		return st.green(sign(v))
	case script.Failed:
		return st.red(sign(v))
	}
	return st.yellow(sign(v))
}

func (st Style) paint(code, text string) string {
	if !st.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (st Style) bold(text string) string   { return st.paint("1", text) }
func (st Style) red(text string) string    { return st.paint("31", text) }
func (st Style) green(text string) string  { return st.paint("32", text) }
func (st Style) yellow(text string) string { return st.paint("33", text) }

// duration writes a time as a person would say it.
func duration(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
