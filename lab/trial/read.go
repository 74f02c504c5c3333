package trial

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chatlab/lab/script"
	"chatlab/lab/vet"
)

// A candidate is a scenario of a hand-in, and what is known about it so far.
type candidate struct {
	Scenario
	script script.Scenario
	runs   bool // it could be read, and nothing in it is over a limit
}

// read reads the scenarios of a hand-in. It leaves out those that the kit has already, and
// notes them in r.
func (t *Trial) read(files []string, dir string, r *Result) (all []*candidate) {
	for _, file := range files {
		c := t.readOne(filepath.Join(dir, file))
		if c.runs && t.known[stepsOf(c.script)] {
			r.Notes = append(r.Notes, fmt.Sprintf("%s: the kit has this scenario already, so it does not count", file))
			continue
		}
		all = append(all, c)
	}
	return all
}

func (t *Trial) readOne(file string) *candidate {
	c := &candidate{Scenario: Scenario{Name: strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), Verdict: Untried}}
	text, err := os.ReadFile(file)
	if err != nil {
		return c.invalid(1, "it can't be read", "")
	}
	if line, what, try := badText(string(text)); what != "" {
		return c.invalid(line, what, try)
	}
	sc, refusals, _ := vet.Sound(file, t.clauses)
	c.script, c.Claim = sc, sc.Claim
	if len(refusals) > 0 {
		return c.invalid(refusals[0].Line, refusals[0].What, refusals[0].Try)
	}
	if line, what, try := overLimit(sc); what != "" {
		return c.invalid(line, what, try)
	}
	c.runs = true
	return c
}

// invalid gives the verdict, and why.
func (c *candidate) invalid(line int, what, try string) *candidate {
	c.Verdict, c.Line, c.What, c.Try, c.runs = Invalid, line, what, try, false
	return c
}
