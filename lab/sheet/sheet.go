// Package sheet shows a graded class to its teacher as one page, and each student's results to
// the student as a folder. Both need no script to be read, no other program and no network.
// Bytes of students are always text in them, never markup.
//
//   - sheet.go: Write, the page of the class
//   - columns.go: which scenarios the class has
//   - rows.go: a row of the page, and what became of each scenario
//   - failures.go: the commonest failures; bounds.go: what the confinement held
//   - feedback.go: Feedback, the folder of a student; advice.go: what to try;
//     plain.go: the same as plain text
//   - text.go: texts, numbers and links
//
// The places of files are a contract with those who write the stories: those of shown scenarios
// are in feedback/KEY/LESSON/SCENARIO, those of hidden ones in hidden/KEY, below the folder of
// the results.
package sheet

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"sync"

	"chatlab/lab/alike"
	"chatlab/lab/class"
)

// File is the name of the page in the folder of the results.
const File = "sheet.html"

//go:embed templates
var files embed.FS

func file(name string) string {
	text, err := files.ReadFile("templates/" + name)
	if err != nil {
		panic(err) // the file is embedded
	}
	return string(text)
}

var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"shown": shown, "points": class.Shown, "hidden": hiddenWords, "plus": func(a, b int) int { return a + b },
	}).ParseFS(files, "templates/*.html"))
})

// page is the data of the template sheet.html.
type page struct {
	look
	Students  int
	Counts    []string // in words: what was not judged as usual
	Notes     []string
	Lessons   []lessonColumns
	Failures  []failure
	Listed    int // how many of them are shown at once
	Groups    []group
	Bounds    []bound
	Rows      []row
	Scenarios []choice // those that can be chosen
}

// mostFailures is how many failures are seen at once.
const mostFailures = 8

// A look is how a page looks, and the hashes that allow its style and its script, and no others.
type look struct {
	Style                 template.CSS
	Script                template.JS
	StyleHash, ScriptHash string
}

func newLook(style, script string) look {
	return look{template.CSS(style), template.JS(script), hashOf(style), hashOf(script)}
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Write writes the page of a class, for its teacher: it has hidden scenarios, too. Its links lead
// to files beside it, in the folder of the results.
func Write(w io.Writer, c class.Class) error {
	lessons := columnsOf(c)
	p := page{
		look:     newLook(file("common.css")+file("sheet.css")+tableWidth(lessons), file("sheet.js")),
		Students: len(c.Rows),
		Counts:   countsOf(c),
		Notes:    c.Notes,
		Lessons:  lessons,
		Failures: failuresOf(c),
		Listed:   mostFailures,
		Groups:   groupsOf(c),
		Bounds:   boundsOf(c),
		Rows:     rowsOf(c, lessons),
	}
	p.Scenarios = choices(lessons)
	return templates().ExecuteTemplate(w, File, p)
}

// tableWidth is the style that gives the table its width, in the columns of sheet.css. A browser
// draws a table of known width many times faster.
func tableWidth(lessons []lessonColumns) string {
	scenarios := 0
	for _, l := range lessons {
		scenarios += len(l.Columns)
	}
	return fmt.Sprintf("#class { width: calc(var(--name) + var(--total) + %d * var(--mark) + %d * var(--cell)); }\n", len(lessons), scenarios)
}

// A group is one of alike's, with its students as they are on the page.
type group struct {
	alike.Group
	Students []link
}

// groupsOf returns the groups of hand-ins that are nearly the same.
func groupsOf(c class.Class) (all []group) {
	at := map[string]int{}
	for i, r := range c.Rows {
		at[r.Student.Key] = i
	}
	for _, g := range alike.Groups(c) {
		shown := group{Group: g}
		for _, s := range g.Students {
			shown.Students = append(shown.Students, link{shownName(s.Name), rowAnchor(at[s.Key])})
		}
		all = append(all, shown)
	}
	return all
}
