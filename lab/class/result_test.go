package class

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/jsonform"
)

// TestResultsPage: docs/results.md has a row for each field of a line in the file of results,
// with its type, and for no other.
func TestResultsPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/results.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "\n## "+ResultsFile+"\n")
	table, _, _ = strings.Cut(table, "\n## ")
	if diff := cmp.Diff(jsonform.Fields(reflect.TypeFor[Result]()), jsonform.Rows(table)); diff != "" {
		t.Errorf("fields (-Result +docs/results.md):\n%s", diff)
	}
}
