package trial

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"

	"chatlab/lab/lazyregexp"
	"chatlab/server/wire"
)

// carriedName matches the name of a file that a scenario may carry. Such a file is written
// where the scenario runs, so its name must not lead elsewhere.
var carriedName = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

// badText says what is wrong with the text of a scenario before it is read as one. If
// nothing is wrong, what is empty.
func badText(text string) (line int, what, try string) {
	if len(text) > mostText {
		return 1, fmt.Sprintf("it is larger than %d KB", mostText>>10), "let steps make long texts, such as say ana --size 5000"
	}
	if strings.HasPrefix(text, "\ufeff") {
		return 1, "it begins with a byte order mark", "save it as UTF-8 without one"
	}
	number := 0
	for l := range strings.Lines(text) {
		number++
		if l = strings.TrimRight(l, "\r\n"); wire.Clean(l) != l {
			return number, "it has a control character, or bytes that are not UTF-8", `write an escape for it, such as \x1b`
		}
		if strings.TrimSpace(l) == "-- --" {
			return number, "a file that the scenario carries needs a name", "write -- NAME --"
		}
	}
	carried := txtar.Parse([]byte(text)).Files
	if len(carried) > mostCarried {
		return 1, fmt.Sprintf("it carries more than %d files", mostCarried), "a scenario hardly needs more than one"
	}
	seen := map[string]bool{}
	for _, f := range carried {
		at := strings.Count(text[:strings.Index(text, "-- "+f.Name+" --")], "\n") + 1
		if folded := strings.ToLower(f.Name); !carriedName().MatchString(f.Name) || seen[folded] {
			return at, "it can't carry a file of this name", "use a name of its own, of letters, digits, dots, - and _"
		} else {
			seen[folded] = true
		}
	}
	return 0, "", ""
}
