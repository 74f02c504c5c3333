package patch

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// A Diff is one change for readers: the lines removed, those added, and a few unchanged
// ones around them.
type Diff struct {
	File  string
	Lines []Line
}

// A Line of a Diff is in the file before the change, after it, or both.
type Line struct {
	Was, Is int // its number from 1; 0 if it is not there
	Text    string
}

// around is how many unchanged lines are shown before and after a change.
const around = 2

// Diffs returns the patch as diffs, in the patch's order. read returns the text of a file.
func (p Patch) Diffs(read func(file string) ([]byte, error)) ([]Diff, error) {
	var diffs []Diff
	for i, c := range p.Changes {
		text, err := read(c.File)
		if err != nil {
			return nil, err
		}
		at, err := c.find(text)
		if err != nil {
			return nil, err
		}
		later := 0 // lines by which the changes above move this one
		for j, other := range p.Changes {
			if j == i || other.File != c.File {
				continue
			}
			if above, err := other.find(text); err == nil && above < at {
				later += bytes.Count(other.New, newline) - bytes.Count(other.Old, newline)
			}
		}
		diffs = append(diffs, c.diff(text, at, later))
	}
	return diffs, nil
}

var newline = []byte{'\n'}

// find returns where in the text the change belongs. It is an error if that is not exactly
// one place.
func (c Change) find(text []byte) (int, error) {
	if n := bytes.Count(text, c.Old); n != 1 {
		return 0, fmt.Errorf("%s: the text to replace is there %d times, not once:\n%s", c.File, n, c.Old)
	}
	return bytes.Index(text, c.Old), nil
}

func (c Change) diff(text []byte, at, later int) Diff {
	above, below := lines(text[:at]), lines(text[at+len(c.Old):])
	was := len(above) + 1
	is := was + later
	h := Diff{File: c.File}
	add := func(texts []string, before, after bool) {
		for _, text := range texts {
			line := Line{Text: text}
			if before {
				line.Was = was
				was++
			}
			if after {
				line.Is = is
				is++
			}
			h.Lines = append(h.Lines, line)
		}
	}
	context := above[max(len(above)-around, 0):]
	was, is = was-len(context), is-len(context)
	add(context, true, true)
	for _, run := range compare(lines(c.Old), lines(c.New)) {
		add(run.goes, true, false)
		add(run.comes, false, true)
		add(run.stays, true, true)
	}
	add(below[:min(around, len(below))], true, true)
	return h
}

// A run is lines removed, lines added in their place, and unchanged lines after them.
type run struct{ goes, comes, stays []string }

// compare finds the lines that two texts share: the longest common subsequence. If two
// changes have only brackets and empty lines between them, they become one change. So a
// replaced function is one change.
func compare(was, is []string) []run {
	same := common(was, is)
	var runs []run
	for i, j := 0, 0; i < len(was) || j < len(is); {
		var r run
		for i < len(was) && (j == len(is) || was[i] != is[j]) && (j == len(is) || same[i+1][j] >= same[i][j+1]) {
			r.goes = append(r.goes, was[i])
			i++
		}
		for j < len(is) && (i == len(was) || was[i] != is[j]) && (i == len(was) || same[i+1][j] < same[i][j+1]) {
			r.comes = append(r.comes, is[j])
			j++
		}
		for i < len(was) && j < len(is) && was[i] == is[j] {
			r.stays = append(r.stays, was[i])
			i, j = i+1, j+1
		}
		if last := len(runs) - 1; last >= 0 && !telling(runs[last].stays) {
			runs[last].goes = append(append(runs[last].goes, runs[last].stays...), r.goes...)
			runs[last].comes = append(append(runs[last].comes, runs[last].stays...), r.comes...)
			runs[last].stays = r.stays
			continue
		}
		runs = append(runs, r)
	}
	return runs
}

// common returns, for each rest of was and of is, the most lines that they share, in order.
func common(was, is []string) [][]int {
	same := make([][]int, len(was)+1)
	for i := range same {
		same[i] = make([]int, len(is)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(is) - 1; j >= 0; j-- {
			if was[i] == is[j] {
				same[i][j] = same[i+1][j+1] + 1
			} else {
				same[i][j] = max(same[i+1][j], same[i][j+1])
			}
		}
	}
	return same
}

// telling reports whether any of the lines has a letter or digit.
func telling(lines []string) bool {
	return strings.ContainsFunc(strings.Join(lines, ""), func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	})
}

// lines splits a text into lines, without their line feeds.
func lines(text []byte) []string {
	if len(text) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}
