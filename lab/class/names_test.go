package class

import (
	"testing"

	"golang.org/x/text/unicode/norm"
)

// TestWaysToWrite: a name is the same person however its letters are made, also with a mark
// that makes another letter. macOS takes the names of files apart.
func TestWaysToWrite(t *testing.T) {
	index := Roster{People: []Person{
		{Name: "José Núñez", ID: "１２３"},
		{Name: "Андрей Чёрный", Login: "чёрный"},
		{Name: "김민준"},
		{Name: "ガク やまだ"},
		{Name: "カク やまた"},
		{Name: "Θάνος Gal·la"},
		{Name: "Nguyễn Łukasz Ødegård", Email: "łukasz@x.edu"},
	}}.Index()
	for _, c := range []struct {
		student Student
		want    int
	}{
		{Student{Name: "José Núñez"}, 0},
		{Student{Name: "ＪＯＳＥ ＮＵＮＥＺ"}, 0},
		{Student{Name: "somebody", ID: "123"}, 0},
		{Student{Name: "Андрей Чёрный"}, 1},
		{Student{Name: "чёрный"}, 1},
		{Student{Name: "김민준"}, 2},
		{Student{Name: "やまだ ガク"}, 3},
		{Student{Name: "やまた カク"}, 4},
		{Student{Name: "ΘΆΝΟΣ GALLA"}, 5},
		{Student{Name: "Θάνος Gaŀla"}, 5}, // the first l and its dot are one character
		{Student{Name: "Θάνος Gal＇la"}, 5},
		{Student{Name: "Lukasz Nguyen Odegard"}, 6},
		{Student{Name: "somebody", Email: "Łukasz@x.edu"}, 6},
	} {
		for _, form := range []norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD} {
			s := Student{Name: form.String(c.student.Name), ID: form.String(c.student.ID), Email: form.String(c.student.Email)}
			if at, why := index.Find(s); at != c.want {
				t.Errorf("%+q is %d, %s, want %d", s, at, why, c.want)
			}
			if at, err := (Roster{}).Which([]Student{{Key: "x", Name: c.student.Name}}, s.Name); at != 0 {
				t.Errorf("%+q: %v", s.Name, err)
			}
		}
	}
}
