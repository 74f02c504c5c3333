package class

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

func TestRosters(t *testing.T) {
	ana := Person{Name: "Ana Silva", ID: "s1", Email: "ana@x.edu"}
	for name, c := range map[string]struct {
		text string
		want []Person
	}{
		"our own":    {"name,id,email,login\nAna Silva,s1,ana@x.edu,ana\n", []Person{{Name: "Ana Silva", ID: "s1", Email: "ana@x.edu", Login: "ana"}}},
		"any order":  {"\ufeffLogin;E-Mail;NAME\r\nana;ana@x.edu;\"Silva; Ana\"\r\n", []Person{{Name: "Silva; Ana", Email: "ana@x.edu", Login: "ana"}}},
		"Moodle":     {"\"First name\",Surname,\"ID number\",\"Email address\",Groups\nAna,Silva,s1,ana@x.edu,\"A, B\"\n", []Person{ana}},
		"worksheet":  {"Identifier,\"Full name\",\"Email address\",Status,Grade\n\"Participant 77\",\"Ana Silva\",ana@x.edu,,\n", []Person{{Name: "Ana Silva", Email: "ana@x.edu", Also: []string{"77"}}}},
		"Gradescope": {"First Name,Last Name,SID,Email,Role\nAna,Silva,s1,ana@x.edu,Student\n", []Person{ana}},
		"Canvas": {"Student,ID,SIS User ID,SIS Login ID,Section,Lesson 3 (4)\n,,,,,Manual Posting\n    Points Possible,,,,,10\n\"Silva, Ana\",101,s1,ana,A,\n\"Student, Test\",105,,,A,\n",
			[]Person{{Name: "Silva, Ana", ID: "s1", Login: "ana", Also: []string{"101"}}, {Name: "Student, Test", ID: "105"}}},
		"German":            {"Vorname;Nachname;ID-Nummer;E-Mail-Adresse\nAna;Silva;s1;ana@x.edu\n", []Person{ana}},
		"French":            {"Prénom,Nom de famille,Numéro d’identification,Adresse de courriel\nAna,Silva,s1,ana@x.edu\n", []Person{ana}},
		"Spanish":           {"Nombre,Apellido(s),Número de ID,Dirección de correo\nAna,Silva,s1,ana@x.edu\n", []Person{ana}},
		"Portuguese":        {"Nome,Sobrenome,Número de identificação,Endereço de email\nAna,Silva,s1,ana@x.edu\n", []Person{ana}},
		"one name":          {"NOME,E-MAIL,Matrícula\nAna Silva,ana@x.edu,s1\n", []Person{ana}},
		"tabs, and no name": {"id\temail\n1\tx@y\n", []Person{{Name: "x@y", ID: "1", Email: "x@y"}}},
		"a quote in a name": {"name,id\nAna \"Nina\" Silva,1\n", []Person{{Name: "Ana \"Nina\" Silva", ID: "1"}}},
		"control":           {"name,id\n\x1b[31mAna,1\n", []Person{{Name: "\ufffd[31mAna", ID: "1"}}},
		"a grading worksheet with texts of students": {"Identifier,Full name,Email address,Online text,Feedback comments\n\"Participant 77\",Ana Silva,ana@x.edu,\"I did it\n\x1b[31m\"\"well\"\", " + strings.Repeat("x", maxCell) + "\",\"a\nb\"\n",
			[]Person{{Name: "Ana Silva", Email: "ana@x.edu", Also: []string{"77"}}}},
		"CR":                          {"\"name\",\"id\",\"Lab\r(points)\"\r\"Ana Silva\",s1,3\rBo,s2,4", []Person{{Name: "Ana Silva", ID: "s1"}, {Name: "Bo", ID: "s2"}}},
		"sep":                         {"sep=;\r\nname;id\r\n\"a,b,c\";1\r\n", []Person{{Name: "a,b,c", ID: "1"}}},
		"sep with a mark":             {"\ufeff\"SEP=\t\"\nid\tname\tx,y,z\n1\tAna\n", []Person{{Name: "Ana", ID: "1"}}},
		"titles":                      {"\"Course, Networks\nExport \"of\" today,,\n\n,,,\nName;ID;Login\nName;1;id\n", []Person{{Name: "Name", ID: "1", Login: "id"}}},
		"sep and a title":             {"sep=;\nGroup 1, 2, 3\nname;id\nAna;1\n", []Person{{Name: "Ana", ID: "1"}}},
		"headings again":              {"name\nid,login\n", []Person{{Name: "id"}}},
		"UTF-16":                      {utf16Of("\ufeffname\tid\nJosé 𝒳\t1\n", binary.LittleEndian), []Person{{Name: "José 𝒳", ID: "1"}}},
		"UTF-16, big ends":            {utf16Of("\ufeffname;id\r\nJosé;1\r\n", binary.BigEndian), []Person{{Name: "José", ID: "1"}}},
		"an accent of two characters": {"Nu\u0301mero de ID;Nome\n1;Ana\n", []Person{{Name: "Ana", ID: "1"}}},
		"empty lines first":           {"\r\n\r\nname;id\r\nAna Silva;s1\r\n", []Person{{Name: "Ana Silva", ID: "s1"}}},
		"short lines and no data":     {"name,id,email\nAna\n,,\n\n", []Person{{Name: "Ana"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadRoster("roster.csv", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.People); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// utf16Of returns a text as UTF-16.
func utf16Of(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func TestWrongRosters(t *testing.T) {
	for text, want := range map[string]string{
		"":                                            "roster.csv: the file is empty; its first line has headings, such as name,id,email,login",
		"nam,emial\nx,y\n":                            "did you mean name?",
		"name,id\n":                                   "no student is in it",
		"name,id\na,1\nb,1\n":                         "roster.csv:3: the number 1 is already in line 2",
		"name\r\n\r\nJos\xe9\r\n":                     "roster.csv:3: this line is not UTF-8, but perhaps Windows-1252; save it as CSV UTF-8",
		"\xff\xfen\x00\x00\x00":                       "this is UTF-16, but damaged; save it as CSV UTF-8",
		"n\x00a\x00":                                  "this is UTF-16 without its mark",
		"PK\x03\x04\x00":                              "this is a spreadsheet; save it as CSV UTF-8",
		"A title\nname,id\na,1\nb,1\n":                "roster.csv:4: the number 1 is already in line 3",
		"sep=;\n\nname;id\na;\"1\n":                   "roster.csv:4: a quote does not end",
		"Ana,1\nname,2\nBo,3\n":                       "roster.csv:1: no heading that we know is in this line, and none of the next 10 lines has two; expected some of name",
		strings.Repeat("x\n", 11) + "name,id\n":       "roster.csv:1: no heading",
		"name,id\n\"Ana,1\nBob,2\n":                   "roster.csv:2: a quote does not end; is a quote missing?",
		"name,id,x\nBo,1,\"y\nAna,2,\"y\"\n":          "roster.csv:2: more follows a quoted cell; is a quote missing?",
		"x,name\n\"\n\",Bo\n1,\"Ana\nBob,2\"\n":       "roster.csv:4: column 2 has several lines or more than 1000 bytes; is a quote missing?",
		"name\n" + strings.Repeat("x\n", maxPeople+1): "more than 20000 students",
		strings.Repeat("x", maxRoster+1):              "this is not a roster",
	} {
		if _, err := ReadRoster("roster.csv", []byte(text)); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "roster.csv:") {
			t.Errorf("ReadRoster(%.40q): %v, want %q", text, err, want)
		}
	}
}

// FuzzRoster: whatever is read, each person has a name that controls nothing, and the index
// finds it or says why not.
func FuzzRoster(f *testing.F) {
	f.Add([]byte("name,id,email,login\nAna Silva,s1,ana@x.edu,ana\nSilva Ana,2\n"))
	f.Add([]byte("sep=;\r\na title\r\nname;id\r\nJose\u0301;１\r\n"))
	f.Add([]byte(utf16Of("\ufeffname\tid\nJosé\t1\n", binary.LittleEndian)))
	f.Add([]byte("Student;ID;SIS Login ID\n\"a;b\";1;x"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ReadRoster("roster", text)
		if err != nil {
			return
		}
		index := r.Index()
		for i, p := range r.People {
			if p.Name == "" || strings.ContainsAny(p.Name, "\x00\x1b\r\n") {
				t.Errorf("the name %q", p.Name)
			}
			at, why := index.Find(Student{Name: p.Name, ID: p.ID, Email: p.Email})
			if at < 0 && why == "" || at >= 0 && at != i {
				t.Errorf("%+v is found as %d, %q", p, at, why)
			}
		}
	})
}
