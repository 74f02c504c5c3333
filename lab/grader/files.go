package grader

import (
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"

	"chatlab/lab/grade"
	"chatlab/lab/script"
	"chatlab/lab/story"
)

// An audience is who may see a scenario. It names the folder of the results with what is to be
// looked at.
type audience string

const (
	toShow audience = "feedback" // the student, too
	toHide audience = "hidden"   // only the teacher
)

// Folders are those in the folder of the results whose files a grading replaces.
var Folders = []string{string(toShow), string(toHide), underWay}

// id is the id of a scenario in results. No hidden scenario has the id of another.
func (a audience) id(sc script.Scenario) string {
	if a == toHide {
		return string(toHide) + "/" + sc.Name
	}
	return sc.ID()
}

// folder is where the files of the result go, in the folder of the results, with slashes.
func (x *try) folder(a audience) string {
	return path.Join(string(a), x.result.Student.Key, x.result.Lesson)
}

// evidence is the folder of the try below which the scenarios leave their files; placed is that
// from which the files go to the folder of the results.
func (x *try) evidence(a audience) string { return filepath.Join(x.dir, "evidence", string(a)) }
func (x *try) placed(a audience) string   { return filepath.Join(x.dir, "placed", string(a)) }

// files moves what is to be looked at of a scenario into a folder of its own, with its story.
func (x *try) files(r grade.Result, a audience, name string) (err error) {
	to := filepath.Join(x.placed(a), name)
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if from := r.Evidence.Trace; from != "" {
		err = os.Rename(filepath.Join(x.evidence(a), filepath.Dir(from)), to)
	} else {
		err = os.Mkdir(to, 0o755)
	}
	r.Evidence = grade.Evidence{}
	var text strings.Builder
	story.Style{}.Story(&text, r)
	return errors.Join(err, os.WriteFile(filepath.Join(to, "story.txt"), []byte(x.withoutPaths(text.String())), 0o644))
}

// place moves the files into the folder of the results. Those of an earlier run are removed.
func (x *try) place() error {
	for _, a := range []audience{toShow, toHide} {
		to := filepath.Join(x.out, filepath.FromSlash(x.folder(a)))
		if err := os.RemoveAll(to); err != nil {
			return err
		}
		if _, err := os.Stat(x.placed(a)); err != nil {
			continue // nothing to look at
		}
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.Rename(x.placed(a), to)); err != nil {
			return err
		}
	}
	return nil
}
