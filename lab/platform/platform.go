// Package platform has the files that a learning platform wants of a teacher, so that it
// grades each hand-in with the lab in a container: scripts that install the kit, and scripts
// that grade one hand-in. The marks themselves are written by package marks.
//
// The files are templates in the folder templates. What several of them do is there once, in
// shared.sh. A test of lab/agree runs what is written here, as each platform documents it.
//
//   - platform.go: the platforms, and their files for a lesson
//   - write.go: putting them into a folder, without changing what is there
package platform

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"text/template"

	"chatlab/lab/lesson"
	"chatlab/lab/nearest"
)

// A Platform grades one hand-in at a time.
type Platform struct {
	Name string // for the command line; also the folder of its templates
	For  string // whom its files are for, in a few words
	next string // what a teacher does with the files: a template, in which Dir is their folder
	seen bool   // students can read the files
	root bool   // the script that grades is run by root
	late string // what the script does if grading was stopped: a line of shell that ends it
}

// All are the platforms that are known.
var All = []Platform{
	{Name: "gradescope", For: "Gradescope: a programming assignment", root: true, late: "exit 0 # the sentence stays", next: `git archive --output {{.Dir}}/kit.tar.gz HEAD
(cd {{.Dir}} && zip -r ../autograder.zip .)
Upload autograder.zip to the assignment, on its page Configure Autograder.
Then try it there with the copy of the lesson as students get it.`},
	{Name: "classroom50", For: "Classroom 50: the autograder of an assignment", seen: true, late: "exit 1 # an error, and no score", next: `git archive --output {{.Dir}}/kit.tar.gz HEAD
Copy all files of {{.Dir}} into CLASSROOM/autograders/ASSIGNMENT/ of your repository classroom50.
Make the assignment with --runtime {{.Dir}}/runtime.json.`},
	{Name: "prairielearn", For: "PrairieLearn: an externally graded question", root: true, late: "exit 0 # the sentence stays", next: `docker build --tag registry.example/chatlab --file docs/grading/Containerfile .
Push it to your registry, and put its name into {{.Dir}}/info.json.
Copy grade.sh, and points.txt and hidden if you have them, into tests/ of the question.
Put what info.json has into info.json of the question.`},
	{Name: "vpl", For: "Moodle VPL: an activity", late: `echo "The grading ended before there was a result. That is not your fault: tell your teacher, or try again."; exit 1`, next: `git archive --output {{.Dir}}/kit.tar.gz HEAD
Copy {{.Dir}} to the execution server, and run setup.sh there as root. Points and hidden
scenarios stay there.
Upload vpl_run.sh and vpl_evaluate.sh as execution files of the activity.`},
}

// Find returns the platform with a name. The error says which there are.
func Find(name string) (Platform, error) {
	var names []string
	for _, p := range All {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Platform{}, fmt.Errorf("there is no platform %q; there are %s%s", name, strings.Join(names, ", "), nearest.Meant(name, names))
}

// Settings are what a teacher decides.
type Settings struct {
	Lessons []lesson.Lesson // at least one
	Points  []byte          // of the file of points; nil: the usual ones
	Hidden  fs.FS           // a folder with scenarios that students do not see; nil: none
}

// The names of the teacher's own files, beside those of the platform.
const (
	pointsFile   = "points.txt"
	hiddenFolder = "hidden"
)

// A File is one to write. Its name has slashes.
type File struct {
	Name string
	Text []byte
	Mode fs.FileMode
}

//go:embed templates
var templates embed.FS

// Files returns the files of a platform, sorted by name. An error is one of the settings.
func (p Platform) Files(s Settings) ([]File, error) {
	if p.seen && s.Hidden != nil {
		return nil, fmt.Errorf("%s publishes its files, so hidden scenarios would not be hidden; leave them out, and grade with them yourself after the deadline", p.Name)
	}
	folder := path.Join("templates", p.Name)
	entries, err := templates.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var files []File
	for _, entry := range entries {
		text, err := p.fill(path.Join(folder, entry.Name()), s)
		if err != nil {
			return nil, err
		}
		f := File{Name: entry.Name(), Text: text, Mode: 0o644}
		if bytes.HasPrefix(text, []byte("#!")) {
			f.Mode = 0o755
		}
		files = append(files, f)
	}
	if s.Points != nil {
		files = append(files, File{pointsFile, s.Points, 0o644})
	}
	if s.Hidden != nil {
		hidden, err := scenariosOf(s.Hidden)
		if err != nil {
			return nil, err
		}
		files = append(files, hidden...)
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files, nil
}

// fill executes a template. What several have in common is in shared.sh.
func (p Platform) fill(name string, s Settings) ([]byte, error) {
	t, err := template.ParseFS(templates, "templates/shared.sh", name)
	if err != nil {
		return nil, err
	}
	var numbers []string
	for _, l := range s.Lessons {
		numbers = append(numbers, fmt.Sprint(l.Number))
	}
	as := ""
	if p.root {
		as = "as_grader "
	}
	var text bytes.Buffer
	err = t.ExecuteTemplate(&text, path.Base(name), map[string]any{"Lessons": strings.Join(numbers, ","), "Count": len(numbers), "As": as, "Late": p.late})
	return text.Bytes(), err
}

// scenariosOf returns the scenarios in a folder, as files of hiddenFolder.
func scenariosOf(from fs.FS) (files []File, err error) {
	err = fs.WalkDir(from, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || path.Ext(name) != ".txtar" {
			return err
		}
		text, err := fs.ReadFile(from, name)
		files = append(files, File{path.Join(hiddenFolder, name), text, 0o644})
		return err
	})
	if err == nil && len(files) == 0 {
		err = errors.New("the folder of hidden scenarios has no file that ends with .txtar")
	}
	return files, err
}

// Steps are what a teacher does next with the files in a folder, in lines.
func (p Platform) Steps(dir string) []string {
	var text strings.Builder
	if err := template.Must(template.New(p.Name).Parse(p.next)).Execute(&text, map[string]string{"Dir": dir}); err != nil {
		panic(err) // the templates are our own
	}
	return strings.Split(text.String(), "\n")
}
