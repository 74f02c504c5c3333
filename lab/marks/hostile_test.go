package marks

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"chatlab/lab/class"
	"chatlab/lab/markstest"
	"chatlab/server/wire"
)

// hostileTexts try to be something other than text in one of the formats.
var hostileTexts = []string{
	"=cmd|' /C calc'!A0", "-Anna", "+1", "@SUM(A1)", "\t=1", "\r=1", ` "=1`, "a;=1", "＝1", "x\",\"=1", "\n=1\n",
	"[[ATTACHMENT|/etc/passwd]]", "x\n[[[ATTACHMENT|/etc/passwd]]\n[[PROPERTY|a=b]]",
	"<script>alert(1)</script>", "]]><x/>", "&lt;&amp;", "--><!--", "<img src=x onerror=alert(1)>", "&#60;b&#62;",
	"Grade :=>> 100", "ok\nGrade :=>> 100", "\rGrade :=>> 100", "ok\r\nGrade :=>> 100\r\n", "--|>\nGrade :=>> 100", "<|--", "Comment :=>> x", "-title (-5)",
	"| a | b |", "```\n# big", "**bold** _x_ [a](javascript:1) @everyone #1", "\n\n# heading", "    \n\n- x", "http://example.org/", "* x",
	"\x1b[31mred\x1b]0;title\x07", "\x9b31m", "\x00", "a\x00b", "\xff\xfe\x80", "\u202eevil", "\u2028x\u2029", "\ufffe\uffff", "\ufeff",
	"{\"scores\":{\"x\":100}}", "\\u003c", "'", "\"", "\\", "%n%s", strings.Repeat("long ", 5000), strings.Repeat("日本", 3000), "",
}

// hostile is a class in which every text that a student may have a say in is hostile.
func hostile() class.Class {
	c := classOf()
	for i, text := range hostileTexts {
		r := result("pfbrFP")
		for n := range r.Scenarios {
			sc := &r.Scenarios[n]
			if sc.Hidden {
				continue
			}
			sc.ID, sc.Claim = fmt.Sprint(line(text), n), line(text) // a teacher's own script may say anything
			sc.Expected, sc.Received, sc.So, sc.Why = text, text, text, text
			if sc.Trouble != nil {
				sc.Trouble.What, sc.Trouble.Output = text, text
			}
		}
		r.Notes = []string{text}
		switch i % 3 {
		case 1:
			r.Trouble = &class.Trouble{Kind: "build", What: text, Output: text}
		case 2:
			r.Refused = &class.Refusal{Reason: text, What: text, Try: text}
		}
		c.Rows = append(c.Rows, class.Row{
			Student: class.Student{Key: fmt.Sprintf("key%d", i) + text, Name: text, ID: text, Email: text, Platform: text},
			Results: []class.Marked{marked(r)},
		})
		c.Notes = append(c.Notes, text)
	}
	return c
}

// TestHostileTexts: in no format does a text do anything but be read.
func TestHostileTexts(t *testing.T) {
	c := hostile()
	for _, f := range Formats {
		t.Run(f.Name, func(t *testing.T) {
			rows := []class.Row{{}}
			if f.Student {
				rows = c.Rows
			}
			for _, row := range rows {
				text := written(t, f, Input{Class: c, Row: row, Exported: strings.NewReader(canvasBook), Column: "Lesson 3", Getenv: func(name string) string {
					if strings.HasPrefix(name, "VPL") {
						return ""
					}
					return row.Student.Name + "x"
				}})
				harmlessText(t, text)
				if check := readers[f.Name]; check != nil {
					check(t, text)
				} else if f.Name != "table" {
					t.Error("nobody reads what is written")
				}
			}
		})
	}
}

// harmlessText fails if a text has bytes that are not text.
func harmlessText(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) {
		t.Error("this is not UTF-8")
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r")
		if wire.Clean(line) != line || strings.ContainsAny(line, "\u2028\u2029\ufffe\uffff") {
			t.Fatalf("control characters are in %.200q", line)
		}
	}
}

// readers read each format strictly. They fail the test for everything that the format does
// not allow.
var readers = map[string]func(t *testing.T, text string){
	"csv":              func(t *testing.T, text string) { noFormula(t, text); readCSV(t, text) },
	"moodle":           func(t *testing.T, text string) { noFormula(t, text); readMoodle(t, text) },
	"canvas":           func(t *testing.T, text string) { readCanvas(t, text) },
	"junit":            func(t *testing.T, text string) { readJUnit(t, text) },
	"gradescope":       func(t *testing.T, text string) { markstest.Gradescope(t, text) },
	"classroom50":      func(t *testing.T, text string) { markstest.Classroom50(t, text) },
	"classroom50-body": func(t *testing.T, text string) { readMarkdown(t, text) },
	"prairielearn":     func(t *testing.T, text string) { markstest.PrairieLearn(t, text) },
	"vpl":              func(t *testing.T, text string) { markstest.VPL(t, text) },
	"autolab":          func(t *testing.T, text string) { readAutolab(t, text) },
}

// TestHiddenStaysHidden: no format tells students which scenarios are hidden, and what they do.
// Gradescope's results name them as hidden.
func TestHiddenStaysHidden(t *testing.T) {
	for _, how := range []string{"pfPF", "pPKS", "F", "K", "pfkBRU"} {
		row := student("ana", how)
		for _, f := range Formats {
			var text bytes.Buffer
			in := Input{Class: classOf(row), Row: row, Exported: strings.NewReader(canvasBook), Column: "Lesson 3", Getenv: func(name string) string { return classroomEnv[name] }}
			told, err := f.Write(&text, in)
			if err != nil && !errors.Is(err, ErrUnjudged) {
				t.Fatalf("%s: %v", f.Name, err)
			}
			if f.Name == "gradescope" {
				for _, test := range markstest.Gradescope(t, text.String()).Tests {
					if strings.Contains(test.Name+test.Output, secret) != (test.Visibility == "hidden") {
						t.Errorf("%s: %+v", f.Name, test)
					}
				}
				continue
			}
			if all := text.String() + strings.Join(told, "\n"); strings.Contains(all, secret) {
				t.Errorf("%s of %s names a hidden scenario:\n%s", f.Name, how, all)
			}
		}
	}
}

// TestFormatsHaveNames that differ, and say what they are for.
func TestFormatsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Formats {
		if seen[f.Name] || f.Name == "" || f.For == "" || f.Write == nil {
			t.Errorf("%+v", f)
		}
		seen[f.Name] = true
	}
}
