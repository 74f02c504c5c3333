package script

import (
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"chatlab/lab/dialect"
	"chatlab/lab/lazyregexp"
	"chatlab/server/wire"
)

// coreLine is the longest line that the core of the protocol asks for, in bytes (P2). More,
// up to wire.MaxLine, is a clause of the kit (P3).
const coreLine = 1000

// Asks returns the clauses that a scenario names, and those that its steps ask for: sorted,
// each once. If a server does without one of them, the scenario does not apply to it.
func (sc Scenario) Asks() []string {
	all := slices.Clone(sc.Clauses)
	for command, args := range sc.steps() {
		all = append(all, asks(command, args)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// steps are the steps of a scenario, each with its command and what follows it.
func (sc Scenario) steps() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		for _, line := range sc.Lines {
			if step, ok := splitWords(line.Source); ok && len(step) > 0 && !yield(step[0], step[1:]) {
				return
			}
		}
	}
}

// Requires returns the features that a scenario names, and those that its steps need, each
// once. If a server has not got one of them, the scenario does not apply to it.
func (sc Scenario) Requires() []string {
	all := slices.Clone(sc.Needs)
	unnamed := sc.unnamed()
	for command, args := range sc.steps() {
		switch command {
		case listed.Name:
			all = append(all, dialect.Listing)
		case race.Name:
			all = append(all, dialect.Answer)
		case quiet.Name:
			isUnnamed := func(who string) bool { return slices.Contains(unnamed, who) }
			if len(unnamed) > 0 && slices.Contains(args, "--notices") || slices.ContainsFunc(args, isUnnamed) {
				all = append(all, dialect.Unnamed)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unnamed returns the clients of a scenario that connect and never give a name.
func (sc Scenario) unnamed() (all []string) {
	named := map[string]bool{}
	for command, args := range sc.steps() {
		switch command {
		case connect.Name:
			all = append(all, args...)
		case join.Name:
			for _, name := range args {
				named[name] = true
			}
		case send.Name, say.Name:
			for _, name := range args[:min(1, len(args))] {
				named[name] = true
			}
		}
	}
	return slices.DeleteFunc(all, func(name string) bool { return named[name] || strings.HasPrefix(name, "-") })
}

// asks returns the clauses that one step asks for, by what it expects or does.
func asks(command string, args []string) []string {
	switch command {
	case together.Name:
		var all []string
		parts, _ := apart(args)
		for _, p := range parts {
			all = append(all, asks(p.Name, p.args)...)
		}
		return all
	case listed.Name:
		return []string{"P5"}
	case sees.Name:
		if slices.Contains(args, "left") {
			return []string{"P13"}
		}
		return []string{"P5"}
	case exits.Name, interrupt.Name:
		return []string{"P15"}
	case password.Name, guess.Name:
		return []string{"P20"}
	case told.Name:
		if code := refusalCode().FindStringSubmatch(strings.Join(args[min(1, len(args)):], " ")); code != nil {
			return refusalClauses[wire.Code(code[1])]
		}
	case say.Name, hear.Name:
		return asksOfText(args)
	}
	return nil
}

// asksOfText returns the clauses that a text asks for which somebody says or hears.
func asksOfText(args []string) []string {
	if at := slices.Index(args, "--size"); at >= 0 && at+1 < len(args) {
		if size, err := strconv.Atoi(args[at+1]); err == nil && size > coreLine {
			return []string{"P3"}
		}
	}
	if slices.ContainsFunc(args, beyondASCII) {
		return []string{"P10"}
	}
	return nil
}

// beyondASCII reports whether a text has a character beyond ASCII, or an escape for one.
func beyondASCII(text string) bool {
	return beyondEscape().MatchString(text) || strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII })
}

var beyondEscape = lazyregexp.New(`\\x[89a-f]|\\[uU]`)

// refusalClauses are the clauses that promise each refusal.
var refusalClauses = map[wire.Code][]string{
	wire.TooLong:        {"P3"},
	wire.NameTaken:      {"P7"},
	wire.Timeout:        {"P8"},
	wire.UnknownCommand: {"P11"},
	wire.BadCommand:     {"P11"},
	wire.Full:           {"P14"},
	wire.NoSuchUser:     {"P18"},
	wire.NotKept:        {"P19"},
	wire.WrongPassword:  {"P20"},
	wire.Wait:           {"P20"},
	wire.BadName:        {"P23"},
}

// refusalCode matches the code in a pattern for a refusal.
var refusalCode = lazyregexp.New(`^\^! ([a-z-]+)`)
