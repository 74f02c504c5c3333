package marks

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"chatlab/lab/class"
	"chatlab/lab/lazyregexp"
	"chatlab/lab/nearest"
	"chatlab/lab/rawcsv"
)

// maxExported is the largest grade book that we read, in bytes.
const maxExported = 32 << 20

// Canvas fills the column of an assignment in a gradebook that Canvas exported. The column is
// its title, its number, or both as in the file: "Lesson 3 (4711)". A student gets the total of
// the class's lessons. Not a byte of the file changes elsewhere.
//
// These cells stay as they are: of excused students (EX), of those whose mark is open, and of
// those without a hand-in. What could not be filled in is reported.
//
// The rules are those of Canvas's importer (instructure/canvas-lms, lib/gradebook_importer.rb):
// a column that it does not know would become a new assignment, so a missing column is an
// error and is never added.
func Canvas(w io.Writer, exported io.Reader, c class.Class, column string) (told []string, err error) {
	if exported == nil {
		return nil, errors.New("Canvas needs the gradebook that it exported")
	}
	text, err := io.ReadAll(io.LimitReader(exported, maxExported+1))
	switch {
	case err != nil:
		return nil, err
	case len(text) > maxExported:
		return nil, fmt.Errorf("the gradebook has more than %d bytes", maxExported)
	case !utf8.Valid(text):
		return nil, errors.New("the gradebook is not UTF-8; take the file as Canvas exported it")
	}
	book, err := readGradebook(text, column)
	if err != nil {
		return nil, err
	}
	grades, told := book.grades(c)
	if note := book.otherPoints(c); note != "" {
		told = append(told, note)
	}
	return told, book.fill(w, grades)
}

// A gradebook is a file that Canvas exported.
type gradebook struct {
	text     []byte
	lines    [][]rawcsv.Cell // from the heading on
	column   int
	students []int // the lines of students
	possible string
	roster   class.Roster // of the students, in their order
}

// ofStudent matches the headings of columns about the student.
var ofStudent = lazyregexp.New(`^(Student|ID|SIS User ID|SIS Login ID|Integration ID|Root Account|Section|LastName|FirstName)$`)

// computed matches the headings of columns that Canvas computes, and ignores in an import.
var computed = lazyregexp.New(`(Current|Final|Override) (Score|Points|Grade|Status)`)

func readGradebook(text []byte, column string) (*gradebook, error) {
	body := bytes.TrimPrefix(text, []byte("\ufeff"))
	b := &gradebook{text: text}
	separator := byte(',') // or a semicolon, as the user's settings in Canvas say
	if at := bytes.IndexAny(body, ",;\n"); at >= 0 && body[at] == ';' {
		separator = ';'
	}
	var err error
	if b.lines, err = rawcsv.Read(body, separator); err != nil {
		return nil, fmt.Errorf("the gradebook can't be read: %w", err)
	}
	for _, cells := range b.lines { // places in the whole file
		for i := range cells {
			cells[i].From += len(text) - len(body)
			cells[i].To += len(text) - len(body)
		}
	}
	if len(b.lines) == 0 {
		return nil, errors.New("the gradebook is empty")
	}
	headings := b.values(0)
	if last := slices.Index(headings, "Section"); len(headings) < 4 || last < 0 || !ofStudent().MatchString(headings[0]) || !slices.Contains(headings, "ID") {
		return nil, errors.New("this is not a gradebook of Canvas: its headings begin with Student, ID … Section")
	}
	if b.column, err = findColumn(headings, column); err != nil {
		return nil, err
	}
	return b, b.readStudents(headings)
}

// values returns the cells of a line.
func (b *gradebook) values(at int) []string {
	all := make([]string, len(b.lines[at]))
	for i, cell := range b.lines[at] {
		all[i] = cell.Value(b.text)
	}
	return all
}

// numbered matches the heading of an assignment.
var numbered = lazyregexp.New(`^(.*) \((\d+)\)$`)

// findColumn finds the column of an assignment.
func findColumn(headings []string, column string) (int, error) {
	var known, titles []string
	found, column := -1, norm.NFC.String(column) // there are several ways to write an accent
	for i, heading := range headings {
		if ofStudent().MatchString(heading) || computed().MatchString(heading) || i < slices.Index(headings, "Section") {
			continue
		}
		parts := numbered().FindStringSubmatch(heading)
		if parts == nil {
			continue // a column of notes, or a group of assignments
		}
		known, titles = append(known, line(heading)), append(titles, parts[1])
		if !slices.ContainsFunc(parts, func(part string) bool { return norm.NFC.String(part) == column }) {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("the gradebook has several columns %q; name one by its number", column)
		}
		found = i
	}
	if found >= 0 {
		return found, nil
	}
	text := fmt.Sprintf("the gradebook has no assignment %q; it has %s", line(column), strings.Join(known, ", "))
	if len(known) == 0 {
		text = "the gradebook has no column of an assignment; make the assignment in Canvas, publish it and export again"
	} else if word, ok := nearest.Word(column, titles); ok {
		text += fmt.Sprintf("; did you mean %s?", line(word))
	}
	return 0, errors.New(text)
}

// readStudents finds the lines of students, and the points possible.
func (b *gradebook) readStudents(headings []string) error {
	for at := range b.lines {
		cells := b.values(at)
		switch {
		case at == 0 || len(cells) < len(headings):
			continue // such as an empty line
		case strings.Contains(cells[0], "Points Possible"):
			if b.possible = strings.TrimSpace(cells[b.column]); strings.Contains(b.possible, "read only") {
				return fmt.Errorf("Canvas does not take grades for %s: the column is read only", line(headings[b.column]))
			}
			continue
		}
		var p class.Person
		for i, heading := range headings {
			cell := line(cells[i]) // notes name students
			switch heading {
			case "Student", "LastName", "FirstName":
				p.Name = strings.TrimSpace(p.Name + " " + cell)
			case "ID", "SIS User ID":
				p.Also = append(p.Also, cell)
			case "SIS Login ID":
				p.Login = cell
			}
		}
		if p.Name == "" || cells[slices.Index(headings, "ID")] == "" && p.Login == "" {
			continue // such as the line that says which assignments are posted by hand
		}
		b.students = append(b.students, at)
		b.roster.People = append(b.roster.People, p)
	}
	return nil
}

// grades returns the grades that go into the file, by line.
func (b *gradebook) grades(c class.Class) (grades map[int]string, told []string) {
	grades = map[int]string{}
	index := b.roster.Index()
	owner := map[int]string{}
	for _, r := range c.Rows {
		if r.Missing {
			continue
		}
		who := cmp.Or(name(r.Student.Name), name(r.Student.Key))
		at, why := index.Find(r.Student)
		if at < 0 {
			told = append(told, fmt.Sprintf("%s is not filled in: %s", who, strings.ReplaceAll(why, "the roster", "the gradebook")))
			continue
		}
		row := b.students[at]
		if other, taken := owner[row]; taken {
			delete(grades, row)
			told = append(told, fmt.Sprintf("%s is not filled in: both %s and %s seem to be this student", name(b.roster.People[at].Name), other, who))
			continue
		}
		owner[row] = who
		got, of, open := r.Total()
		switch before := strings.TrimSpace(b.lines[row][b.column].Value(b.text)); {
		case strings.EqualFold(before, "EX"):
			told = append(told, who+" is excused (EX) and stays so")
		case open:
			told = append(told, who+" is not filled in: the mark is open")
		case of > 0:
			grades[row] = class.Shown(got)
		}
	}
	return grades, told
}

// otherPoints tells if Canvas counts other points than we do.
func (b *gradebook) otherPoints(c class.Class) string {
	of := 0.0
	for _, l := range c.Lessons {
		of += l.Of
	}
	possible, err := strconv.ParseFloat(strings.ReplaceAll(b.possible, ",", "."), 64)
	if err != nil || class.InCents(possible) == class.InCents(of) {
		return ""
	}
	return fmt.Sprintf("the assignment has %s points possible in Canvas, and these marks are of %s: change one of them", class.Shown(possible), class.Shown(of))
}

// fill writes the file with the grades in it.
func (b *gradebook) fill(w io.Writer, grades map[int]string) error {
	var out bytes.Buffer
	from := 0
	for at, cells := range b.lines {
		if grade, ok := grades[at]; ok {
			out.Write(b.text[from:cells[b.column].From])
			out.WriteString(grade)
			from = cells[b.column].To
		}
	}
	out.Write(b.text[from:])
	_, err := w.Write(out.Bytes())
	return err
}
