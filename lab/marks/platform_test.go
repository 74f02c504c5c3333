package marks

import (
	"bytes"
	"errors"
	"html"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"chatlab/lab/class"
	"chatlab/lab/markstest"
	"github.com/google/go-cmp/cmp"
)

// TestPlatformsAgree: every platform gets the mark, and only the mark, for any way in which
// scenarios can go. What could not be judged, through no fault of the student, gives no mark.
func TestPlatformsAgree(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	open := 0
	for range 300 {
		row := student("ana", someHow(r))
		mark := row.Results[0].Mark
		got, of := class.InCents(mark.Got), class.InCents(mark.Of)
		final := !mark.Open && of > 0
		if !final {
			open++
		}
		in := Input{Row: row, Class: classOf(row)}

		g := markstest.Gradescope(t, written(t, format(t, "gradescope"), in))
		if (of > 0) != (g.Score != nil) || g.Score != nil && class.InCents(*g.Score) != got {
			t.Errorf("Gradescope has the score %v, want %d of %d", g.Score, got, of)
		}
		var sum class.Cents
		for _, test := range g.Tests {
			if test.Score != nil {
				sum += class.InCents(*test.Score)
			}
		}
		if sum != got {
			t.Errorf("Gradescope's tests add up to %d, want %d", sum, got)
		}

		p := markstest.PrairieLearn(t, written(t, format(t, "prairielearn"), in))
		if *p.Gradable != final || final && *p.Score != float64(got)/float64(of) {
			t.Errorf("PrairieLearn has %v, want %d of %d", p.Score, got, of)
		}

		grade, _ := markstest.VPL(t, written(t, format(t, "vpl"), in))
		if n, _ := strconv.ParseFloat(grade, 64); (grade != "") != final || final && class.InCents(n) != got {
			t.Errorf("VPL has %q, want %d of %d", grade, got, of)
		}

		var text bytes.Buffer
		err := Classroom50(&text, row, func(name string) string { return classroomEnv[name] })
		if final != (err == nil) || err != nil && (!errors.Is(err, ErrUnjudged) || text.Len() > 0) {
			t.Errorf("Classroom 50 has %v and %d bytes", err, text.Len())
		} else if c := (markstest.Classroom50File{}); final {
			if c = markstest.Classroom50(t, text.String()); *c.Score != int(got) || *c.MaxScore != int(of) {
				t.Errorf("Classroom 50 has %d of %d, want %d of %d", *c.Score, *c.MaxScore, got, of)
			}
		}

		text.Reset()
		if err := Autolab(&text, row); final != (err == nil) || final && class.InCents(readAutolab(t, text.String())["03-half-a-message"]) != got {
			t.Errorf("Autolab has %q and %v", &text, err)
		}
	}
	if open < 50 || open > 250 {
		t.Errorf("%d of 300 are open: this proves little", open)
	}
}

// TestGradescopeTrouble: trouble has neither a score nor a status, and says why. If nothing
// could be judged, there is no score anywhere.
func TestGradescopeTrouble(t *testing.T) {
	g := markstest.Gradescope(t, written(t, format(t, "gradescope"), Input{Row: student("kim", "pk")}))
	if test := g.Tests[1]; test.Score != nil || test.Status != "" || !strings.Contains(test.Output, "the kit had no folder") {
		t.Errorf("%+v", test)
	}
	if err := Gradescope(new(bytes.Buffer), unbuilt("uma", "kit")); !errors.Is(err, ErrUnjudged) {
		t.Error(err)
	}
	g = markstest.Gradescope(t, written(t, format(t, "gradescope"), Input{Row: unbuilt("uma", "kit")}))
	if g.Score != nil || g.Tests[0].Score != nil || !strings.Contains(g.Output, "This is not your fault") {
		t.Errorf("%+v", g)
	}
	g = markstest.Gradescope(t, written(t, format(t, "gradescope"), Input{Row: unbuilt("ugo", "build")}))
	if g.Score == nil || *g.Score != 0 || !strings.Contains(g.Output, "main.go:2: no") {
		t.Errorf("%+v", g)
	}
}

// TestClassroomNeedsItsRunner: what the runner does not say is not made up.
func TestClassroomNeedsItsRunner(t *testing.T) {
	for name := range classroomEnv {
		var text bytes.Buffer
		err := Classroom50(&text, student("ana", "p"), func(asked string) string {
			if asked == name {
				return ""
			}
			return classroomEnv[asked]
		})
		if optional := name == "OWNER" || name == "ASSIGNMENT_TYPE"; optional != (err == nil) || err != nil && !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
}

// TestMarkdownShowsText: a text is on the page as it is, whatever it has.
func TestMarkdownShowsText(t *testing.T) {
	for _, text := range hostileTexts {
		r := result("p")
		r.Scenarios[0].Claim = text
		page := readMarkdown(t, written(t, format(t, "classroom50-body"), Input{Row: class.Row{Results: []class.Marked{marked(r)}}}))
		if !strings.Contains(html.UnescapeString(page), "<td>"+line(text)+"</td>") {
			t.Errorf("%.200q is not in %.500s", line(text), page)
		}
	}
}

// TestVPLTags: no text has a tag of VPL, also where two of them share a part.
func TestVPLTags(t *testing.T) {
	for _, text := range []string{"<|--|>", "<|---|>", "<|--<|--|>--|>", "-<|-|>--|>", ":=:=>>>>", "<|<|--|>"} {
		got := harmless(text)
		for _, tag := range []string{":=>>", vplBegin, vplEnd} {
			if strings.Contains(got, tag) {
				t.Errorf("%s became %s, which has %s", text, got, tag)
			}
		}
	}
}

// TestVPLScale: the grade is on the scale of the activity.
func TestVPLScale(t *testing.T) {
	for _, c := range []struct{ least, most, want string }{{"", "", "9.5"}, {"0", "100", "73.08"}, {"1", "5", "3.92"}, {"0.0", "10.0", "7.31"}} {
		var text bytes.Buffer
		err := VPL(&text, student("bruno", "pfpPF"), func(name string) string {
			return map[string]string{"VPL_GRADEMIN": c.least, "VPL_GRADEMAX": c.most}[name]
		})
		if grade, _ := markstest.VPL(t, text.String()); err != nil || grade != c.want {
			t.Errorf("from %s to %s: %q and %v, want %s", c.least, c.most, grade, err, c.want)
		}
	}
	if err := VPL(new(bytes.Buffer), student("bruno", "p"), func(string) string { return "NaN" }); err == nil {
		t.Error("NaN is a grade")
	}
}

// TestLargeReports: PrairieLearn's file and VPL's output stay below their limits.
func TestLargeReports(t *testing.T) {
	r := result(strings.Repeat("f", 400))
	for i := range r.Scenarios {
		r.Scenarios[i].Received = strings.Repeat("\u2028<long> ", 2000)
		r.Scenarios[i].Claim = strings.Repeat("claim ", 100)
	}
	row := class.Row{Student: class.Student{Key: "ana"}, Results: []class.Marked{marked(r)}}
	markstest.PrairieLearn(t, written(t, format(t, "prairielearn"), Input{Row: row}))
	_, comments := markstest.VPL(t, written(t, format(t, "vpl"), Input{Row: row}))
	titles := 0
	for _, line := range comments {
		if strings.HasPrefix(line, "-") {
			titles++
		}
	}
	if titles != maxVPLComments || !strings.HasPrefix(comments[len(comments)-1], "-and ") {
		t.Errorf("%d comments, the last is %q", titles, comments[len(comments)-1])
	}
}

// TestFeedback says how many have passed, and which of the first have failed.
func TestFeedback(t *testing.T) {
	for how, want := range map[string]string{
		"pppP":  "13 of 13 points; 3 of 3 scenarios passed; 1 of 1 hidden scenario passed",
		"ssS":   "0 of 0 points; no scenario counts; no hidden scenario counts",
		"pfrsb": "2.67 of 10 points; 1 of 4 scenarios passed; failed: 03-half-a-message/n1 (Claim 1)",
		"ffffffff": "0 of 10 points; 0 of 8 scenarios passed; failed: 03-half-a-message/n0 (Claim 0); failed: 03-half-a-message/n1 (Claim 1); failed: 03-half-a-message/n2 (Claim 2); " +
			"failed: 03-half-a-message/n3 (Claim 3); failed: 03-half-a-message/n4 (Claim 4); and 3 more",
	} {
		if diff := cmp.Diff(want, feedback(marked(result(how)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", how, diff)
		}
	}
}

// TestMoodleLeavesOut everybody who would spoil the file or lose a grade.
func TestMoodleLeavesOut(t *testing.T) {
	c := everybody()
	c.Rows[0].Student.Email = ""
	c.Rows[1].Student.Email = "=evil@example.org"
	var text bytes.Buffer
	told, err := Moodle(&text, c)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, row := range readMoodle(t, text.String())[1:] {
		names = append(names, row[2])
	}
	if got := strings.Join(names, " "); got != "ugo rita sam" {
		t.Errorf("in the file are %s", got)
	}
	for i, want := range []string{"ana is not in the file: there is no e-mail address: give a roster", "bruno is not in the file: a spreadsheet could run", "kim is not in the file: a mark is open", "uma is", "nora is"} {
		if i >= len(told) || !strings.HasPrefix(told[i], want) {
			t.Errorf("told %q, want %q", told, want)
		}
	}
}

// TestOneWording: every platform says the same of a server that does not build, and says of the
// kit's trouble, and of that alone, that it could not be judged. A refusal is a sentence.
func TestOneWording(t *testing.T) {
	for _, name := range []string{"gradescope", "prairielearn", "vpl", "classroom50-body", "junit", "csv", "table", "moodle"} {
		f := format(t, name)
		for want, row := range map[string]class.Row{"did not build": unbuilt("ugo", "build"), "could not be judged": unbuilt("uma", "kit"), "refused": refused("rita")} {
			if name == "moodle" && want == "could not be judged" {
				continue // there is no mark to import
			}
			text := written(t, f, Input{Class: classOf(row), Row: row})
			if !strings.Contains(text, want) || strings.Contains(text, "trouble of kind") || want != "could not be judged" && strings.Contains(text, "not be judged") {
				t.Errorf("%s: want %q:\n%s", name, want, text)
			}
			if want == "refused" && name != "csv" && name != "table" && !strings.Contains(text, "Its files are too large.") {
				t.Errorf("%s does not say why:\n%s", name, text)
			}
		}
	}
}
