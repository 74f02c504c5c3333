package confine

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// The names of bounds, in the order of reports.
const (
	Files       = "files"           // it opens no files but those that it may
	Modes       = "modes"           // it sets no modes, owners or times of other files
	Ports       = "ports"           // it listens on its own port only, where only this machine reaches it
	Connections = "connections"     // it connects to its own port only
	Signals     = "signals"         // it signals only what it started
	Others      = "other processes" // it neither reads nor changes other processes
	Privileges  = "privileges"      // it has no rights beyond those of its user
	Amounts     = "limits"          // processor time, memory, open files, the size of a file
	Processes   = "processes"       // how many of them it may have
	Ends        = "end"             // whatever it started ends with it
)

// Names are the names of all bounds.
var Names = []string{Files, Modes, Ports, Connections, Signals, Others, Privileges, Amounts, Processes, Ends}

// A Bound says whether something held for a program.
type Bound struct {
	Name string
	Held bool
	How  string // by what it held, or why it did not
}

func (b Bound) String() string {
	if b.Held {
		return fmt.Sprintf("%s: yes (%s)", b.Name, b.How)
	}
	return fmt.Sprintf("%s: no, %s", b.Name, b.How)
}

// A Report says what held, in the order of Names.
type Report []Bound

// Held reports whether the bound with this name held.
func (r Report) Held(name string) bool { return r.bound(name).Held }

func (r Report) bound(name string) Bound {
	at := slices.IndexFunc(r, func(b Bound) bool { return b.Name == name })
	if at < 0 {
		return Bound{Name: name, How: "nobody said so"}
	}
	return r[at]
}

// Missing returns which of the named bounds did not hold.
func (r Report) Missing(names []string) (missing []Bound) {
	for _, name := range names {
		if b := r.bound(name); !b.Held {
			missing = append(missing, b)
		}
	}
	return missing
}

// String has a line for each bound.
func (r Report) String() string {
	var text strings.Builder
	for _, b := range r {
		fmt.Fprintln(&text, b)
	}
	return text.String()
}

// note records a bound.
func (r *Report) note(name string, held bool, how string) {
	*r = append(*r, Bound{name, held, how})
}

// sorted returns the report in the order of Names.
func (r Report) sorted() Report {
	all := slices.Clone(r)
	slices.SortStableFunc(all, func(a, b Bound) int {
		return slices.Index(Names, a.Name) - slices.Index(Names, b.Name)
	})
	return all
}

// nothing is the report if nothing held.
func nothing(why string) (r Report) {
	for _, name := range Names {
		r.note(name, false, why)
	}
	return r
}

// decode reads what the worker reported.
func decode(text []byte) (all []said, err error) {
	for from := json.NewDecoder(bytes.NewReader(text)); ; {
		var next said
		switch err := from.Decode(&next); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		}
		all = append(all, next)
	}
}
