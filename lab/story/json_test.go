package story

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/grade"
)

// TestReportPage: docs/report.md has a row for each field of the JSON report, with
// its type, and for no other.
func TestReportPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/report.md")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, row := range regexp.MustCompile("(?m)^\\| `(\\S+)` \\| (\\w+) \\| \\S").FindAllStringSubmatch(string(page), -1) {
		told = append(told, row[1]+" "+row[2])
	}
	if diff := cmp.Diff(fields("", reflect.TypeFor[reportJSON]()), told); diff != "" {
		t.Errorf("fields (-the report +docs/report.md):\n%s", diff)
	}
}

// fields returns the names of a JSON form's fields in order, with their JSON types.
func fields(below string, of reflect.Type) (all []string) {
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" || !field.IsExported() {
			continue
		}
		at, kind := below+name, field.Type
		for list := kind.Kind() == reflect.Slice && kind.Elem().Kind() != reflect.Uint8; list || kind.Kind() == reflect.Pointer; list = false {
			if list {
				at += "[]"
			}
			kind = kind.Elem()
		}
		if kind.Kind() == reflect.Struct {
			all = append(append(all, at+" object"), fields(at+".", kind)...)
			continue
		}
		word := map[reflect.Kind]string{reflect.Bool: "boolean", reflect.String: "string", reflect.Slice: "string"}[kind.Kind()]
		if word == "" {
			word = "number"
		}
		all = append(all, at+" "+word)
	}
	return all
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
