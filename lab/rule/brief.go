package rule

import (
	"fmt"

	"chatlab/lab/layout"
)

// brief quotes the beginning of a line.
func brief(line string) string {
	const enough = 60
	if len(line) > enough {
		return fmt.Sprintf("%q and so on, %d bytes", layout.Head(line, enough), len(line))
	}
	return fmt.Sprintf("%q", line)
}
