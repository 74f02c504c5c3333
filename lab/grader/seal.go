package grader

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"chatlab/lab/alike"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
)

// sealed is what the kit reads once. No hand-in can change it.
type sealed struct {
	shown  map[string][]part // by the id of the lesson that is graded
	hidden map[string][]script.Scenario
	given  map[string]alike.Given
	hash   string // of all scenarios, the kit's source and the options
}

// A part is the scenarios of one lesson.
type part struct {
	lesson    lesson.Lesson
	scenarios []script.Scenario
}

// seal reads and hashes.
func seal(opts Options) (s sealed, err error) {
	s = sealed{shown: map[string][]part{}, hidden: map[string][]script.Scenario{}, given: map[string]alike.Given{}}
	sum := sha256.New()
	fmt.Fprintf(sum, "%g %d %s %t\n", max(opts.Slow, 1), opts.Seed, opts.Isolate, opts.Asked.Core)
	if opts.Asked.Dialect != "" {
		if err := addFile(sum, "dialect", opts.Asked.Dialect); err != nil {
			return s, err
		}
	}
	for _, of := range opts.Lessons {
		for _, l := range lesson.UpTo(of.Number) {
			scenarios, err := grade.Scenarios(opts.Kit.Root, l)
			if err != nil {
				return s, err
			}
			s.shown[of.ID()] = append(s.shown[of.ID()], part{l, scenarios})
		}
		if s.hidden[of.ID()], err = hiddenOf(opts, of); err != nil {
			return s, err
		}
		if s.given[of.ID()], err = given(opts.Kit.Root, of); err != nil {
			return s, err
		}
		for _, p := range s.shown[of.ID()] {
			fmt.Fprintf(sum, "%s %q\n", p.lesson.ID(), p.lesson.Breaks)
			if err := addScenarios(sum, p.scenarios); err != nil {
				return s, err
			}
		}
		if err := addScenarios(sum, s.hidden[of.ID()]); err != nil {
			return s, err
		}
	}
	if err := addSource(sum, opts.Kit.Root); err != nil {
		return s, err
	}
	s.hash = hex.EncodeToString(sum.Sum(nil))[:16]
	return s, nil
}

// hiddenOf reads the hidden scenarios of a lesson: those in the folder that has its id, or all
// in the hidden folder itself if only one lesson is graded.
func hiddenOf(opts Options, l lesson.Lesson) ([]script.Scenario, error) {
	if opts.Hidden == "" {
		return nil, nil
	}
	all, err := script.LoadAll(filepath.Join(opts.Hidden, l.ID()))
	if err == nil && len(all) == 0 && len(opts.Lessons) == 1 {
		all, err = script.LoadAll(opts.Hidden)
	}
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s has no scenario for lesson %d; they are files such as %s", opts.Hidden, l.Number, filepath.Join(opts.Hidden, l.ID(), "name.txtar"))
	}
	return all, err
}

// addScenarios hashes scenarios. One with a mistake would spoil every mark.
func addScenarios(sum hash.Hash, all []script.Scenario) error {
	for _, sc := range all {
		if sc.Mistake != nil {
			return fmt.Errorf("%s: %w", sc.File, sc.Mistake)
		}
		fmt.Fprintf(sum, "%s %d\n%s", sc.ID(), len(sc.Text), sc.Text)
	}
	return nil
}

// addSource hashes the source of the kit, by which the kit judges.
func addSource(sum hash.Hash, root string) error {
	names := []string{"go.mod", "go.sum"}
	for _, top := range []string{"lab", "server", "client"} {
		err := fs.WalkDir(os.DirFS(filepath.Join(root, top)), ".", func(name string, e fs.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() && !strings.HasSuffix(name, "_test.go") {
				names = append(names, path.Join(top, name))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	for _, name := range names {
		if err := addFile(sum, name, filepath.Join(root, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	return nil
}

func addFile(sum hash.Hash, name, file string) error {
	text, err := os.ReadFile(file)
	fmt.Fprintf(sum, "%q %d\n%s", name, len(text), text)
	return err
}
