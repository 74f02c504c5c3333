package marks

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
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
//
// If the report of a large class would be larger than GitLab reads, its longest texts are cut. It
// says so, and also if there are more cases than GitLab is known to read.
func JUnit(w io.Writer, c class.Class) (told []string, err error) {
	report := junitSuites{}
	for _, r := range c.Rows {
		for _, m := range r.Results {
			if m.Graded() {
				report.Suites = append(report.Suites, junitSuiteOf(len(report.Suites), r, m))
			}
		}
	}
	text, cut, err := report.within(mostJUnit)
	if err != nil {
		return nil, err
	}
	if cut > 0 {
		told = append(told, fmt.Sprintf("texts of failures are cut to %d bytes, so that the report has at most %d MB, which is what GitLab reads of a file", cut, mostJUnit/1_000_000))
	}
	if n := report.objects(); n > mostObjects {
		told = append(told, fmt.Sprintf("the report has about %d objects; GitLab is known to refuse more than %d. Grade the class in parts with --shard, and make a report of each", n, mostObjects))
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return told, err
}

// GitLab's limits (docs.gitlab.com, unit test reports; its issue 507482).
const (
	mostJUnit   = 30_000_000 - 100_000 // bytes of a file
	mostObjects = 250_000
)

// within returns the report as XML of at most that many bytes, unless it has more without any text.
// cut is how long a text may be then; 0 means that none was cut.
func (r junitSuites) within(most int) (text []byte, cut int, err error) {
	for {
		text, err = xml.MarshalIndent(r, "", "  ")
		longest := 0
		r.each(func(text *string) { longest = max(longest, len(*text)) })
		if err != nil || len(text) <= most || longest <= len("…") {
			return text, cut, err
		}
		cut = max(longest/2, len("…"))
		r.each(func(text *string) { *text = short(*text, cut) })
	}
}

// each calls do with each text that may be cut.
func (r junitSuites) each(do func(text *string)) {
	for i := range r.Suites {
		do(&r.Suites[i].Out)
		for _, test := range r.Suites[i].Cases {
			for _, wrong := range []*junitWrong{test.Error, test.Failure} {
				if wrong != nil {
					do(&wrong.Text)
				}
			}
		}
	}
}

// objects counts about as GitLab does: elements, their attributes and their texts.
func (r junitSuites) objects() (n int) {
	const ofSuite, ofCase, ofOutcome = 15, 4, 4
	for _, s := range r.Suites {
		n += ofSuite + ofCase*len(s.Cases) + ofOutcome*(s.Failures+s.Errors+s.Skipped)
	}
	return n
}

func junitSuiteOf(id int, r class.Row, m class.Marked) junitSuite {
	who := junitName(cmp.Or(r.Student.Key, r.Student.ID, r.Student.Name, "student"))
	s := junitSuite{
		Name: junitName(m.Lesson), Package: who, ID: id, Hostname: "localhost", Out: untagged(whole(m)),
		Timestamp: m.Times.Began.UTC().Format(time.DateTime[:10] + "T" + time.DateTime[11:]),
		Time:      fmt.Sprintf("%.3f", m.Times.Took.Seconds()),
	}
	for _, it := range shownItems(m) {
		test := junitCase{Name: junitName(it.id), Classname: who, Time: "0"}
		switch it.verdict {
		case class.Passed:
		case class.Failed:
			s.Failures++
			test.Failure = &junitWrong{Type: "failed", Message: it.claim, Text: untagged(it.text)}
		case class.Skipped:
			s.Skipped++
			test.Skipped = &junitSkipped{Message: line(it.text)}
		default:
			s.Errors++
			test.Error = &junitWrong{Type: "trouble", Message: it.claim, Text: untagged(it.text)}
		}
		s.Cases = append(s.Cases, test)
	}
	s.Tests = len(s.Cases)
	return s
}

// untagged breaks up the tags by which the output of a test names a file. Jenkins and Azure publish
// that file with the report, wherever on the machine it is, and GitLab leads to it.
func untagged(text string) string { return junitTags.Replace(text) }

var junitTags = strings.NewReplacer("[ATTACHMENT|", "[ATTACHMENT |", "[PROPERTY|", "[PROPERTY |")

// junitName is a name in an attribute that is an XML token: it is not empty.
func junitName(text string) string { return cmp.Or(line(text), "unnamed") }
