package class

import (
	"strings"
	"testing"
)

// TestWhich: a student has all names of the hand-in and of the roster. An unknown one gets the
// nearest.
func TestWhich(t *testing.T) {
	roster, err := ReadRoster("r", []byte("name,id,login,email\nAna Maria Silva,1001,u77,ana@example.org\nBeá Lima,1002,u78,bea@example.org\nBea Lima,1003,u79,\n"))
	if err != nil {
		t.Fatal(err)
	}
	students := []Student{{Key: "u77", Name: "u77"}, {Key: "bea_1002", Name: "bea", ID: "1002"}, {Key: "bea_1003", Name: "bea", ID: "1003"}, {Key: "zed", Name: "zed"}}
	for name, want := range map[string]int{
		"u77": 0, "Ana Maria Silva": 0, "Silva, Ana Maria": 0, "1001": 0, "ANA@example.org": 0, "u78": 1, "Beá Lima": 1, "bea_1003": 2, "zed": 3,
	} {
		if at, err := roster.Which(students, name); at != want || err != nil {
			t.Errorf("%s is %d (%v), want %d", name, at, err, want)
		}
	}
	for name, want := range map[string]string{
		"Ana Maria Silvs": `did you mean "Ana Maria Silva"?`, "bea": "2 students are called", "qqqqqqqq": `the first is called "u77"`, "": "no student",
	} {
		if at, err := roster.Which(students, name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is %d: %v; want %q", name, at, err, want)
		}
	}
}
