package script

import (
	"strconv"
	"strings"
	"time"

	"chatlab/lab/dialect"
)

// A Cost is what a step asks for at most, as far as its words tell. It is for those who run
// scenarios of strangers, and must know before how much these take.
type Cost struct {
	Clients int           // that connect
	Writes  int           // each with a pause after it
	Text    int           // bytes of the longest text that is made from a number
	Flood   int           // bytes
	Time    time.Duration // all times in it, each as often as it is waited for
}

// converseWrites is about how many writes a step converse makes.
const converseWrites = 300

// Words splits a step into its words, as they are when it runs. It returns none for a step
// with a variable in it.
func (l Line) Words() []string {
	words, _ := splitWords(l.Source)
	return words
}

// Cost is what the step asks for. Files that the scenario carries count as their whole text.
func (sc Scenario) Cost(l Line) (sum Cost) {
	var part []string
	for _, word := range append(l.Words(), separator) {
		if word != separator && word != together.Name {
			part = append(part, word)
			continue
		}
		if len(part) > 0 {
			sum = sum.plus(sc.costOf(part))
		}
		part = nil
	}
	return sum
}

func (c Cost) plus(o Cost) Cost {
	return Cost{c.Clients + o.Clients, c.Writes + o.Writes, max(c.Text, o.Text), max(c.Flood, o.Flood), c.Time + o.Time}
}

// costOf is Cost for one step other than together.
func (sc Scenario) costOf(words []string) (c Cost) {
	given := flagsIn(words[1:])
	c.Text = number(given["size"])
	for _, word := range written().FindAllString(strings.Join(words[1:], " "), -1) {
		named, _ := time.ParseDuration(word)
		c.Time += named
	}
	switch first := number(strings.Join(words[1:min(2, len(words))], "")); words[0] {
	case connect.Name, join.Name, clientProgram.Name:
		c.Clients = len(words) - 1
	case crowd.Name, race.Name, guess.Name:
		c.Clients = first
	case flood.Name:
		for _, word := range words[1:] {
			n, _ := size(word)
			c.Flood = max(c.Flood, n)
		}
	case converse.Name:
		c.Writes = converseWrites
	case say.Name, drip.Name, typeText.Name, password.Name:
		c.Writes = 1
	case send.Name:
		c.Writes = len(words) - 1
		if each := number(given["each"]); each > 0 {
			bytes := c.Text + len(strings.Join(words, ""))
			if given["file"] != "" {
				bytes = len(sc.Text)
			}
			c.Writes = max(c.Writes, bytes/each+1)
		}
		c.Time *= time.Duration(c.Writes)
	}
	return c
}

// flagsIn returns the flags of a step: --size 5, --size=5 and -size 5.
func flagsIn(words []string) map[string]string {
	given := map[string]string{}
	for i, word := range words {
		name, value, set := strings.Cut(strings.TrimLeft(word, "-"), "=")
		if !strings.HasPrefix(word, "-") {
			continue
		}
		if !set && i+1 < len(words) {
			value = words[i+1]
		}
		given[name] = value
	}
	return given
}

// number reads a number as the flags of steps do. It is 0 for anything else.
func number(word string) int {
	n, _ := strconv.ParseInt(word, 0, 64)
	return max(0, int(n))
}

// Features returns the features and settings that a scenario may need.
func Features() []string {
	all := []string{dialect.NoEcho, dialect.Listing, dialect.Unnamed, dialect.Answer, dialect.Closes, dialect.LabClient, manyAtOnce}
	for _, s := range settings {
		all = append(all, s.name)
	}
	return all
}

// manyAtOnce is the feature of a server that is quick enough for five hundred people on a busy
// machine.
const manyAtOnce = "five-hundred"
