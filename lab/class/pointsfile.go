package class

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/lazyregexp"
	"chatlab/lab/nearest"
	"chatlab/lab/program"
)

// Limits of a points file.
const (
	maxPointsFile = 1 << 20 // bytes
	maxPoints     = 1e6     // for a single number; nobody means more
)

// troubleKinds are all kinds of trouble that a points file can name: those of programs, and that
// of hand-ins that were not run.
func troubleKinds() (all []string) {
	for _, kind := range program.Kinds() {
		all = append(all, kind.String())
	}
	return append(all, IsRefused)
}

// A pointsWord is the first word of a line in a points file. set gets the words that follow it.
type pointsWord struct {
	word, follows string
	set           func(p *Points, values []string) error
}

var pointsWords = []pointsWord{
	{"about", "a number of points", func(p *Points, v []string) error { return points(&p.About, v) }},
	{"rest", "a number of points", func(p *Points, v []string) error { return points(&p.Rest, v) }},
	{"hidden", "a number of points", func(p *Points, v []string) error { return points(&p.Hidden, v) }},
	{"scenario", "an id such as 03-half-a-message/split_write, and a number of points", setScenario},
	{"trouble", "a kind, and a share from 0 to 1 or none", setTrouble},
}

// ReadPoints reads a points file. Each line has a word and its values; # begins a comment.
// What the file does not mention is as in UsualPoints. An error begins with the name of the
// file and the number of the line.
func ReadPoints(name string, text []byte) (Points, error) {
	if len(text) > maxPointsFile {
		return Points{}, fmt.Errorf("%s: the file has more than %d bytes; this is not a points file", name, maxPointsFile)
	}
	p := UsualPoints()
	seen := map[string]int{}
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) { // some editors begin a file with a BOM
		number++
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if err := p.setLine(words, seen, number); err != nil {
			return Points{}, fmt.Errorf("%s:%d: %w", name, number, err)
		}
	}
	return p, nil
}

// setLine takes over one line. seen has the line of everything that was set before.
func (p *Points) setLine(words []string, seen map[string]int, number int) error {
	at := slices.IndexFunc(pointsWords, func(w pointsWord) bool { return w.word == words[0] })
	if at < 0 {
		return unknown("word", words[0], pointsNames())
	}
	w := pointsWords[at]
	if err := w.set(p, words[1:]); err != nil {
		return fmt.Errorf("%s: %w; after %s follows %s", w.word, err, w.word, w.follows)
	}
	what := strings.Join(words[:len(words)-1], " ")
	if before := seen[what]; before > 0 {
		return fmt.Errorf("%s is already in line %d; remove one of the lines", what, before)
	}
	seen[what] = number
	return nil
}

func pointsNames() (names []string) {
	for _, w := range pointsWords {
		names = append(names, w.word)
	}
	return names
}

// unknown says that there is no such word, which there are, and which may be meant.
func unknown(what, wrong string, known []string) error {
	return fmt.Errorf("unknown %s %.40q; expected one of %s%s", what, wrong, strings.Join(known, ", "), nearest.Meant(strings.ToLower(wrong), known))
}

// decimal matches what we take for a number: digits, and perhaps a point and more digits after it.
var decimal = lazyregexp.New(`^[0-9]+(\.[0-9]+)?$`)

func points(to *float64, values []string) error {
	if len(values) != 1 {
		return fmt.Errorf("%d values where one belongs", len(values))
	}
	return decimalUpTo(to, values[0], maxPoints)
}

func decimalUpTo(to *float64, text string, most float64) error {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || !decimal().MatchString(text) || n > most {
		return fmt.Errorf("%.40q is not a number from 0 to %s", text, plain(most))
	}
	*to = n
	return nil
}

// scenarioID matches the id of a scenario: its lesson and its name.
var scenarioID = lazyregexp.New(`^[a-z0-9-]+/[A-Za-z0-9_.-]+$`)

func setScenario(p *Points, values []string) error {
	if len(values) != 2 {
		return fmt.Errorf("%d values where two belong", len(values))
	}
	if !scenarioID().MatchString(values[0]) {
		return fmt.Errorf("%.80q is not the id of a scenario", values[0])
	}
	var worth float64
	if err := points(&worth, values[1:]); err != nil {
		return err
	}
	if p.Of == nil {
		p.Of = map[string]float64{}
	}
	p.Of[values[0]] = worth
	return nil
}

// noShare is Excluded, as the file says it.
const noShare = "none"

func setTrouble(p *Points, values []string) error {
	if len(values) != 2 {
		return fmt.Errorf("%d values where two belong", len(values))
	}
	if all := troubleKinds(); !slices.Contains(all, values[0]) {
		return unknown("kind of trouble", values[0], all)
	}
	share := float64(Excluded)
	if values[1] != noShare {
		if err := decimalUpTo(&share, values[1], 1); err != nil {
			return err
		}
	}
	p.Trouble[values[0]] = share
	if share == 0 {
		delete(p.Trouble, values[0]) // a kind that is missing earns nothing
	}
	return nil
}

// Known returns an error for a scenario that has points and is not among the given ones. Its
// line would have no effect.
func (p Points) Known(ids []string) error {
	for _, id := range slices.Sorted(maps.Keys(p.Of)) {
		if slices.Contains(ids, id) {
			continue
		}
		return fmt.Errorf("points for the scenario %s: there is none of this name%s", id, nearest.Meant(id, ids))
	}
	return nil
}

// WritePoints writes points as a file with comments. ReadPoints reads the same points from it.
func WritePoints(w io.Writer, p Points) error {
	var b strings.Builder
	b.WriteString("# Points for each lesson. Each line has a word and its values. A line that is missing is as in\n" +
		"# the file that go tool lab grade writes.\n\n")
	fmt.Fprintf(&b, "about %-8s # for the scenarios that the lesson is about, in equal parts\n", plain(p.About))
	fmt.Fprintf(&b, "rest %-9s # for all other scenarios, in equal parts\n", plain(p.Rest))
	fmt.Fprintf(&b, "hidden %-7s # for hidden scenarios, in equal parts; with 0 they are among the others\n\n", plain(p.Hidden))
	b.WriteString("# A scenario can have points of its own. It then takes no part in the above.\n")
	if len(p.Of) == 0 {
		b.WriteString("# scenario 03-half-a-message/split_write 4\n")
	}
	for _, id := range slices.Sorted(maps.Keys(p.Of)) {
		fmt.Fprintf(&b, "scenario %s %s\n", id, plain(p.Of[id]))
	}
	b.WriteString("\n# The share of its points that a scenario earns that could not be judged, from 0 to 1, by the\n" +
		"# kind of trouble. With none it does not count, neither for the student nor against, and the\n# mark is open.\n")
	for _, kind := range troubleKinds() {
		share := noShare
		if p.Trouble[kind] != Excluded {
			share = plain(p.Trouble[kind])
		}
		fmt.Fprintf(&b, "trouble %s %s\n", kind, share)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// plain writes a number without an exponent, as short as it can be.
func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
