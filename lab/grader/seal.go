package grader

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/alike"
	"chatlab/lab/class"
	"chatlab/lab/course"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
)

// sealed is what the kit reads once. No hand-in can change it. All maps are by the id of the
// lesson that is graded: what is graded beside a lesson does not change its results.
type sealed struct {
	shown  map[string][]part
	hidden map[string][]script.Scenario
	given  map[string]alike.Given
	served map[string]bool              // the simulator can run what students are given
	with   map[string]map[string]string // what results are graded with: class.Result.With
	hash   map[string]string            // of that
}

// A part is the scenarios of one lesson.
type part struct {
	lesson    lesson.Lesson
	scenarios []script.Scenario
}

// seal reads and hashes. An error about the dialect or the hidden scenarios is a [course.Misuse].
func seal(opts Options) (s sealed, err error) {
	s = sealed{
		shown: map[string][]part{}, hidden: map[string][]script.Scenario{}, given: map[string]alike.Given{}, served: map[string]bool{},
		with: map[string]map[string]string{}, hash: map[string]string{},
	}
	same := map[string]string{
		"--slow": fmt.Sprint(max(opts.Slow, 1)), "--seed": fmt.Sprint(opts.Seed), "--isolate": string(opts.Isolate), "--core": fmt.Sprint(opts.Asked.Core),
	}
	if opts.Asked.Dialect != "" {
		same[class.WithDialect], err = hashed(func(sum hash.Hash) error { return addFile(sum, "dialect", opts.Asked.Dialect) })
		if err != nil {
			return s, course.Misuse{Of: "Dialect", What: err.Error()}
		}
	}
	if same[class.WithKit], err = hashed(func(sum hash.Hash) error { return addSource(sum, opts.Kit.Root) }); err != nil {
		return s, err
	}
	for _, l := range opts.Lessons {
		if err := s.lesson(opts, l, maps.Clone(same)); err != nil {
			return s, err
		}
	}
	return s, nil
}

// lesson reads what one lesson needs.
func (s *sealed) lesson(opts Options, of lesson.Lesson, with map[string]string) (err error) {
	id := of.ID()
	for _, l := range lesson.UpTo(of.Number) {
		scenarios, err := grade.Scenarios(opts.Kit.Root, l)
		if err != nil {
			return err
		}
		s.shown[id] = append(s.shown[id], part{l, scenarios})
	}
	if s.given[id], err = given(opts.Kit.Root, of); err != nil {
		return err
	}
	files, err := specimen.Of(opts.Kit.Root, of)
	if err != nil {
		return err
	}
	s.served[id] = opts.Kit.Builder("").CanSimulate(grade.Target{Files: files}) == nil
	with[class.WithScenarios], err = hashed(func(sum hash.Hash) error {
		for _, p := range s.shown[id] {
			fmt.Fprintf(sum, "%s %q\n", p.lesson.ID(), p.lesson.Breaks)
			if err := addScenarios(sum, p.scenarios); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if opts.Hidden != "" {
		if s.hidden[id], err = hiddenOf(opts, of); err == nil {
			with[class.WithScripts], err = hashed(func(sum hash.Hash) error { return addScenarios(sum, s.hidden[id]) })
		}
		if err != nil {
			return course.Misuse{Of: "Scripts", What: err.Error()}
		}
	}
	s.with[id] = with
	s.hash[id], err = hashed(func(sum hash.Hash) error {
		for _, name := range slices.Sorted(maps.Keys(with)) {
			fmt.Fprintf(sum, "%q %q\n", name, with[name])
		}
		return nil
	})
	return err
}

// hashed returns the first digits of a hash.
func hashed(add func(sum hash.Hash) error) (string, error) {
	sum := sha256.New()
	err := add(sum)
	return hex.EncodeToString(sum.Sum(nil))[:16], err
}

// hiddenOf reads the hidden scenarios of a lesson: those in the folder that has its id, or all
// in the hidden folder itself if only one lesson is graded.
func hiddenOf(opts Options, l lesson.Lesson) ([]script.Scenario, error) {
	if _, err := os.Stat(opts.Hidden); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no folder %s", opts.Hidden)
	}
	all, err := script.LoadAll(filepath.Join(opts.Hidden, l.ID()))
	if err == nil && len(all) == 0 && len(opts.Lessons) == 1 {
		all, err = script.LoadAll(opts.Hidden)
		for i := range all {
			all[i].Lesson = l.ID() // their folder does not say it; the rules of earlier lessons judge them, too
		}
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
