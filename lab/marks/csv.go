package marks

import (
	"bufio"
	"io"
	"strings"

	"chatlab/lab/lazyregexp"
)

// A csvWriter writes cells that no spreadsheet takes for formulas. Lines end with CR LF (RFC
// 4180).
type csvWriter struct{ to *bufio.Writer }

func newCSV(w io.Writer) csvWriter { return csvWriter{bufio.NewWriter(w)} }

// row writes a line. Every cell is in quotes: a name may have a separator other than the comma
// in it, and some systems split cells there.
func (c csvWriter) row(cells ...string) {
	for i, text := range cells {
		if i > 0 {
			c.to.WriteByte(',')
		}
		c.to.WriteString(`"` + strings.ReplaceAll(cell(text), `"`, `""`) + `"`)
	}
	c.to.WriteString("\r\n")
}

func (c csvWriter) end() error { return c.to.Flush() }

// formula matches what may begin a formula, with what is before it: nothing but quotes and
// blanks, from the start of the cell or from what some system takes for the start of the next
// one. The wide forms of these characters count as well.
var formula = lazyregexp.New(`(^|[,;|\t])([\s\p{Z}"'` + "`" + `‘’“”«»]*)([=+\-@＝＋－＠﹦﹢﹣﹫−])`)

// cell makes a text harmless for spreadsheets. A single quote before a formula makes it a text
// (OWASP, CSV Injection), and the name -Anna is still readable.
func cell(text string) string { return formula().ReplaceAllString(line(text), "${1}'${2}${3}") }
