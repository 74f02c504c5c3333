package course

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/lazyregexp"
	"chatlab/lab/lesson"
	"chatlab/lab/nearest"
	"chatlab/lab/vet"
)

var scenarioName = lazyregexp.New(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// NewScenario writes a template for a scenario, called LESSON/NAME. It never overwrites a
// file. It returns the lesson, the name, and the file as a path of the kit.
func (k Kit) NewScenario(id string) (l lesson.Lesson, name, file string, err error) {
	where, name, ok := strings.Cut(id, "/")
	if !ok {
		return l, "", "", Misuse{What: fmt.Sprintf("%q: name the lesson and the scenario, such as %s/%s", id, lesson.All[0].ID(), "my_scenario")}
	}
	if l, err = lesson.Find(where); err != nil {
		return l, "", "", Misuse{What: err.Error()}
	}
	name = strings.TrimSuffix(name, ".txtar")
	if !scenarioName().MatchString(name) {
		return l, "", "", Misuse{What: fmt.Sprintf("%q: a scenario's name has only small letters, digits and single underscores, such as long_pause", name)}
	}
	file = l.Scripts() + "/" + name + ".txtar"
	return l, name, file, k.create(file, vet.Template())
}

// noScenario says which scenario may be meant.
func (k Kit) noScenario(id string) error {
	var ids []string
	for _, l := range lesson.All {
		all, _ := grade.Scenarios(k.Root, l) // vet reports mistakes in scenarios
		for _, sc := range all {
			ids = append(ids, sc.ID())
		}
	}
	if meant := nearest.Meant(id, ids); meant != "" {
		return Misuse{What: fmt.Sprintf("there is no scenario %s%s", id, meant)}
	}
	such := "03-half-a-message/split_write"
	if len(ids) > 0 {
		such = ids[0]
	}
	return Misuse{What: fmt.Sprintf("there is no scenario %s; name one by its file or by its id, such as %s", id, such)}
}

// ScenarioFiles turns arguments into files: a file, all files of a folder, or the id of a
// scenario of the kit. What can't be opened is wrong usage: there is nothing to vet.
func (k Kit) ScenarioFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		info, err := os.Stat(arg)
		switch named := k.Path("scripts/" + strings.TrimSuffix(arg, ".txtar") + ".txtar"); {
		case err == nil && info.IsDir():
			inside, err := scenariosIn(arg)
			if err != nil {
				return nil, err
			}
			files = append(files, inside...)
			continue
		case err == nil:
		case !exists(named):
			return nil, k.noScenario(arg)
		default:
			arg = k.Shown(named)
		}
		files = append(files, arg)
	}
	if len(args) > 0 {
		return files, nil
	}
	for _, l := range lesson.All {
		all, err := fs.Glob(os.DirFS(k.Root), l.Scripts()+"/*.txtar")
		if err != nil {
			return nil, err
		}
		for _, file := range all {
			files = append(files, k.Shown(k.Path(file)))
		}
	}
	return files, nil
}

// scenariosIn returns the scenarios in a folder, and those in the folders in it, such as one for
// each lesson. It takes those that lab grade --scripts takes, and more: a folder whose name is
// misspelt is not passed over.
func scenariosIn(dir string) (files []string, err error) {
	for _, pattern := range []string{"*.txtar", "*/*.txtar"} {
		found, err := fs.Glob(os.DirFS(dir), pattern)
		if err != nil {
			return nil, err
		}
		for _, file := range found {
			if !strings.HasPrefix(path.Base(file), ".") { // an editor's
				files = append(files, filepath.Join(dir, filepath.FromSlash(file)))
			}
		}
	}
	if len(files) == 0 {
		return nil, Misuse{What: fmt.Sprintf("%s has no scenarios; they are files such as %s", dir, filepath.Join(dir, lesson.All[0].ID(), "name.txtar"))}
	}
	return files, nil
}

// Shown returns a path relative to the current folder.
func (k Kit) Shown(file string) string {
	here, err := os.Getwd()
	if err != nil {
		return file
	}
	short, err := filepath.Rel(here, file)
	if err != nil {
		return file
	}
	return short
}
