package course

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/template"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/lesson"
	"chatlab/lab/vet"
	"chatlab/lab/wholefile"
)

//go:embed newlesson
var newLesson embed.FS

// A LessonDraft is the data for the templates of a new lesson.
type LessonDraft struct {
	lesson.Lesson
	Var      string // its name in package lesson
	Scenario string // its first scenario
}

// ToWrite gives the mark to the templates.
func (LessonDraft) ToWrite() string { return vet.ToWrite }

// Files of the kit to which a new lesson is added.
const (
	lessonTable = "lab/lesson/table.go"
	teaching    = "docs/lessons.md"
)

var lessonID = lazyregexp.New(`^(\d\d)-([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$`)

// NewLesson creates all files of a lesson, called NN-slug, with marks for the texts to
// write. Its server is the reference server with a patch. It returns the files as paths of
// the kit. The last two existed before and were edited; no other existing file is changed.
func (k Kit) NewLesson(id string) (d LessonDraft, files []string, err error) {
	m := lessonID().FindStringSubmatch(id)
	if m == nil {
		return d, nil, Misuse{What: fmt.Sprintf("%q: name it by its number and its idea in small letters, such as %02d-late-news", id, nextNumber())}
	}
	d.Number, _ = strconv.Atoi(m[1])
	d.Slug, d.Var, d.Scenario = m[2], identifier(m[2]), "first_fault"
	for _, l := range lesson.All {
		if l.Number == d.Number || l.Slug == d.Slug {
			return d, nil, Misuse{What: fmt.Sprintf("there is a lesson %s already; the next number is %d", l.ID(), nextNumber())}
		}
	}
	for _, f := range []struct{ template, file string }{
		{"lesson.go.txt", fmt.Sprintf("lab/lesson/lesson_%02d.go", d.Number)},
		{"page.md", d.Page()},
		{"drawing.svg", "docs/drawings/" + d.ID() + ".svg"},
		{"scenario.txtar", d.Scripts() + "/" + d.Scenario + ".txtar"},
		{"break.txtar", d.Break()},
		{"fix.txtar", d.Fix()},
	} {
		if err := k.create(f.file, d.fill(f.template)); err != nil {
			return d, files, err
		}
		files = append(files, f.file)
	}
	for _, f := range []struct {
		file string
		put  func(text string) (string, error)
	}{{lessonTable, d.intoTable}, {teaching, d.intoTeaching}} {
		if err := k.edit(f.file, f.put); err != nil {
			return d, files, err
		}
		files = append(files, f.file)
	}
	return d, files, nil
}

func nextNumber() int { return lesson.All[len(lesson.All)-1].Number + 1 }

// identifier returns the name of a lesson's Go variable: lateNews for late-news.
func identifier(slug string) string {
	words := strings.Split(slug, "-")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	name := strings.Join(words, "")
	if token.IsKeyword(name) {
		name += "Lesson"
	}
	return name
}

// fill executes a template. It panics on an error: templates and data are the kit's own.
func (d LessonDraft) fill(name string) string {
	var text bytes.Buffer
	if err := template.Must(template.ParseFS(newLesson, "newlesson/"+name)).Execute(&text, d); err != nil {
		panic(err)
	}
	return text.String()
}

// create writes a new file. A file that exists is an error.
func (k Kit) create(file, text string) error {
	path := k.Path(file)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return errors.New(file + " exists already, and was not changed")
	} else if err != nil {
		return err
	}
	_, err = out.WriteString(text)
	return errors.Join(err, out.Close())
}

// edit changes the text of an existing file.
func (k Kit) edit(file string, put func(text string) (string, error)) error {
	text, err := os.ReadFile(k.Path(file))
	if err != nil {
		return err
	}
	edited, err := put(string(text))
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return wholefile.Replace(k.Path(file), 0o666, func(w io.Writer) error {
		_, err := io.WriteString(w, edited)
		return err
	})
}

// intoTable adds the lesson to the table, after the lessons with smaller numbers.
func (d LessonDraft) intoTable(text string) (string, error) {
	before, after, ok := strings.Cut(text, "var All = []Lesson{\n")
	if !ok {
		return "", errors.New("the table of lessons was not found")
	}
	lines := strings.SplitAfter(after, "\n")
	at := len(lesson.UpTo(d.Number))
	return before + "var All = []Lesson{\n" + strings.Join(lines[:at], "") + "\t" + d.Var + ",\n" + strings.Join(lines[at:], ""), nil
}

// intoTeaching adds the lesson's section to the page for its teachers, in order of number.
func (d LessonDraft) intoTeaching(text string) (string, error) {
	head, rest, ok := strings.Cut(text, "\n## The lessons\n")
	if !ok {
		return "", errors.New("there is no section The lessons")
	}
	end := len(rest)
	if at := strings.Index(rest, "\n## "); at >= 0 {
		end = at + 1
	}
	for _, l := range lesson.All {
		if at := strings.Index(rest, "\n### "+l.ID()+"\n"); l.Number > d.Number && at >= 0 {
			end = at + 1
			break
		}
	}
	if before := rest[:end]; !strings.HasSuffix(before, "\n\n") {
		rest, end = strings.TrimRight(before, "\n")+"\n\n"+rest[end:], len(strings.TrimRight(before, "\n"))+2
	}
	return head + "\n## The lessons\n" + rest[:end] + strings.TrimRight(d.fill("lessons.md"), "\n") + "\n" + blankBefore(rest[end:]), nil
}

// blankBefore puts an empty line before a text, unless the text is empty.
func blankBefore(text string) string {
	if text == "" {
		return ""
	}
	return "\n" + text
}
