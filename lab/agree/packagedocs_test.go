package agree

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// TestPackageDocsListTheirFiles: if a package's doc comment lists files, it names every
// file of the package, and no others.
func TestPackageDocsListTheirFiles(t *testing.T) {
	listed := regexp.MustCompile(`[\w*]+\.go\b`)
	for _, f := range floors {
		folder := sandbox.Clone(t).Path(f.name)
		all, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files := slices.DeleteFunc(all, func(file string) bool { return strings.HasSuffix(file, "_test.go") })
		at, doc := packageDoc(t, files)
		_, guide, leads := strings.Cut(doc, "\n  - ")
		if !leads {
			continue // it has few files, or its files are named after commands
		}
		guide, _, _ = strings.Cut(guide, "\n\n")
		named := map[string]bool{at: true}
		for _, pattern := range listed.FindAllString(guide, -1) {
			matches, err := filepath.Glob(filepath.Join(folder, pattern))
			if err != nil || len(matches) == 0 {
				t.Errorf("the doc comment of %s names %s, which is not there", f.name, pattern)
			}
			for _, file := range matches {
				named[file] = true
			}
		}
		for _, file := range files {
			if !named[file] {
				t.Errorf("the doc comment of %s does not name %s: say in %s what that file is about", f.name, filepath.Base(file), filepath.Base(at))
			}
		}
	}
}

// packageDoc returns the doc comment of a package, and the file that has it.
func packageDoc(t *testing.T, files []string) (file, doc string) {
	t.Helper()
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.PackageClauseOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if parsed.Doc != nil && (strings.HasPrefix(parsed.Doc.Text(), "Package ") || strings.HasPrefix(parsed.Doc.Text(), "Command ")) {
			return file, parsed.Doc.Text()
		}
	}
	t.Errorf("no file of %s has a doc comment", filepath.Dir(files[0]))
	return "", ""
}
