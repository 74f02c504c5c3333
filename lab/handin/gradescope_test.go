package handin

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// exportedMetadata is as Gradescope writes it, with parts that we do not use.
const exportedMetadata = `---
submission_11:
  :submitters:
  - :name: Ana/Sousa
    :sid: '0042'
    :email: ana@x.edu
  :created_at: 2026-11-30 01:02:03.456789000 Z
  :score: 7.5
  :status: processed
  :results:
    tests:
    - name: "1) a"
      score: !ruby/object:BigDecimal 18:0.75e1
  :history:
  - :id: 10
submission_12:
  :submitters:
  - :name: Bruno Lima
    :sid: 43
    :email: bruno@x.edu
  - :name: Cem Öz
    :sid:
    :email: cem@x.edu
submission_13:
  :submitters: []
submission_99:
  :submitters:
  - :name: Not Exported
`

func TestGradescopesExport(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"submission_11", "submission_12", "submission_13", "submission_14"} {
		write(folder+"/main.go", "package main\n")
	}
	write(gradescopeFile, exportedMetadata)
	all, err := Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range all {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%s|%s", h.Name, h.ID, h.Platform, filepath.Base(h.Path), h.Safe, strings.Join(h.Group, ",")))
	}
	want := []string{
		"Ana Sousa|0042|Gradescope|submission_11|Ana_Sousa_0042|", "Bruno Lima|43|Gradescope|submission_12|Bruno_Lima_43|Cem Öz (cem@x.edu)",
		"Cem Öz|cem@x.edu|Gradescope|submission_12|" + all[2].Safe + "|Bruno Lima (43)", "submission_13|||submission_13|submission_13|", "submission_14|||submission_14|submission_14|",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	archive := filepath.Join(t.TempDir(), "assignment_export.zip")
	if err := os.WriteFile(archive, zipOf(t, []made{{"x/submission_11/main.go", "package main\n", 0}, {"x/" + gradescopeFile, exportedMetadata, 0}}), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Find(archive); err == nil || !strings.Contains(err.Error(), "unpack it") {
		t.Errorf("the export as it was downloaded: %v", err)
	}
	for _, wrong := range []string{"submission_11: [", "- a list\n", "a: &a [x,x]\nb: *nothing\n"} {
		write(gradescopeFile, wrong)
		if _, err := Find(dir); err == nil || !strings.Contains(err.Error(), "hand-ins are called like their folders") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}
