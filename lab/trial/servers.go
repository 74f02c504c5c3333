package trial

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/course"
	"chatlab/lab/dialect"
	"chatlab/lab/grade"
	"chatlab/lab/lesson"
	"chatlab/lab/patch"
	"chatlab/lab/script"
	"chatlab/lab/specimen"
	"chatlab/lab/vet"
)

// A Server is a right server. Every scenario that asks only for what the protocol promises
// passes on it.
type Server struct {
	Name   string // in words, for students
	Whole  bool   // it does all that the protocol has, so a scenario that it skips was not judged
	target grade.Target
	sum    string // of its files
}

// inOtherLanguages are right servers in folders with a server file.
var inOtherLanguages = []struct{ folder, name string }{
	{"testdata/servers/python", "a right server in Python"},
	{"testdata/servers/node", "a right server in Node"},
}

// differing are right servers that are the reference server with a patch.
var differing = []struct {
	file, name string
	without    []string
}{
	{"testdata/right/otherwise.txtar", "a right server with words and a pace of its own", nil},
	{"testdata/right/freely.txtar", "a right server that orders and words things freely", []string{"P22", "P23"}},
}

// prepare makes the servers and builds them.
func (t *Trial) prepare(ctx context.Context) error {
	reference, err := specimen.Reference(t.builder.Root)
	if err != nil {
		return err
	}
	target, err := grade.BuiltReference(t.builder.Root, t.builder.Dir)
	if err != nil {
		return err
	}
	t.Right = []Server{{Name: target.Caption, Whole: true, target: target, sum: hex.EncodeToString(reference.Sum())}}
	differ, err := patched(t.builder, reference)
	if err != nil {
		return err
	}
	t.Right = append(t.Right, differ...)
	if err := t.others(); err != nil {
		return err
	}
	if err := t.wrongServers(); err != nil {
		return err
	}
	t.sum = t.sumOfAll()
	build := slices.Clone(t.wrong)
	for _, s := range t.Right[:1+len(differ)] {
		build = append(build, s.target)
	}
	return cmp.Or(vet.Bundle(ctx, t.builder, build, func(note string) { t.Notes = append(t.Notes, note) }), ctx.Err())
}

// Differing returns the right servers that are the reference server with other words and another
// pace, to be built by b.
func Differing(b *grade.Builder) (targets []grade.Target, err error) {
	reference, err := specimen.Reference(b.Root)
	if err != nil {
		return nil, err
	}
	all, err := patched(b, reference)
	for _, s := range all {
		targets = append(targets, s.target)
	}
	return targets, err
}

// patched returns the right servers that differ from the reference.
func patched(b *grade.Builder, reference specimen.Files) (all []Server, err error) {
	for _, d := range differing {
		p, err := patch.Read(filepath.Join(b.Root, filepath.FromSlash(d.file)))
		if err != nil {
			return nil, err
		}
		files, err := reference.With(p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.file, err)
		}
		target, err := grade.PatchedTarget(b.Root, d.name, lesson.Lesson{Over: true}, files, b.Dir)
		if err != nil {
			return nil, err
		}
		if len(d.without) > 0 {
			target.Dialect = &dialect.Dialect{Without: d.without, Supports: script.Features()}
		}
		all = append(all, Server{Name: d.name, Whole: len(d.without) == 0, target: target, sum: hex.EncodeToString(files.Sum())})
	}
	return all, nil
}

// others adds the right servers in other languages that this machine can run.
func (t *Trial) others() error {
	for _, o := range inOtherLanguages {
		plan, err := t.kit.Plan(course.Asked{Server: t.kit.Path(o.folder), Lessons: []lesson.Lesson{t.Lesson}}, t.builder.Dir)
		if err != nil {
			t.Notes = append(t.Notes, fmt.Sprintf("no scenario was tried on %s, which can't run on this machine", o.name))
			continue
		}
		sum, err := sumOf(t.kit.Path(o.folder))
		if err != nil {
			return err
		}
		target := plan.Jobs[0].Target
		target.Caption = o.name
		t.Right = append(t.Right, Server{Name: o.name, target: target, sum: sum})
	}
	return nil
}

// wrongServers finds the specimen and the mutants of the lesson. Those that only the simulator
// finds are left out: a hand-in can't use it.
func (t *Trial) wrongServers() error {
	simulated := map[string]bool{}
	all, err := grade.Scenarios(t.builder.Root, t.Lesson)
	if err != nil {
		return err
	}
	for _, sc := range all {
		simulated[sc.ID()] = slices.ContainsFunc(sc.Lines, func(l script.Line) bool { return notForStudents[l.Command] != "" })
	}
	found := func(ids []string) bool {
		return slices.ContainsFunc(ids, func(id string) bool { return strings.HasPrefix(id, t.Lesson.ID()+"/") && !simulated[id] })
	}
	mutants, err := specimen.Mutants(t.builder.Root)
	if err != nil {
		return err
	}
	var proofs []vet.Proof
	var breaks []string
	for _, name := range t.Lesson.Breaks {
		breaks = append(breaks, t.Lesson.ID()+"/"+name)
	}
	if found(breaks) {
		proofs = append(proofs, vet.Proof{Specimen: &t.Lesson})
	}
	for _, m := range vet.MutantsOf(mutants, t.Lesson) {
		if found(m.Kills) {
			proofs = append(proofs, vet.Proof{Mutant: &m})
		}
	}
	for _, p := range proofs {
		target, err := p.Target(t.builder)
		if err != nil {
			return err
		}
		t.wrong = append(t.wrong, target)
	}
	return nil
}

// sumOf is a hash of the files of a folder.
func sumOf(dir string) (string, error) {
	sum := sha256.New()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(sum, "%q %d\n%s", e.Name(), len(text), text)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// sumOfAll is a hash of all servers and of how they are tried.
func (t *Trial) sumOfAll() string {
	sum := sha256.New()
	fmt.Fprintln(sum, "chatlab trial", Version, t.Lesson.ID(), runsOnReference, runsOnRight, confirmations)
	for _, s := range t.Right {
		fmt.Fprintln(sum, s.Name, s.sum)
	}
	for _, target := range t.wrong {
		fmt.Fprintf(sum, "%x\n", target.Files.Sum())
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// key identifies the result of a hand-in.
func (t *Trial) key(hash string) string {
	sum := sha256.Sum256([]byte(t.sum + "\n" + hash))
	return hex.EncodeToString(sum[:])
}
