package marks

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/class"
)

// junitForm has the elements of a report, in words of our own: which elements an element has,
// in that order, and its attributes with what they look like. It is what both public schemas
// allow.
var junitForm = map[string]struct {
	inside     []string // with ?, * or nothing for how often; | for one of several at most
	attributes map[string]string
}{
	"testsuites": {[]string{"testsuite*"}, nil},
	"testsuite": {[]string{"properties", "testcase*", "system-out", "system-err"}, map[string]string{
		"name": ".+", "package": ".+", "id": `\d+`, "hostname": ".+", "timestamp": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d`,
		"tests": `\d+`, "failures": `\d+`, "errors": `\d+`, "skipped": `\d+`, "time": `\d{1,3}\.\d+`,
	}},
	"testcase":   {[]string{"skipped|error|failure"}, map[string]string{"name": ".+", "classname": ".+", "time": `\d+`}},
	"skipped":    {nil, map[string]string{"message": ".*"}},
	"error":      {nil, map[string]string{"type": ".+", "message": ".*"}},
	"failure":    {nil, map[string]string{"type": ".+", "message": ".*"}},
	"properties": {}, "system-out": {}, "system-err": {},
}

// readJUnit reads a report strictly. It returns the names of the elements in it, in order.
func readJUnit(t *testing.T, text string) (elements []string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(text))
	var open []string
	children := map[int][]string{}
	seen := map[string]bool{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return elements
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			elements = append(elements, name)
			children[len(open)] = append(children[len(open)], name)
			open = append(open, name)
			children[len(open)] = nil
			if key := junitAttributes(t, token); name == "testcase" && seen[key] {
				t.Errorf("GitLab drops the second %s", key)
			} else if seen[key] = true; name == "testsuite" {
				clear(seen)
			}
		case xml.EndElement:
			junitInside(t, token.Name.Local, children[len(open)])
			open = open[:len(open)-1]
		case xml.CharData:
			if regexp.MustCompile(`(?i)\[\[(attachment|property)\|`).Match(token) {
				t.Errorf("the report attaches a file: %.200s", token)
			}
		case xml.Comment, xml.Directive:
			t.Errorf("%v is in the report", token)
		}
	}
}

// junitAttributes checks the attributes of an element, and returns them as text.
func junitAttributes(t *testing.T, element xml.StartElement) string {
	t.Helper()
	form, known := junitForm[element.Name.Local]
	if !known || len(element.Attr) != len(form.attributes) {
		t.Errorf("the element %v", element)
	}
	for _, a := range element.Attr {
		if pattern, ok := form.attributes[a.Name.Local]; !ok || !regexp.MustCompile(`(?s)^`+pattern+`$`).MatchString(a.Value) {
			t.Errorf("%s has %s=%q", element.Name.Local, a.Name.Local, a.Value)
		}
	}
	return fmt.Sprint(element.Attr)
}

// junitInside checks which elements are in an element.
func junitInside(t *testing.T, name string, inside []string) {
	t.Helper()
	for _, want := range junitForm[name].inside {
		choice := strings.Split(strings.TrimSuffix(want, "*"), "|")
		n := 0
		for n < len(inside) && slices.Contains(choice, inside[n]) {
			n++
		}
		if n > 1 && !strings.HasSuffix(want, "*") || n == 0 && len(choice) == 1 && !strings.HasSuffix(want, "*") {
			t.Errorf("%s has %d of %s", name, n, want)
		}
		inside = inside[n:]
	}
	if len(inside) > 0 {
		t.Errorf("%s has %v", name, inside)
	}
}

// TestJUnit: each verdict becomes what CI systems count.
func TestJUnit(t *testing.T) {
	text := written(t, format(t, "junit"), Input{Class: everybody()})
	readJUnit(t, text)
	for _, want := range []string{
		`<testsuite name="03-half-a-message" package="sam" id="6" timestamp="2026-11-30T01:02:03" hostname="localhost" tests="7" failures="1" errors="1" skipped="3" time="1.500">`,
		`<testcase name="hidden scenarios" classname="bruno" time="0">`,
		`<failure type="failed" message="Scenarios that you do not see.">1 of 2 hidden scenarios passed</failure>`,
		`<error type="trouble" message="Claim 1.">the kit had no folder`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}

func format(t *testing.T, name string) Format {
	t.Helper()
	at := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if at < 0 {
		t.Fatalf("no format %s", name)
	}
	return Formats[at]
}

// TestJUnitOfALargeClass: texts are cut until the report fits, and no case is lost. More cases than
// GitLab reads are told.
func TestJUnitOfALargeClass(t *testing.T) {
	row := student("ana", strings.Repeat("f", 60))
	long := student("bea", strings.Repeat("f", 60))
	for i := range long.Results[0].Scenarios {
		long.Results[0].Scenarios[i].Received = strings.Repeat("long ", 300)
	}
	for most, want := range map[int]bool{1 << 20: false, 80_000: true, 1000: true} {
		report := junitSuites{Suites: []junitSuite{junitSuiteOf(0, long, long.Results[0])}}
		text, cut, err := report.within(most)
		if err != nil || (cut > 0) != want || most > 1000 && len(text) > most || bytes.Count(text, []byte("<failure ")) != 60 {
			t.Errorf("at most %d bytes: %v, %d bytes, cut to %d", most, err, len(text), cut)
		}
	}
	for students, want := range map[int]string{400: "", 600: "has about 297000 objects"} {
		told, err := JUnit(io.Discard, classOf(slices.Repeat([]class.Row{row}, students)...))
		if text := strings.Join(told, "; "); err != nil || (text == "") != (want == "") || !strings.Contains(text, want) {
			t.Errorf("%d students: %v %q, want %q", students, err, text, want)
		}
	}
}
