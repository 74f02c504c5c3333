package layout

import "github.com/mattn/go-runewidth"

// counting ignores the settings of the environment. A character of ambiguous width takes
// one column, as in nearly every terminal.
var counting = runewidth.Condition{StrictEmojiNeutral: true}

// Columns returns how many columns of a terminal text takes. A letter takes one, a Chinese
// character or an emoji two, a combining mark none.
func Columns(text string) int {
	n := 0
	for _, c := range text {
		n += RuneColumns(c)
	}
	return n
}

// RuneColumns returns how many columns one character takes by itself.
func RuneColumns(c rune) int { return counting.RuneWidth(c) }
