// Package patch holds small changes to source files as exact replacements: the fix of a specimen,
// and the mutants of the reference server. Both have one form, without line numbers. If a
// replacement does not match exactly once, that is an error. So an outdated patch is noticed.
//
// A patch is a txtar file. Its comment says why it is there and may name what it kills. Its
// files come in pairs:
//
//	The CR before an LF is left in the line.
//	kills: 03-half-a-message/crlf
//	clause: P2
//	rule: whole-lines
//	hunted: 5
//	found: 03-half-a-message/crlf
//
//	-- server/wire/lines.go old --
//	the text to replace
//	-- server/wire/lines.go new --
//	the text that replaces it
//
// The files of this package:
//
//   - patch.go: reads and applies a patch
//   - diff.go: shows a patch as a diff
package patch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// A Patch is one change, in one or more places.
type Patch struct {
	Why     string   // the comment without its fields
	Kills   []string // the scenarios that it must turn red, each "lesson-id/name"
	Rule    string   // the rule that must turn them red, or "RULE or RULE or a step" if chance decides which comes first; empty: one of their steps
	Clause  []string // the clauses of docs/protocol.md that it breaks, such as "P2"; none: those of what it kills
	Hunted  int      // the simulator must find it within this many seeds; 0: it can't find such bugs
	Symptom []string // the symptoms that the failure may have, with the names of lab/lesson; none: not checked
	Found   string   // the scenario that finds this server of testdata/bank; empty: none is known
	Changes []Change
}

// A Change replaces Old by New. File must contain Old exactly once. File has forward
// slashes and is relative to a folder that the caller chooses.
type Change struct {
	File     string
	Old, New []byte
}

// Read reads a patch from a txtar file.
func Read(file string) (Patch, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Patch{}, err
	}
	return Parse(file, text)
}

// Parse reads a patch from the text of a txtar file. file is for errors.
func Parse(file string, text []byte) (p Patch, err error) {
	archive := txtar.Parse(text)
	for line := range strings.Lines(string(archive.Comment)) {
		if kills, ok := strings.CutPrefix(line, "kills:"); ok {
			p.Kills = append(p.Kills, strings.Fields(kills)...)
		} else if rule, ok := strings.CutPrefix(line, "rule:"); ok {
			p.Rule = strings.TrimSpace(rule)
		} else if clauses, ok := strings.CutPrefix(line, "clause:"); ok {
			p.Clause = append(p.Clause, strings.Fields(clauses)...)
		} else if found, ok := strings.CutPrefix(line, "found:"); ok {
			p.Found = strings.TrimSpace(found)
		} else if symptoms, ok := strings.CutPrefix(line, "symptom:"); ok {
			p.Symptom = append(p.Symptom, strings.Fields(symptoms)...)
		} else if seeds, ok := strings.CutPrefix(line, "hunted:"); ok {
			if p.Hunted, err = strconv.Atoi(strings.TrimSpace(seeds)); err != nil {
				return Patch{}, fmt.Errorf("%s: hunted: a number of seeds; not %q", file, strings.TrimSpace(seeds))
			}
		} else {
			p.Why += line
		}
	}
	p.Why = strings.TrimSpace(p.Why)
	if len(archive.Files)%2 != 0 || len(archive.Files) == 0 {
		return Patch{}, fmt.Errorf("%s: %d parts; a patch has pairs of FILE old and FILE new", file, len(archive.Files))
	}
	for i := 0; i < len(archive.Files); i += 2 {
		was, is := archive.Files[i], archive.Files[i+1]
		name, ok := strings.CutSuffix(was.Name, " old")
		if !ok || is.Name != name+" new" {
			return Patch{}, fmt.Errorf("%s: parts %q and %q; want FILE old and FILE new", file, was.Name, is.Name)
		}
		p.Changes = append(p.Changes, Change{File: name, Old: was.Data, New: is.Data})
	}
	return p, nil
}

// Apply makes the changes to the files below dir. It returns the new content of each
// changed file, by its name in the patch. It writes nothing.
func (p Patch) Apply(dir string) (map[string][]byte, error) {
	return p.To(func(file string) ([]byte, error) {
		return os.ReadFile(filepath.Join(dir, filepath.FromSlash(file)))
	})
}

// To is Apply with another way to read files.
func (p Patch) To(read func(file string) ([]byte, error)) (map[string][]byte, error) {
	changed := make(map[string][]byte)
	for _, c := range p.Changes {
		text, ok := changed[c.File]
		if !ok {
			var err error
			if text, err = read(c.File); err != nil {
				return nil, err
			}
		}
		if n := bytes.Count(text, c.Old); n != 1 {
			return nil, fmt.Errorf("%s: the text to replace is there %d times, not once:\n%s", c.File, n, c.Old)
		}
		changed[c.File] = bytes.Replace(text, c.Old, c.New, 1)
	}
	return changed, nil
}

// Overlay applies the patch to the files below dir and writes the result into the folder
// out. It also writes the file for `go build -overlay` there, and returns its name. The
// files below dir do not change.
func (p Patch) Overlay(dir, out string) (string, error) {
	changed, err := p.Apply(dir)
	if err != nil {
		return "", err
	}
	return Lay(changed, dir, out)
}

// Lay writes files that replace those of the same name below dir. It writes them, and the
// file for `go build -overlay`, into the folder out. It returns the name of that file. A
// file whose text is nil counts as deleted.
//
// Lay does not write a file that is the same below dir, and writes equal texts once:
// creating files is the slowest part.
func Lay(files map[string][]byte, dir, out string) (string, error) {
	replace, written := make(map[string]string), make(map[string]string)
	for file, text := range files {
		at := filepath.Join(dir, filepath.FromSlash(file))
		if text == nil {
			replace[at] = ""
			continue
		}
		if there, err := os.ReadFile(at); err == nil && bytes.Equal(there, text) {
			continue
		}
		laid := written[string(text)]
		if laid == "" {
			laid = filepath.Join(out, fmt.Sprintf("%d%s", len(written), path.Ext(file))) // no two have the same name
			if err := os.WriteFile(laid, text, 0o666); err != nil {
				return "", err
			}
			written[string(text)] = laid
		}
		replace[at] = laid
	}
	return WriteOverlay(replace, out)
}

// WriteOverlay writes the file for `go build -overlay` into the folder out, and returns its name.
// Each file of replace has the text of another, or counts as deleted if that name is empty.
func WriteOverlay(replace map[string]string, out string) (string, error) {
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(out, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o666)
}
