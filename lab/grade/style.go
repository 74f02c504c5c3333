package grade

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"chatlab/lab/prose"
	"chatlab/lab/script"
)

// A Style is how stories look. The zero Style is plain text.
type Style struct {
	Color bool   // with ANSI colors
	Width int    // columns; 0 means 80
	Lab   string // how to call lab, for the commands printed; "" means "go tool lab"
}

// Command returns a command line of lab, quoted where a shell would need it.
func (st Style) Command(args ...string) string {
	var line strings.Builder
	line.WriteString(cmp.Or(st.Lab, "go tool lab"))
	for _, arg := range args {
		if !bare.MatchString(arg) {
			arg = "'" + strings.ReplaceAll(arg, "'", `'\''`) + "'"
		}
		line.WriteString(" " + arg)
	}
	return line.String()
}

// bare matches what means nothing to any shell.
var bare = regexp.MustCompile(`^[\pL\pN_./:=,@%+-]+$`)

// Left says what of a server the kit could not end.
func Left(what string) string { return what + ". The kit could not end it: end it by hand." }

func (st Style) width() int { return cmp.Or(st.Width, usualWidth) }

// Paragraph writes text in lines that fit.
func (st Style) Paragraph(w io.Writer, text string) { st.wrap(w, "", text) }

// wrap writes text in lines that fit, each after indent.
func (st Style) wrap(w io.Writer, indent, text string) {
	fmt.Fprintln(w, prose.Wrap(text, indent, st.width()))
}

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

func (st Style) mark(v script.Verdict) string {
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
