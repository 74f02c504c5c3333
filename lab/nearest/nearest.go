// Package nearest finds the known word that a misspelt one may mean. It has one file.
package nearest

// mostEdits is how far from the wrong word a word may be.
const mostEdits = 2

// Word returns the known word that is nearest to a wrong one, the first of several. It reports
// false if none is near enough.
func Word(wrong string, known []string) (word string, found bool) {
	distance := mostEdits + 1
	for _, k := range known {
		if d := edits(wrong, k); d < distance {
			word, distance, found = k, d, true
		}
	}
	return word, found
}

// Meant asks at the end of a message whether the known word was meant that is nearest to a wrong
// one: "; did you mean crlf?". It is empty if none is near enough.
func Meant(wrong string, known []string) string {
	if word, found := Word(wrong, known); found {
		return "; did you mean " + word + "?"
	}
	return ""
}

// edits counts the bytes to add, drop or change to get from a to b. This is the Levenshtein
// distance, computed one row of the table at a time.
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
