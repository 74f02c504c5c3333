package marks

import (
	"encoding/xml"
	"fmt"
	"io"
	"time"

	"chatlab/lab/class"
)

// JUnit's XML, so that both the schema of Ant's reports (windyroad/JUnit-Schema) and that of
// Jenkins (jenkinsci/xunit-plugin, junit-10.xsd) hold.
type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name       string      `xml:"name,attr"`
	Package    string      `xml:"package,attr"`
	ID         int         `xml:"id,attr"`
	Timestamp  string      `xml:"timestamp,attr"` // without a time zone
	Hostname   string      `xml:"hostname,attr"`
	Tests      int         `xml:"tests,attr"`
	Failures   int         `xml:"failures,attr"`
	Errors     int         `xml:"errors,attr"`
	Skipped    int         `xml:"skipped,attr"`
	Time       string      `xml:"time,attr"` // seconds
	Properties struct{}    `xml:"properties"`
	Cases      []junitCase `xml:"testcase"`
	Out        string      `xml:"system-out"`
	Err        string      `xml:"system-err"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	Classname string        `xml:"classname,attr"`
	Time      string        `xml:"time,attr"`
	Skipped   *junitSkipped `xml:"skipped"`
	Error     *junitWrong   `xml:"error"`
	Failure   *junitWrong   `xml:"failure"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

type junitWrong struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes a suite for each student and lesson, with a case for each scenario. What could
// not be judged is an error. GitLab uses only the first of several cases of the same name, so
// the class of a case is the student's key.
//
// Students may see such a report, so hidden scenarios are one case. A platform with a report
// for each student gives a class of one.
func JUnit(w io.Writer, c class.Class) error {
	report := junitSuites{}
	for _, r := range c.Rows {
		for _, m := range r.Results {
			if m.Graded() {
				report.Suites = append(report.Suites, junitSuiteOf(len(report.Suites), r, m))
			}
		}
	}
	text, err := xml.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func junitSuiteOf(id int, r class.Row, m class.Marked) junitSuite {
	who := junitName(firstOf(r.Student.Key, r.Student.ID, r.Student.Name, "student"))
	s := junitSuite{
		Name: junitName(m.Lesson), Package: who, ID: id, Hostname: "localhost", Out: whole(m),
		Timestamp: m.Times.Began.UTC().Format(time.DateTime[:10] + "T" + time.DateTime[11:]),
		Time:      fmt.Sprintf("%.3f", m.Times.Took.Seconds()),
	}
	for _, it := range shownItems(m) {
		test := junitCase{Name: junitName(it.id), Classname: who, Time: "0"}
		switch it.verdict {
		case class.Passed:
		case class.Failed:
			s.Failures++
			test.Failure = &junitWrong{Type: "failed", Message: it.claim, Text: it.text}
		case class.Skipped:
			s.Skipped++
			test.Skipped = &junitSkipped{Message: line(it.text)}
		default:
			s.Errors++
			test.Error = &junitWrong{Type: "trouble", Message: it.claim, Text: it.text}
		}
		s.Cases = append(s.Cases, test)
	}
	s.Tests = len(s.Cases)
	return s
}

// junitName is a name in an attribute that is an XML token: it is not empty.
func junitName(text string) string { return firstOf(line(text), "unnamed") }

func firstOf(texts ...string) string {
	for _, text := range texts {
		if line(text) != "" {
			return text
		}
	}
	return ""
}
