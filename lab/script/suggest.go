package script

import "fmt"

// suggest names the command that a misspelt word may mean: the nearest one, if it is near
// enough.
func suggest(wrong string) string {
	const near = 2
	best, distance := "", near+1
	for _, c := range Commands() {
		if d := edits(wrong, c.Name); d < distance {
			best, distance = c.Name, d
		}
	}
	if best == "" {
		return "; docs/commands.md lists them all"
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// edits counts the letters to add, drop or change to get from a to b. This is the
// Levenshtein distance, computed one row of the table at a time.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
