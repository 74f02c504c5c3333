package layout

import "github.com/mattn/go-runewidth"

// counting does not follow the settings of the environment: what is ambiguous
// takes one column, as it does in nearly every terminal.
var counting = runewidth.Condition{StrictEmojiNeutral: true}

// Columns returns how many columns of a terminal text takes: a letter one, a Chinese
// character or an emoji two, a mark that combines with the letter before it none.
func Columns(text string) int {
	n := 0
	for _, c := range text {
		n += RuneColumns(c)
	}
	return n
}

// RuneColumns returns how many columns one character takes by itself.
func RuneColumns(c rune) int { return counting.RuneWidth(c) }
