package marks

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"chatlab/lab/class"
	"github.com/google/go-cmp/cmp"
)

// canvasBook is a gradebook as Canvas exports it, with a BOM, CR LF, quotes where there need be
// none, notes, and columns that Canvas computes.
const canvasBook = "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,Lesson 3 (4711),\"Lesson, 4 (4712)\",Assignments Current Score,Final Grade\r\n" +
	",,,,,,Manual Posting,,,\r\n" +
	"    Points Possible,,,,,,13.00,10.00,(read only),(read only)\r\n" +
	"\"Silva, Ana\",101,s1,ana,\"A, and B\",\"say \"\"hi\"\"\",,1.00,,B\r\n" +
	"\"Costa, Bruno\",102,s2,bruno,A,,5.00,,,\r\n" +
	"\"Lee, Kim\",103,s3,kim,A,,EX,,,\r\n" +
	"Ugo,104,,ugo,A,,\"2,00\",,,\r\n" +
	"\"Student, Test\",105,,0123abc,A,,,,,"

// readCanvas checks that nothing but the column of lesson 3 differs from canvasBook, and that a
// grade is a number or what was there. It returns the grades by name.
func readCanvas(t *testing.T, text string) map[string]string {
	t.Helper()
	before, after := canvasRows(t, canvasBook), canvasRows(t, text)
	grades := map[string]string{}
	for i, row := range after {
		for j, cell := range row {
			if j != 6 && cell != before[i][j] {
				t.Errorf("%q became %q", before[i][j], cell)
			}
		}
		grades[row[0]] = row[6]
		before[i][6], row[6] = "", ""
	}
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("(-before +after):\n%s", diff)
	}
	return grades
}

func canvasRows(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestCanvas(t *testing.T) {
	c := classOf(student("ana", "ppfP"), student("bruno", "pppP"), student("kim", "ppp"), student("ugo", "pkp"), student("zoe", "p"))
	for i, s := range []class.Student{
		{Name: "silvaana", ID: "101", Platform: "Canvas"}, {Name: "Bruno Costa"}, {Name: "kim"}, {Name: "ugo"}, {Name: "zoe"},
	} {
		c.Rows[i].Student = s
	}
	c.Rows = append(c.Rows, class.Row{Student: class.Student{Name: "not there either"}, Missing: true, Results: make([]class.Marked, 1)})
	var text strings.Builder
	told, err := Canvas(&text, strings.NewReader(canvasBook), c, "4711")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"Student": "Lesson 3 (4711)", "": "Manual Posting", "    Points Possible": "13.00",
		"Silva, Ana": "9", "Costa, Bruno": "13", "Lee, Kim": "EX", "Ugo": "2,00", "Student, Test": "",
	}
	if diff := cmp.Diff(want, readCanvas(t, text.String())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	wantTold := []string{
		"kim is excused (EX) and stays so", "ugo is not filled in: the mark is open",
		"zoe is not filled in: the gradebook does not have this student",
	}
	if diff := cmp.Diff(wantTold, told); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestCanvasChangesNoByte that is not in the cell of a student with a mark.
func TestCanvasChangesNoByte(t *testing.T) {
	for _, book := range []string{canvasBook, strings.ReplaceAll(strings.ReplaceAll(canvasBook, "\r\n", "\n"), ",102,", ",\"102\","), "Student;ID;SIS Login ID;Section;Lesson 3 (1)\nA, B;1;x;S;\n"} {
		var text strings.Builder
		if _, err := Canvas(&text, strings.NewReader(book), classOf(), "Lesson 3"); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(book, text.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		row := student("x", "pppP")
		row.Student = class.Student{Name: "Bruno Costa"}
		other := student("y", "pppP")
		other.Student = class.Student{Name: "B A"}
		text.Reset()
		if _, err := Canvas(&text, strings.NewReader(book), classOf(row, other), "Lesson 3"); err != nil {
			t.Fatal(err)
		}
		want := strings.Replace(strings.Replace(book, ",5.00,", ",13,", 1), ";S;\n", ";S;13\n", 1)
		if diff := cmp.Diff(want, text.String()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestCanvasRefuses(t *testing.T) {
	const heading = "Student,ID,SIS Login ID,Section,"
	for book, want := range map[string]string{
		"":                                      "empty",
		"name,id\nana,1\n":                      "not a gradebook of Canvas",
		heading + "Lesson 4 (2)\n":              "it has Lesson 4 (2); did you mean Lesson 4?",
		heading + "Lesson 3 (2),Lesson 3 (3)\n": "several columns",
		heading + "Lesson 3 Final Score\n":      "no column of an assignment",
		heading + "Lesson 3 (2)\nPoints Possible,,,,10 (read only)\n": "read only",
		heading + "\"Lesson 3 (2)\n":                                  "a quote does not end",
		heading + "Lesson 3 (2)\n\xff":                                "UTF-8",
	} {
		var text strings.Builder
		if _, err := Canvas(&text, strings.NewReader(book), classOf(), "Lesson 3"); err == nil || !strings.Contains(err.Error(), want) || text.Len() > 0 {
			t.Errorf("%q: %v, want %q", book, err, want)
		}
	}
}

// TestCanvasGuessesNobody: two hand-ins of one student, and other points, are told.
func TestCanvasGuessesNobody(t *testing.T) {
	c := classOf(student("one", "pp"), student("two", "pp"))
	c.Rows[0].Student, c.Rows[1].Student = class.Student{Name: "Bruno Costa"}, class.Student{ID: "102"}
	c.Lessons[0].Of = 10
	var text strings.Builder
	told, err := Canvas(&text, strings.NewReader(canvasBook), c, "Lesson 3 (4711)")
	if err != nil || text.String() != canvasBook {
		t.Errorf("the file changed, or %v", err)
	}
	if all := strings.Join(told, "\n"); !strings.Contains(all, "both Bruno Costa and ") || !strings.Contains(all, "13 points possible in Canvas, and these marks are of 10") {
		t.Error(all)
	}
}

// TestCanvasTellsCleanNames: students choose what Canvas calls them, and notes go to a terminal.
func TestCanvasTellsCleanNames(t *testing.T) {
	c := classOf(student("kim", "pp"), student("bo", "pp"))
	c.Rows[0].Student, c.Rows[1].Student = class.Student{Name: "Kim Lee"}, class.Student{Name: "Bo Kay", ID: "3"}
	const book = "Student,ID,SIS Login ID,Section,Lesson 3 (1)\n\"Lee, Kim\x1b\",1,\x1b[31m,S,\n\"Kim\nLee\",2,b,S,\nAda Mo\u009b,3,,S,\nKay Bo,4,,S,\n"
	told, err := Canvas(new(strings.Builder), strings.NewReader(book), c, "Lesson 3")
	if err != nil || len(told) != 2 {
		t.Errorf("%q, %v", told, err)
	}
	for _, note := range told {
		if line(note) != note {
			t.Errorf("%q", note)
		}
	}
}

// TestCanvasKeepsForms: names and titles whose accents are written in another way are found, and
// the file has them as before.
func TestCanvasKeepsForms(t *testing.T) {
	const book = "Student,ID,SIS Login ID,Section,U\u0308bung 3 (1)\nÉlan Jose\u0301,1,x,S,%s\n"
	row := student("x", "pp")
	row.Student = class.Student{Name: "E\u0301lan José"}
	var text strings.Builder
	told, err := Canvas(&text, strings.NewReader(fmt.Sprintf(book, "")), classOf(row), "Übung 3")
	if got, _, _ := row.Total(); err != nil || text.String() != fmt.Sprintf(book, class.Shown(got)) {
		t.Errorf("%q, %q, %v", text.String(), told, err)
	}
}

// FuzzCanvas: whatever a grade book is, it is refused, or comes back byte by byte.
func FuzzCanvas(f *testing.F) {
	f.Add([]byte(canvasBook))
	f.Add([]byte("Student;ID;Section;Lesson 3 (1)\n\"A\";1;;\"\"\r\n"))
	f.Fuzz(func(t *testing.T, book []byte) {
		var text strings.Builder
		if _, err := Canvas(&text, strings.NewReader(string(book)), classOf(), "Lesson 3"); err == nil && text.String() != string(book) {
			t.Errorf("%q became %q", book, text.String())
		}
	})
}
