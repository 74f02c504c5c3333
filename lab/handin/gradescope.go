package handin

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"
)

// gradescopeFile is beside the folders that Gradescope exports ("Export Submissions"), and says
// whose they are. The folders have the names of its keys, such as submission_123.
const gradescopeFile = "submission_metadata.yml"

// maxGradescope is how many bytes of it are read. It also has the results and the history of every
// submission.
const maxGradescope = 64 << 20

// A submission is what we use of one. Ruby wrote the file: keys begin with a colon.
type submission struct {
	Submitters []struct {
		Name  string `yaml:":name"`
		ID    string `yaml:":sid"`
		Email string `yaml:":email"`
	} `yaml:":submitters"`
}

// fromGradescope makes the hand-ins of a folder that Gradescope exported. It reports false for
// another folder. A group's folder is a hand-in of each of its students.
func fromGradescope(dir string, parts []part) (all []HandIn, ok bool, err error) {
	submissions, err := readGradescope(filepath.Join(dir, gradescopeFile))
	if err != nil || len(submissions) == 0 {
		return nil, false, err
	}
	for _, p := range parts {
		s, known := submissions[p.name]
		switch {
		case p.kind == Files:
			continue
		case !known || len(s.Submitters) == 0:
			all = append(all, plain(p))
			continue
		}
		all = append(all, s.handIns(p)...)
	}
	return all, true, nil
}

// handIns makes a hand-in of a folder for each of its students.
func (s submission) handIns(p part) (all []HandIn) {
	for _, who := range s.Submitters {
		h := plain(p)
		h.ID = cmp.Or(who.ID, who.Email)
		h.Name, h.Platform = unslashed.Replace(cmp.Or(who.Name, h.ID, p.name)), "Gradescope"
		all = append(all, h)
	}
	for i := range all {
		for j, other := range all {
			if j != i {
				all[i].Group = append(all[i].Group, other.Title())
			}
		}
	}
	return all
}

// unslashed takes out what the name of a folder can't have.
var unslashed = strings.NewReplacer("/", " ", "\x00", " ")

// readGradescope reads the file. It is empty if there is none.
func readGradescope(file string) (submissions map[string]submission, err error) {
	const without = "without this file, hand-ins are called like their folders"
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > maxGradescope:
		return nil, fmt.Errorf("%s is not a file of at most %d MB; %s", file, maxGradescope>>20, without)
	}
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(text, &submissions)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w; export it again, or remove it: %s", file, err, without)
	}
	return submissions, nil
}
