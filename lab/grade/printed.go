package grade

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/draw"
)

// Rows and columns of what a program printed, in a story and in a picture.
const (
	outputRows   = 8
	raceRows     = 30 // of a race report: enough for both accesses
	mostPrinted  = 160
	printedSpace = "    " // for a tab
)

// Printed returns the rows that a reader gets of what a program printed: its last ones, or the first
// ones of a panic or a race report, cut to mostPrinted columns. A row above or below says how many
// are left out. The output may hold anything, so control characters are visible text. There are no
// rows if it is empty.
func Printed(text string) (rows []string) {
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	from := reasonIn(lines)
	if from < 0 {
		from = max(len(lines)-outputRows, 0)
	}
	most := outputRows
	if lines[from] == RaceReport {
		most = raceRows
	}
	to := min(from+most, len(lines))
	if from > 0 {
		rows = append(rows, fmt.Sprintf("… %d more before", from))
	}
	for _, line := range lines[from:to] {
		part, _ := draw.Window(strings.ReplaceAll(line, "\t", printedSpace), -1, mostPrinted)
		rows = append(rows, "| "+part)
	}
	if to < len(lines) {
		rows = append(rows, fmt.Sprintf("… %d more", len(lines)-to))
	}
	return rows
}

// PrintsReason reports whether the rows of Printed begin with a panic or a race report. If they do
// not, the last row is the most important one.
func PrintsReason(text string) bool { return reasonIn(strings.Split(text, "\n")) >= 0 }

// reasonIn returns which line begins a panic or a race report; -1 if none does. A Go program prints
// the reason first, then long stacks.
func reasonIn(lines []string) int {
	return slices.IndexFunc(lines, func(line string) bool {
		return strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") || line == RaceReport
	})
}
