package agree

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"chatlab/lab/class"
	"chatlab/lab/confine"
)

// files returns the sums of all files in folders.
func (p *prison) files(dirs ...string) map[string]string {
	all := map[string]string{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			info, err := e.Info()
			if err != nil {
				return err
			}
			all[path] = fmt.Sprint(info.Mode(), info.Size(), info.ModTime())
			return nil
		})
		if err != nil {
			p.T.Fatal(err)
		}
	}
	return all
}

// nothingTaken: no secret is in the results, and no hand-in says that a crime has worked.
func (p *prison) nothingTaken() {
	p.T.Helper()
	err := filepath.WalkDir(filepath.Join(p.out, "all"), func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || strings.Contains(path, ".under-way") {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range bytes.Lines(text) {
			if at := bytes.Index(line, []byte("DID ")); at >= 0 || bytes.Contains(line, []byte(secret)) {
				p.T.Errorf("%s: %.300s", path, line[max(at, 0):])
				break
			}
		}
		return err
	})
	if err != nil {
		p.T.Error(err)
	}
	select {
	case who := <-p.called:
		p.T.Errorf("%s has connected to a server that is no hand-in's", who)
	default:
	}
}

// held: each result of a hand-in that ran says what held, and this is what a probe of this
// system finds.
func (p *prison) held(all map[string]class.Result) {
	p.T.Helper()
	runtimes := confine.FindRuntimes(p.T.Context())
	found, err := confine.Probe(p.T.Context(), confine.Spec{Read: runtimes.Read, Path: runtimes.Path, Limits: confine.Usual})
	if err != nil {
		p.T.Fatal(err)
	}
	for name, r := range all {
		if r.Refused != nil {
			continue
		}
		var said confine.Report
		for _, b := range r.Held {
			said = append(said, confine.Bound(b))
		}
		for _, bound := range confine.Names {
			if said.Held(bound) != found.Held(bound) {
				p.T.Errorf("%s: the result says of %s that it is held: %v; the probe: %v", name, bound, said.Held(bound), found.Held(bound))
			}
		}
	}
}

// nothingLeft: no process of a hand-in is there any more.
func (p *prison) nothingLeft() {
	p.T.Helper()
	all, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		p.T.Fatal(err)
	}
	for _, dir := range all {
		words, _ := os.ReadFile(dir + "/cmdline")
		where, _ := os.Readlink(dir + "/cwd")
		if bytes.Contains(words, []byte(p.out)) || bytes.Contains(words, []byte(daemon)) || strings.HasPrefix(where, p.out) {
			p.T.Errorf("%s is left running: %q in %s", dir, words, where)
		}
	}
}

// expected is what must happen with a hostile hand-in. In the comment of its file, each line
// after the empty one has a word and its value.
type expected map[string]string

func expectedOf(t *testing.T, comment string) expected {
	_, lines, _ := strings.Cut(comment, "\n\n")
	e := expected{}
	for line := range strings.Lines(lines) {
		if word, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			e[word] = value
		}
	}
	if len(e) == 0 {
		t.Fatalf("nothing is expected: %q", comment)
	}
	return e
}

func (e expected) check(t *testing.T, r class.Result) {
	if r.Lesson == "" {
		t.Fatal("it has no result")
	}
	m := class.UsualPoints().Mark(r)
	for _, word := range slices.Sorted(maps.Keys(e)) {
		value, ok := e[word], false
		switch word {
		case "earns":
			most, atMost := strings.CutPrefix(value, "at most ")
			points, err := strconv.ParseFloat(most, 64)
			ok = err == nil && (m.Got == points || atMost && m.Got < points)
		case "refused":
			ok = r.Refused != nil && strings.Contains(r.Refused.Reason+" "+r.Refused.What, value)
		case "trouble":
			ok = r.Trouble != nil && r.Trouble.Kind == value
		case "own":
			ok = strings.Contains(strings.Join(r.Own, "\n"), value)
		case "left":
			ok = strings.Contains(strings.Join(r.LeftOut, "\n"), value)
		case "note":
			ok = strings.Contains(strings.Join(r.Notes, "\n"), value)
		}
		if !ok {
			t.Errorf("want %s %s, but it earns %g (open %v), refused %v, trouble %v, own %q, notes %q, left out %q", word, value, m.Got, m.Open, r.Refused, r.Trouble, r.Own, r.Notes, r.LeftOut)
		}
	}
	if t.Failed() {
		for _, sc := range r.Scenarios {
			t.Logf("%s %s %s %v", sc.Verdict, sc.ID, sc.Why, sc.Trouble)
		}
	}
}
