package dialect

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"chatlab/lab/lazyregexp"
)

// A setting is a line's first word in the file, and what it sets.
type setting struct {
	word string
	hint string // what follows the word
	set  func(d *Dialect, value string) error
}

// A Word is a word that another kind of file has beside those of a dialect.
type Word struct {
	Word string
	Hint string // what follows the word
	Set  func(value string) error
}

// settings are the words of the file, in the order of docs/any-language.md.
var settings = []setting{
	{"name", `what to send to join, with {name}; \n between several lines`, func(d *Dialect, v string) error { return template(&d.Name, v, "{name}") }},
	{"say", "what to send to say something, with {text}", func(d *Dialect, v string) error {
		if strings.Count(v, "{text}") > 1 {
			return errors.New("write {text} only once")
		}
		return template(&d.Say, v, "{text}")
	}},
	{"greeting", "none: the server says nothing until it gets a name; prompt: its greeting ends without a line feed", func(d *Dialect, v string) error {
		if d.Prompt = v == "prompt"; d.Prompt {
			return nil
		}
		return choice(&d.Silent, v, "line", "none")
	}},
	{"newline", "crlf: what clients send ends with CR LF", func(d *Dialect, v string) error { return choice(&d.CRLF, v, "lf", "crlf") }},
	{"framing", "none: what the server sends ends without a line feed", func(d *Dialect, v string) error { return choice(&d.Unframed, v, "lf", "none") }},
	{"echo", "yes: the sender hears its own lines", func(d *Dialect, v string) error { return choice(&d.Echo, v, "no", "yes") }},
	{"unnamed", "none: a client is in the room as soon as it connects, before it has given a name", func(d *Dialect, v string) error { return choice(&d.InAtOnce, v, "outside", "none") }},
	{"chat", "pattern of a chat line, with (?P<text>…) and, if the line says who speaks, (?P<name>…); without it, [name] text", func(d *Dialect, v string) error { return pattern(&d.Chat, v, "text") }},
	{"list", "pattern of the line that says who is in the room, with (?P<names>…); each PATTERN: the list has several lines, and each looks like this; none: nobody is told", func(d *Dialect, v string) error {
		if d.Unlisted = v == "none"; d.Unlisted {
			return nil
		}
		v, d.ListEach = cutWord(v, "each")
		return pattern(&d.List, v, "names")
	}},
	{"joined", "pattern of the answer to a client that was let in; without it, the pattern of list, or else any notice; none: there is no answer", func(d *Dialect, v string) error {
		if d.Unanswered = v == "none"; d.Unanswered {
			return nil
		}
		return pattern(&d.Joined, v)
	}},
	{"notice", "pattern of every notice; without it, a line that begins with *", func(d *Dialect, v string) error { return pattern(&d.Notice, v) }},
	{"about", "pattern of a notice about somebody, with {name}; without it, a notice with the name in it as a word", func(d *Dialect, v string) error {
		if _, err := compile(fill(v, "{name}", "x")); err != nil {
			return err
		}
		return template(&d.About, v, "{name}")
	}},
	{"refused", "pattern of a refusal; without it, a line that begins with !", func(d *Dialect, v string) error { return pattern(&d.Refused, v) }},
	{"refusal", "stays: after a refusal the connection stays open, and the client may try another name", func(d *Dialect, v string) error { return choice(&d.Retries, v, "closes", "stays") }},
	{"without", "clauses that it does not promise, such as P3 P7", func(d *Dialect, v string) error { return words(&d.Without, v, clauseName()) }},
	{"supports", "settings and features that it has", func(d *Dialect, v string) error { return words(&d.Supports, v, featureName()) }},
}

var (
	clauseName  = lazyregexp.New(`^P[1-9][0-9]*$`)
	featureName = lazyregexp.New(`^[a-z][a-z-]*$`)
)

// maxFile is the size of the largest dialect file that is read, in bytes.
const maxFile = 1 << 20

// Load reads a dialect file, which may have other words as well. An error names the file and
// the line.
func Load(file string, other ...Word) (*Dialect, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d, err := Parse(f, other...)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", file, err)
	}
	return d, nil
}

// Parse reads a dialect of at most maxFile bytes. Each line has a word and its value; #
// begins a comment line. An error begins with the line number.
func Parse(r io.Reader, other ...Word) (*Dialect, error) {
	known := slices.Clone(settings)
	for _, w := range other {
		known = append(known, setting{w.Word, w.Hint, func(_ *Dialect, value string) error { return w.Set(value) }})
	}
	limited := &io.LimitedReader{R: r, N: maxFile + 1}
	d := &Dialect{}
	lines := bufio.NewScanner(limited)
	seen := map[string]bool{}
	number := 0
	for lines.Scan() {
		number++
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")) // some editors begin a file with a BOM
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, value, _ := strings.Cut(line, " ")
		at := slices.IndexFunc(known, func(s setting) bool { return s.word == word })
		if at < 0 {
			err := fmt.Errorf("%d: unknown word %q; there are %s", number, word, list(known))
			if slices.Contains([]string{"build", "run", "core"}, word) {
				err = fmt.Errorf("%d: %q is a word of server files: name this file with --server", number, word)
			}
			return nil, err
		}
		if seen[word] {
			return nil, fmt.Errorf("%d: %s is given twice", number, word)
		}
		seen[word] = true
		if err := known[at].set(d, strings.TrimSpace(value)); err != nil {
			return nil, fmt.Errorf("%d: %s: %w (%s)", number, word, err, known[at].hint)
		}
		if at < len(settings) {
			d.Lines = append(d.Lines, line)
		}
	}
	switch {
	case errors.Is(lines.Err(), bufio.ErrTooLong):
		return nil, fmt.Errorf("%d: the line is longer than %d bytes", number+1, bufio.MaxScanTokenSize)
	case lines.Err() != nil:
		return nil, fmt.Errorf("%d: %w", number+1, lines.Err())
	case limited.N == 0:
		return nil, fmt.Errorf("%d: the file is longer than %d bytes; this is not a dialect", number, maxFile)
	}
	if err := d.clash(); err != nil {
		return nil, fmt.Errorf("%d: %w", number, err)
	}
	return d, nil
}

// clash says which words of a dialect can't go together, and why.
func (d *Dialect) clash() error {
	switch {
	case d.Unanswered && (d.List != nil || d.ListEach):
		return errors.New("joined none and a pattern for list can't go together: a newcomer that gets a list has an answer; leave out joined none")
	case d.ListEach && d.Joined == nil:
		return errors.New("list each needs a pattern for joined: a list of several lines can be empty, so it can't tell a newcomer that it is in the room")
	case d.InAtOnce && d.List == nil && d.Joined == nil && !d.Unanswered:
		return errors.New("unnamed none needs a pattern for joined or list: a client without a name hears notices, too, so a notice does not tell it that it is in the room")
	case d.Unframed && d.ListEach:
		return errors.New("framing none and list each can't go together: without line feeds the kit can't see lines")
	case d.Unframed && d.Prompt:
		return errors.New("framing none and greeting prompt can't go together: without line feeds every line is like a prompt; leave out greeting prompt")
	}
	return nil
}

// list lists words of a file.
func list(known []setting) string {
	var all []string
	for _, s := range known {
		all = append(all, s.word)
	}
	return strings.Join(all, ", ")
}

// Table returns the table of the file's words for docs/any-language.md.
func Table() string {
	var words []Word
	for _, s := range settings {
		words = append(words, Word{Word: s.word, Hint: s.hint})
	}
	return TableOf(words)
}

// TableOf returns a table of words.
func TableOf(words []Word) string {
	var table strings.Builder
	table.WriteString("| word | what follows it |\n| --- | --- |\n")
	for _, w := range words {
		fmt.Fprintf(&table, "| `%s` | %s |\n", w.Word, typed().ReplaceAllString(w.Hint, "`$0`"))
	}
	return table.String()
}

// typed matches what the user types literally in a hint. A page needs marks around it,
// because <name> would count as HTML.
var typed = lazyregexp.New(`\(\?P<\w+>…\)|\{\w+\}|\\n|\[name\] text|\*|!`)

func template(to *string, value, placeholder string) error {
	if !strings.Contains(value, placeholder) {
		return fmt.Errorf("%s is missing", placeholder)
	}
	*to = strings.ReplaceAll(value, `\n`, "\n")
	return nil
}

func choice(to *bool, value, no, yes string) error {
	if value != no && value != yes {
		return fmt.Errorf("%q is neither %s nor %s", value, no, yes)
	}
	*to = value == yes
	return nil
}

// cutWord cuts a word and the space after it from the start of a value, and reports whether it
// was there.
func cutWord(value, word string) (rest string, found bool) {
	rest, found = strings.CutPrefix(value, word+" ")
	return strings.TrimSpace(rest), found
}

func pattern(to **regexp.Regexp, value string, groups ...string) error {
	compiled, err := compile(value)
	if err != nil {
		return err
	}
	for _, group := range groups {
		if compiled.SubexpIndex(group) < 0 {
			return fmt.Errorf("the group (?P<%s>…) is missing", group)
		}
	}
	*to = compiled
	return nil
}

func compile(value string) (*regexp.Regexp, error) {
	if value == "" {
		return nil, errors.New("the pattern is missing")
	}
	compiled, err := regexp.Compile(value)
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		return nil, fmt.Errorf("%q is not a regular expression: %s", value, wrong.Code)
	}
	if err == nil && steps(value) > mostSteps {
		return nil, fmt.Errorf("the pattern takes too long to match: it has %d steps, and may have %d; repeat less", steps(value), mostSteps)
	}
	return compiled, err
}

// mostSteps bounds the program of a pattern. To match a line takes time for each byte and each
// step. A character that matches itself is one step, so this is enough for a long sentence.
const mostSteps = 200

// steps is how many steps the program of a legal pattern has.
func steps(pattern string) int {
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0
	}
	compiled, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return 0
	}
	return len(compiled.Inst)
}

func words(to *[]string, value string, legal *regexp.Regexp) error {
	for word := range strings.FieldsSeq(value) {
		if !legal.MatchString(word) {
			return fmt.Errorf("%q does not belong here", word)
		}
		*to = append(*to, word)
	}
	if len(*to) == 0 {
		return errors.New("nothing follows it")
	}
	return nil
}
