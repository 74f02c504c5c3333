package script

import (
	"strings"

	"chatlab/lab/lazyregexp"
)

// alternative is a part of a pattern that need not be there: "( \(too slow\))?".
var alternative = lazyregexp.New(`\(((?:[^()\\]|\\.)*)\)\?`)

// like says what a line must look like for a pattern to match it. Patterns of plain text, with .*
// where anything may be, are said without the signs of regular expressions; others as they are.
// Brief is the same for the label of an arrow. There … means that the label was cut, so three dots
// are where anything may be.
func like(pattern string) (says, brief string) {
	plain, anchored := strings.CutPrefix(pattern, "^")
	plain = alternative().ReplaceAllString(plain, "") // what need not be there is not asked for
	plain, whole := strings.CutSuffix(plain, "$")
	plain = strings.ReplaceAll(plain, ".*", "…")
	var out strings.Builder
	for i := 0; i < len(plain); i++ {
		switch c := plain[i]; {
		case c == '\\' && i+1 < len(plain) && strings.IndexByte(`\.+*?()|[]{}^$`, plain[i+1]) >= 0:
			i++
			out.WriteByte(plain[i])
		case strings.IndexByte(`\.+*?()|[]{}^$`, c) >= 0:
			return "that matches " + pattern, pattern
		default:
			out.WriteByte(c)
		}
	}
	text := strings.TrimSuffix(out.String(), "…")
	brief = text
	if !anchored {
		brief = "…" + brief
	}
	if !whole || text != out.String() {
		brief += "…"
	}
	brief = strings.ReplaceAll(brief, "…", "...")
	switch {
	case strings.Contains(text, "…"):
		return `like "` + text + `…"`, brief
	case anchored && whole:
		return `"` + text + `"`, brief
	case anchored:
		return `that begins with "` + text + `"`, brief
	}
	return `that has "` + text + `"`, brief
}
