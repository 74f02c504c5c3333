package bench

import (
	"strings"

	"github.com/yuin/goldmark/ast"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/progress"
	"chatlab/lab/script"
)

// guess returns what the student has expected of the first run, or nil.
func (r *room) guess() *progress.Guess {
	book, _ := r.bench.Kit.Progress() // a damaged book is told where it is written
	return book.Lessons[r.lesson.ID()].Guess
}

// asksForGuess reports whether the page asks for a guess: until the student has guessed or declined,
// whatever has run meanwhile. A lesson that has passed leaves nothing to guess.
func (r *room) asksForGuess() bool {
	book, _ := r.bench.Kit.Progress()
	record := book.Lessons[r.lesson.ID()]
	return record.Guess == nil && record.Passed == nil && !r.lesson.IsOwn()
}

// scored returns the guess with its score, once a check has judged all scenarios of the lesson. It is
// nil if there is no score, or if the guess has one: what later checks find is not what was guessed.
func scored(guess *progress.Guess, rows []scenarioRow) *progress.Guess {
	if guess == nil || len(guess.Fails) == 0 || guess.Of > 0 {
		return nil
	}
	score := *guess
	for _, row := range rows {
		switch {
		case row.Elsewhere:
		case row.Stale || row.Verdict == "":
			return nil
		case row.Verdict != string(script.Passed) && row.Verdict != string(script.Failed): // nobody could foresee that
		default:
			score.Of++
			if row.Verdict == row.Guessed {
				score.Right++
			}
		}
	}
	return &score
}

// A question is what a lesson's page asks before its first run. It is empty if the page asks nothing.
type question struct {
	Text     string
	Scenario string               // the name of the one that answers it; if none does, some other word
	answer   *ast.FencedCodeBlock // which shows what came
}

// asking matches the words with which pages ask for a guess.
var asking = lazyregexp.New(`(?i)write down your guess[^:]*: *`)

// questionOf returns the question of a page. Its answer is the first block of code that follows. The
// command in its first line ends with the name of a scenario, if it runs one.
func questionOf(doc ast.Node, source []byte) (q question) {
	for n := doc.FirstChild(); n != nil && q.answer == nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph:
			text := words(n, source)
			if at := asking().FindStringIndex(text); at != nil && q.Text == "" {
				q.Text = text[at[1]:]
			}
		case *ast.FencedCodeBlock:
			if q.Text == "" {
				continue
			}
			q.answer = n
			command, _, _ := strings.Cut(string(n.Lines().Value(source)), "\n")
			q.Scenario = command[strings.LastIndexByte(command, ' ')+1:]
		}
	}
	return q
}

// words returns the text of a paragraph as one line, without its markup.
func words(paragraph ast.Node, source []byte) string {
	var text strings.Builder
	ast.Walk(paragraph, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, isText := n.(*ast.Text); isText && entering {
			text.Write(t.Segment.Value(source))
			if t.SoftLineBreak() {
				text.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return text.String()
}
