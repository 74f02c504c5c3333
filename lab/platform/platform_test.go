package platform

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"chatlab/lab/lesson"
)

// TestFiles: the files of each platform name the lessons, and have nothing left of a template.
// The teacher's own files are beside them. Each folder of templates is a platform's.
func TestFiles(t *testing.T) {
	hidden := fstest.MapFS{"03-half-a-message/late.txtar": {Data: []byte("# Late.\n")}, "notes.md": {}}
	settings := Settings{Lessons: []lesson.Lesson{lesson.All[2], lesson.All[4]}, Points: []byte("points\n")}
	var folders []string
	for _, p := range All {
		folders = append(folders, p.Name)
		settings.Hidden = nil
		if !p.seen {
			settings.Hidden = hidden
		}
		files, err := p.Files(settings)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		var text strings.Builder
		for _, f := range files {
			names = append(names, f.Name)
			text.WriteString(string(f.Text))
			if (f.Mode == 0o755) != strings.HasPrefix(string(f.Text), "#!") {
				t.Errorf("%s/%s has the mode %o", p.Name, f.Name, f.Mode)
			}
		}
		if !strings.Contains(text.String(), "--lesson 3,5 ") || !strings.Contains(text.String(), `"$graded" -ne 2 ]`) || strings.Contains(text.String(), "{{") || strings.Contains(text.String(), "<no value>") {
			t.Errorf("%s: %s", p.Name, text.String())
		}
		if !slices.IsSorted(names) || !slices.Contains(names, "points.txt") || slices.Contains(names, "hidden/03-half-a-message/late.txtar") == p.seen || slices.Contains(names, "hidden/notes.md") {
			t.Errorf("%s has the files %q", p.Name, names)
		}
		for _, step := range p.Steps("a/b") {
			if strings.Contains(step, "{{") || len(step) > 100 {
				t.Errorf("%s: %q", p.Name, step)
			}
		}
	}
	entries, err := fs.ReadDir(templates, "templates")
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, entry := range entries {
		if path.Ext(entry.Name()) == "" {
			there = append(there, entry.Name())
		}
	}
	slices.Sort(folders)
	if diff := cmp.Diff(folders, there); diff != "" {
		t.Errorf("platforms and their folders (-want +got):\n%s", diff)
	}
}
