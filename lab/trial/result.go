package trial

import (
	"chatlab/lab/class"
)

// Version is the version of a Result's form. It grows if a name or a meaning changes, not if a
// field is added.
const Version = 1

// Form is the form of the file of results.
var Form = class.Form[Result]{File: "scenarios.jsonl", Version: Version, Of: func(r Result) class.Entry {
	return class.Entry{Version: r.Version, Student: r.Student.Key, Lesson: r.Lesson, Key: r.Key}
}}

// A Result is one hand-in of scenarios, tried for one lesson: a line of the file of results.
// No byte of a hand-in in its texts controls a terminal, and no wrong server is named.
//
// Two runs over the same hand-in with the same kit give the same Result, except for Times.
type Result struct {
	Version int           `json:"version"`
	Student class.Student `json:"student"`
	Lesson  string        `json:"lesson"`
	Key     string        `json:"key"` // a hash of the hand-in and of all it was tried on
	Hash    string        `json:"hash,omitempty"`

	Refused *class.Refusal `json:"refused,omitempty"` // nothing of the hand-in was run
	Trouble *class.Trouble `json:"trouble,omitempty"` // likewise, through no fault of the student
	Notes   []string       `json:"notes,omitempty"`   // such as files that were left out, and scenarios that the kit has already

	Scenarios []Scenario  `json:"scenarios,omitempty"` // in the order of their names
	Caught    int         `json:"caught"`              // wrong servers that at least one valid scenario turns red
	Of        int         `json:"of"`                  // wrong servers
	Times     class.Times `json:"times"`
}

// A Verdict is the outcome of a scenario.
type Verdict string

// The verdicts.
const (
	Valid   Verdict = "valid"
	Invalid Verdict = "invalid"
	Untried Verdict = "untried" // this machine could not run it, which is not the student's fault
)

// A Scenario is one scenario of a hand-in.
type Scenario struct {
	Name    string  `json:"name"` // of its file, without the ending
	Claim   string  `json:"claim,omitempty"`
	Verdict Verdict `json:"verdict"`
	Catches int     `json:"catches"` // wrong servers that it turns red; 0 if it is not valid

	// Why it is not valid.
	Line     int    `json:"line,omitempty"` // of its file, from 1; 0 if it is about the whole
	What     string `json:"what,omitempty"`
	Try      string `json:"try,omitempty"`
	On       string `json:"on,omitempty"` // the kind of right server that does not pass it; empty: it was not run
	Expected string `json:"expected,omitempty"`
	Received string `json:"received,omitempty"`
	So       string `json:"so,omitempty"`

	// Story tells that run step by step, for the student. It has times and ports, which differ
	// from run to run. So it is not a part of the results.
	Story string `json:"-"`
}

func (r *Result) refuse(reason, what, try string) {
	r.Refused = class.Refuse(reason, what, try)
}

// Valid counts the valid scenarios, and those that could be judged.
func (r Result) Valid() (valid, judged int) {
	for _, sc := range r.Scenarios {
		switch sc.Verdict {
		case Valid:
			valid++
			judged++
		case Invalid:
			judged++
		}
	}
	return valid, judged
}

// Open reports whether something could not be tried, through no fault of the student.
func (r Result) Open() bool {
	_, judged := r.Valid()
	return r.Trouble != nil || judged < len(r.Scenarios)
}
