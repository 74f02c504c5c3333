package story

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
	"chatlab/lab/jsonform"
	"chatlab/lab/program"
)

// TestReportPage: docs/report.md has a row for each field of the JSON report, with
// its type, and for no other. It also has one for each kind of trouble.
func TestReportPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/report.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(jsonform.Fields(reflect.TypeFor[reportJSON]()), jsonform.Rows(string(page))); diff != "" {
		t.Errorf("fields (-the report +docs/report.md):\n%s", diff)
	}
	for _, kind := range program.Kinds() {
		if row := fmt.Sprintf("\n| `%s` | ", kind); strings.Count(string(page), row) != 1 {
			t.Errorf("docs/report.md does not have one row that says what %s is", kind)
		}
	}
}

// TestCutOff: a report that is cut off anywhere is not valid JSON.
func TestCutOff(t *testing.T) {
	var whole bytes.Buffer
	if err := JSON(&whole, grade.Report{}); err != nil {
		t.Fatal(err)
	}
	text := bytes.TrimSpace(whole.Bytes())
	for n := range len(text) {
		if json.Valid(text[:n]) {
			t.Errorf("%q is a report", text[:n])
		}
	}
	var report reportJSON
	if err := json.Unmarshal(text, &report); err != nil || !report.End || report.Version != reportVersion {
		t.Errorf("%+v, %v", report, err)
	}
	if !bytes.HasSuffix(text, []byte("\"end\": true\n}")) {
		t.Errorf("it ends with %q", text[max(0, len(text)-40):])
	}
}
