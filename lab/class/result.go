package class

import "time"

// Version is the version of a Result's form. It grows if a name or a meaning changes, not if a
// field is added.
const Version = 1

// A Result is one hand-in, judged on one lesson: a line of the file of results. Its texts come
// from the kit or are made visible: no byte of a hand-in or from the wire in them controls a
// terminal.
//
// Two runs over the same hand-in with the same kit and options give the same Result, except for
// Times, and for the texts of a failed scenario where chance decides what is seen first.
type Result struct {
	Version int     `json:"version"`
	Student Student `json:"student"`
	Lesson  string  `json:"lesson"` // its id, such as 03-half-a-message
	Key     string  `json:"key"`    // a hash of the hand-in, the kit and the options: the same key, the same result
	Sealed  string  `json:"sealed"` // a hash of the kit, its scenarios and the options
	// With is what Sealed is a hash of, by name: "the kit" and "the kit's scenarios", the first 16
	// digits of a hash each, and every flag of lab grade that changes a result, such as "--slow", with
	// its value. The value of a flag that names files is a hash of these.
	With    map[string]string `json:"with,omitempty"`
	Hash    string            `json:"hash,omitempty"`    // of the files that were laid
	Tokens  string            `json:"tokens,omitempty"`  // a hash of the source without its spaces, comments and names: that of package alike
	Changed int               `json:"changed,omitempty"` // how many tokens of it the broken server of the lesson lacks

	Refused *Refusal `json:"refused,omitempty"` // nothing of the hand-in was run
	Trouble *Trouble `json:"trouble,omitempty"` // no scenario could be judged, as when the server does not build
	Notes   []string `json:"notes,omitempty"`   // what a teacher should know, such as a go.mod of its own

	// LeftOut are the files and folders of the hand-in that were not used, the first 100: each with
	// why, and what the student can do about it. AllLeftOut is how many there were.
	LeftOut    []string `json:"left_out,omitempty"`
	AllLeftOut int      `json:"all_left_out,omitempty"`

	Own  []string `json:"own,omitempty"`  // lines of the hand-in's server file that change what is asked of it
	Held []Bound  `json:"held,omitempty"` // which bounds held while it ran; a bound that failed once did not hold

	Scenarios []Scenario `json:"scenarios"` // in the order of the lessons; all of them, whatever happened
	Times     Times      `json:"times"`
}

// A Student is who handed something in, as far as the hand-in says.
type Student struct {
	Key      string `json:"key"`                // a file name, different for each hand-in of a class
	Name     string `json:"name"`               // as the platform or the student wrote it, made visible
	ID       string `json:"id,omitempty"`       // the number or login on the platform
	Email    string `json:"email,omitempty"`    // from the roster
	Platform string `json:"platform,omitempty"` // such as Moodle
}

// A Refusal is why nothing of a hand-in was run: it is not what was asked for.
type Refusal struct {
	Reason string `json:"reason"` // in a word or two, such as "too large"
	What   string `json:"what"`   // one or more sentences for the student
	Try    string `json:"try"`    // what to do about it, likewise
}

// A Bound is part of the confinement.
type Bound struct {
	Name string `json:"name"`
	Held bool   `json:"held"`
	How  string `json:"how"` // by what, or why not
}

// A Verdict is the outcome of a scenario.
type Verdict string

// The verdicts, as in docs/report.md. Unrun is trouble that befell the hand-in as a whole.
const (
	Passed  Verdict = "passed"
	Failed  Verdict = "failed"
	Skipped Verdict = "skipped"
	Spoiled Verdict = "trouble"
	Unrun   Verdict = "unrun"
)

// A Scenario is how one scenario went.
type Scenario struct {
	ID      string   `json:"id"`                // such as 03-half-a-message/split_write
	Claim   string   `json:"claim"`             // what must hold, in a sentence
	Clauses []string `json:"clauses,omitempty"` // those of docs/protocol.md that say so
	Verdict Verdict  `json:"verdict"`
	About   bool     `json:"about,omitempty"`   // the lesson is about it: its broken server fails it
	Hidden  bool     `json:"hidden,omitempty"`  // not to be shown to students
	Refuses bool     `json:"refuses,omitempty"` // with Skipped: the hand-in says that it lacks this, or lacks what students were given for it; else the system does

	Expected string `json:"expected,omitempty"` // with Failed: these three are from the story, in short
	Received string `json:"received,omitempty"`
	So       string `json:"so,omitempty"`
	Symptom  string `json:"symptom,omitempty"` // what the failed step has seen, if that has a name: it chooses the hint
	Why      string `json:"why,omitempty"`     // with Skipped: why

	Trouble *Trouble `json:"trouble,omitempty"` // with Spoiled
	Files   string   `json:"files,omitempty"`   // the folder with story.txt, picture.html and capture.pcapng, below that of the results, with slashes
}

// A Trouble is why something could not be judged.
type Trouble struct {
	Kind   string `json:"kind"` // build, start, address, port, limit, forged, kit or interrupted, as in docs/report.md
	What   string `json:"what"`
	Output string `json:"output,omitempty"` // the last of what the program or its compiler printed, at most 4,000 bytes
}

// Times are those of a result. They differ from run to run.
type Times struct {
	Began time.Time     `json:"began"`
	Took  time.Duration `json:"took_ns"`
}
