package script

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"chatlab/lab/dialect"
	"chatlab/lab/lazyregexp"
)

// A Scenario is one behaviour that a server must show, read from a file.
type Scenario struct {
	File    string   // its path
	Text    string   // its whole text
	Lesson  string   // the id of its lesson: the name of its folder
	Name    string   // its file name without the extension
	Claim   string   // what must hold, in one sentence: the first comment
	Clauses []string // the clauses of docs/protocol.md that say so, such as "P2"
	Paths   []string // clients whose path to the server can get faults
	Needs   []string // features that the server must have, such as "no-echo"
	Env     []string // settings for the server's environment, such as "NAME_TIME=0.5"
	Lines   []Line   // its steps
	Mistake *Mistake // why it can't be run, if it has a mistake; then the fields above may be incomplete
}

// A Line is one step as in the file.
type Line struct {
	Number  int // in the file, from 1
	Command string
	Source  string // without comment
}

// Names reports whether the line is a clause command that names that clause.
func (l Line) Names(id string) bool {
	words := strings.Fields(l.Source)
	return l.Command == clause.Name && slices.Contains(words[1:], id)
}

// number is the number of its lesson, with which the folder's name begins. It is 0 if the
// scenario belongs to no lesson.
func (sc Scenario) number() int {
	digits, _, _ := strings.Cut(sc.Lesson, "-")
	number, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return number
}

// Draws reports whether a step of the scenario uses the random seed.
func (sc Scenario) Draws() bool {
	return slices.ContainsFunc(sc.Lines, func(l Line) bool { return l.Command == converse.Name })
}

// written matches a time in a step.
var written = lazyregexp.New(`\b\d+(\.\d+)?(ms|s)\b`)

// Simulates reports whether a step runs the server in the simulator.
func (sc Scenario) Simulates() bool {
	return slices.ContainsFunc(sc.Lines, func(l Line) bool { return l.Command == simRun.Name })
}

// Restarts reports whether a step starts the server again, at the address that it had.
func (sc Scenario) Restarts() bool {
	return slices.ContainsFunc(sc.Lines, func(l Line) bool { return l.Command == restart.Name })
}

// Lasts guesses how long the scenario takes: the sum of all times in its steps. Most
// scenarios name none, and are over in a moment.
func (sc Scenario) Lasts() (sum time.Duration) {
	for _, line := range sc.Lines {
		for _, word := range written().FindAllString(line.Source, -1) {
			named, _ := time.ParseDuration(word) // 0 if it can't be parsed
			sum += named
		}
	}
	return sum
}

// ID names the scenario in the whole kit: "03-half-a-message/split_write".
func (sc Scenario) ID() string { return sc.Lesson + "/" + sc.Name }

// A Mistake is something wrong with a scenario file itself.
type Mistake struct {
	File  string
	Line  int // from 1
	What  string
	Usage string // how the command is used; may be empty
}

func (m *Mistake) Error() string {
	text := fmt.Sprintf("%s:%d: %s", filepath.ToSlash(m.File), m.Line, m.What)
	if m.Usage != "" {
		text += "\n\tusage: " + m.Usage
	}
	return text
}

// Load reads a scenario file. The error is a *Mistake, or an error of the system.
func Load(file string) (Scenario, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Scenario{}, err
	}
	sc := Scenario{
		File:   file,
		Text:   string(text),
		Lesson: filepath.Base(filepath.Dir(file)),
		Name:   strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)),
	}
	if number := namelessFile(string(text)); number > 0 { // txtar would panic
		return sc, sc.mistake(number, "a file that the scenario carries needs a name: -- NAME --", "")
	}
	return sc, sc.read(string(txtar.Parse(text).Comment))
}

// namelessFile returns the number of the first line that marks a file without a name, or
// 0.
func namelessFile(text string) int {
	number := 0
	for line := range strings.Lines(text) {
		number++
		if strings.TrimRight(line, "\r\n") == "-- --" {
			return number
		}
	}
	return 0
}

// LoadAll reads the scenarios of a folder, in the order of their names. It includes a
// scenario with a mistake, which says so when it is run. So a half-written file does not
// block the others.
func LoadAll(dir string) ([]Scenario, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	var all []Scenario
	for _, file := range files {
		if strings.HasPrefix(filepath.Base(file), ".") { // an editor's, not a scenario
			continue
		}
		sc, err := Load(file)
		if err != nil && !errors.As(err, &sc.Mistake) {
			return nil, err
		}
		all = append(all, sc)
	}
	return all, nil
}

func (sc *Scenario) read(text string) error {
	number := 0
	for source := range strings.Lines(text) {
		number++
		line := strings.TrimSpace(source)
		if comment, ok := strings.CutPrefix(line, "#"); ok && len(sc.Lines) == 0 {
			sc.Claim = strings.TrimSpace(sc.Claim + " " + strings.TrimSpace(comment))
		}
		line = withoutComment(line)
		if line == "" {
			continue
		}
		if err := sc.addLine(number, line); err != nil {
			return err
		}
	}
	switch {
	case sc.Claim == "":
		return sc.mistake(1, "the scenario has no claim: begin with a comment that says in a sentence what must hold", "")
	case len(sc.Lines) == 0:
		return sc.mistake(max(number, 1), "the scenario has no steps", "")
	}
	return sc.rehearse()
}

func (sc *Scenario) addLine(number int, line string) error {
	words := strings.Fields(line)
	if strings.HasPrefix(words[0], "[") {
		return sc.mistake(number, "conditions are not allowed: a scenario is the same on every system", "")
	}
	if strings.Count(line, "'")%2 != 0 {
		return sc.mistake(number, "a quote does not end", "")
	}
	if strings.Contains(quotedAway().ReplaceAllString(line, ""), `"`) {
		return sc.mistake(number, "double quotes mean nothing here: use single quotes", "")
	}
	negated := words[0] == "!" && len(words) > 1
	if negated {
		words = words[1:]
	}
	command, ok := find(words[0])
	switch {
	case !ok:
		return sc.mistake(number, fmt.Sprintf("unknown command %q%s", words[0], suggest(words[0])), "")
	case negated:
		return sc.mistake(number, fmt.Sprintf("! means nothing before %s", command.Name), command.Usage())
	}
	if command.Name == clause.Name {
		sc.Clauses = append(sc.Clauses, words[1:]...)
	}
	if command.Name == needs.Name {
		sc.need(words[1:])
	}
	if command.Name == netFaults.Name && len(words) > 1 && !slices.Contains(sc.Paths, words[1]) {
		sc.Paths = append(sc.Paths, words[1])
	}
	if command.Name == clientProgram.Name {
		sc.Needs = append(sc.Needs, dialect.LabClient)
	}
	sc.Lines = append(sc.Lines, Line{Number: number, Command: command.Name, Source: line})
	return nil
}

// need notes what a server must have. A mistake in a word is reported when the step runs.
func (sc *Scenario) need(words []string) {
	for _, word := range words {
		feature, line, err := readNeed(word)
		if err != nil {
			continue
		}
		sc.Needs = append(sc.Needs, feature)
		if line != "" {
			sc.Env = append(sc.Env, line)
		}
	}
}

// hurries reports whether the server gives its clients little time. Either it was told to,
// or it is flooded, and so must judge who takes nothing. The reference looks at that every
// 250 ms.
func (sc *Scenario) hurries() bool {
	floods := slices.ContainsFunc(sc.Lines, func(l Line) bool { return l.Command == flood.Name })
	return floods || slices.Contains(sc.Needs, "name-time")
}

func (sc *Scenario) mistake(line int, what, usage string) error {
	return &Mistake{File: sc.File, Line: line, What: what, Usage: usage}
}

// quotedAway matches text in single quotes.
var quotedAway = lazyregexp.New(`'[^']*'`)

// withoutComment removes a comment: a # outside single quotes, and all after it.
func withoutComment(line string) string {
	quoted := false
	for i, b := range []byte(line) {
		switch {
		case b == '\'':
			quoted = !quoted
		case b == '#' && !quoted:
			return strings.TrimSpace(line[:i])
		}
	}
	return line
}
