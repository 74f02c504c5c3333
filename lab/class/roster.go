package class

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/nearest"
)

// Limits of a roster.
const (
	maxRoster = 8 << 20 // bytes
	maxPeople = 20_000
	maxCell   = 1000 // bytes; longer cells are not names
	maxTitles = 10   // lines above the one with the headings
)

// A Roster is who is in a class.
type Roster struct {
	People  []Person
	Columns []string // the headings of the columns that were read
}

// A Person is a line of a roster. A part is empty if the file does not have it.
type Person struct {
	Name  string
	ID    string // the student's number, or else the platform's
	Login string
	Email string
	Also  []string // other numbers by which a platform knows the student
}

// A rosterColumn is what we take from a column, by its heading.
type rosterColumn struct {
	headings []string // in lower case; the first one is the best one
	others   []string // likewise, in other languages than English
	set      func(p *Person, cell string)
}

// rosterColumns has the headings of our own files, of Moodle's participants and grading worksheet,
// of the gradebooks of Canvas and of Gradescope's rosters. The other languages are German, French,
// Spanish and Portuguese, as Moodle has them.
var rosterColumns = []rosterColumn{
	{[]string{"name", "full name", "student", "student name"},
		[]string{"vollständiger name", "nom complet", "nombre completo", "nome completo"},
		func(p *Person, cell string) { p.Name = cell }},
	{[]string{"first name", "firstname"},
		[]string{"vorname", "prénom", "nombre", "nome"}, // the last two may be a whole name
		func(p *Person, cell string) { p.Name = strings.TrimSpace(cell + " " + p.Name) }},
	{[]string{"last name", "lastname", "surname"},
		[]string{"nachname", "nom de famille", "nom", "apellido(s)", "apellidos", "sobrenome", "apelido"},
		func(p *Person, cell string) { p.Name = strings.TrimSpace(p.Name + " " + cell) }},
	{[]string{"sid", "id number", "sis user id", "student id"},
		[]string{"id-nummer", "matrikelnummer", "numéro d'identification", "numéro d’identification", "número de id", "número de identificação", "matrícula"},
		func(p *Person, cell string) { p.ID = cell }},
	{[]string{"id"}, nil, setPlatformID},
	{[]string{"identifier"}, nil, func(p *Person, cell string) { p.Also = append(p.Also, lastNumber().FindString(cell)) }}, // "Participant 123"
	{[]string{"login", "username", "sis login id"},
		[]string{"anmeldename", "benutzername", "nom d'utilisateur", "nom d’utilisateur", "nombre de usuario", "nome de usuário", "nome de utilizador"},
		func(p *Person, cell string) { p.Login = cell }},
	{[]string{"email", "email address", "e-mail"},
		[]string{"e-mail-adresse", "courriel", "adresse de courriel", "correo electrónico", "dirección de correo", "dirección email", "endereço de email", "endereço de e-mail"},
		func(p *Person, cell string) { p.Email = cell }},
}

var lastNumber = lazyregexp.New(`[0-9]*$`)

// setPlatformID takes Canvas's number, beside which there may be the student's own.
func setPlatformID(p *Person, cell string) {
	if p.ID == "" {
		p.ID = cell
		return
	}
	p.Also = append(p.Also, cell)
}

// ReadRoster reads a CSV file with a heading, above which there may be titles. Commas, semicolons
// and tabs may be between its cells, and LF, CR LF or CR after its lines. It is UTF-8, or UTF-16
// with its mark. Columns that it does not know are skipped, and so is Canvas's line with the
// points of assignments. An error begins with the name of the file.
func ReadRoster(name string, text []byte) (Roster, error) {
	rows, err := readCells(text)
	if err != nil {
		return Roster{}, fmt.Errorf("%s:%w", name, err)
	}
	columns := headings(rows[0].cells)
	if len(columns) == 0 {
		return Roster{}, fmt.Errorf("%s:%d: %w", name, rows[0].line, unknownHeadings(rows[0].cells))
	}
	r := Roster{Columns: read(rows[0].cells, columns)}
	lines := map[string]int{} // of numbers
	for _, row := range rows[1:] {
		if strings.HasPrefix(row.cells[0], "Points Possible") {
			continue
		}
		if err := row.clean(columns); err != nil {
			return Roster{}, fmt.Errorf("%s:%d: %w", name, row.line, err)
		}
		p := person(row.cells, columns)
		if p.Name+p.ID+p.Login+p.Email == "" {
			continue
		}
		if before := lines[sameID(p.ID)]; p.ID != "" && before > 0 {
			return Roster{}, fmt.Errorf("%s:%d: the number %s is already in line %d; each student has one of its own", name, row.line, p.ID, before)
		}
		lines[sameID(p.ID)] = row.line
		if r.People = append(r.People, p); len(r.People) > maxPeople {
			return Roster{}, fmt.Errorf("%s:%d: there are more than %d students", name, row.line, maxPeople)
		}
	}
	if len(r.People) == 0 {
		return Roster{}, fmt.Errorf("%s: no student is in it", name)
	}
	return r, nil
}

// person reads one line. Columns are taken in the order of rosterColumns, whatever their order
// in the file: a first name goes before a last name.
func person(cells []string, columns map[int]int) (p Person) {
	for i, c := range rosterColumns {
		at, ok := columns[i]
		if ok && at < len(cells) && cells[at] != "" {
			c.set(&p, cells[at])
		}
	}
	if p.Name == "" {
		p.Name = cmp.Or(p.Login, p.Email, p.ID)
	}
	p.Also = slices.DeleteFunc(p.Also, func(id string) bool { return id == "" })
	return p
}

// headings finds out which column has what: by the index in rosterColumns, the index in the
// file. It is empty if no heading is known.
func headings(cells []string) map[int]int {
	columns := map[int]int{}
	for i, c := range rosterColumns {
		for _, heading := range slices.Concat(c.headings, c.others) {
			at := slices.IndexFunc(cells, func(cell string) bool { return strings.ToLower(norm.NFKC.String(cell)) == heading })
			if _, taken := columns[i]; at >= 0 && !taken {
				columns[i] = at
			}
		}
	}
	return columns
}

// unknownHeadings says that no heading is known, and which one may have been meant.
func unknownHeadings(cells []string) error {
	var known []string
	for _, c := range rosterColumns {
		known = append(known, c.headings...)
	}
	text := fmt.Sprintf("no heading that we know is in this line, and none of the next %d lines has two; expected some of %s", maxTitles, strings.Join(known, ", "))
	for _, cell := range cells {
		if meant := nearest.Meant(strings.ToLower(cell), known); meant != "" {
			return errors.New(text + meant)
		}
	}
	return errors.New(text)
}

// read returns the headings of the columns that are read, in their order.
func read(cells []string, columns map[int]int) (all []string) {
	for _, at := range slices.Sorted(maps.Values(columns)) {
		all = append(all, cells[at])
	}
	return all
}
