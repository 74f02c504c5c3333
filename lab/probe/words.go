package probe

import (
	"fmt"
	"slices"
	"strings"

	"chatlab/lab/draw"
)

// longestValue bounds what follows a word, in bytes. The kit refuses much longer patterns, since
// they take long to match.
const longestValue = 500

// words proposes a dialect. It leaves out what is as in the protocol.
func (p *probe) words() (all []Word) {
	add := func(w Word) {
		if len(w.Value) > longestValue {
			w = Word{Why: fmt.Sprintf("%s would be a pattern of %d bytes, which is too long; write a shorter one: %s", w.Word, len(w.Value), w.Why)}
		}
		if w.Word != "" || w.Why != "" {
			all = append(all, w)
		}
	}
	room := append(p.roomWords(), p.noticeWords()...)
	for _, words := range [][]Word{p.inputWords(), p.lineWords(), p.chatWords(room), room, p.refusalWords()} {
		for _, w := range words {
			add(w)
		}
	}
	return all
}

// excuse returns a word for something that the core does not allow. The author may have done it
// on purpose.
func excuse(word, value, why, clauses string) Word {
	return Word{Word: word, Value: value, Why: why + "; the core does not allow that (" + clauses + " in docs/protocol.md), so delete this word if it is a bug", Excuses: clauses}
}

// inputWords say what clients send.
func (p *probe) inputWords() (all []Word) {
	if p.input.name != "{name}" {
		name := strings.NewReplacer("\r\n", `\n`, "\n", `\n`).Replace(p.input.name)
		all = append(all, Word{Word: "name", Value: name, Why: "in this form one client heard another, with the name"})
	}
	if p.input.say != "{text}" {
		all = append(all, Word{Word: "say", Value: p.input.say, Why: "in this form one client heard another"})
	}
	if p.input.newline == "\r\n" {
		all = append(all, Word{Word: "newline", Value: "crlf", Why: "with LF alone nothing came"})
	}
	return all
}

// lineWords say what the lines of the server look like: greeting and line ends, and who gets
// what was said.
func (p *probe) lineWords() (all []Word) {
	switch {
	case p.greeting == "":
		all = append(all, Word{Word: "greeting", Value: "none", Why: "nothing came before a name was given"})
	case !strings.HasSuffix(p.greeting, "\n") && !p.unframed():
		all = append(all, Word{Word: "greeting", Value: "prompt", Why: "no line feed ends the greeting"})
	}
	if p.unframed() {
		all = append(all, Word{Word: "framing", Value: "none", Why: "no line feed came at all"})
	}
	if p.echo != "" {
		all = append(all, excuse("echo", "yes", "the speaker heard its own line, "+draw.Visible(p.echo), "P9"))
	}
	if p.early {
		all = append(all, excuse("unnamed", "none", "a client without a name heard what was said", "P9"))
	}
	return all
}

// chatWords say what a chat line looks like. If the protocol's own pattern fits, they say so only
// to a kit that has to skip other lines.
func (p *probe) chatWords(room []Word) []Word {
	if p.chat.line == "" {
		return []Word{{Why: "one client heard another only once, and not when there were three; nothing says what a chat line looks like"}}
	}
	pattern := general(p.chat.line, part{p.chat.text, aText, "text"}, part{p.chat.name, aName, "name"})
	why := seenAs(p.chat.line)
	switch stray := p.stray(room); {
	case pattern != usualChat || p.bannerOfLines():
	case p.prompt != "":
		why += ", which may come behind a prompt"
	case stray != "":
		why += "; with this word, other lines are skipped, such as " + draw.Visible(stray)
	default:
		return nil
	}
	return []Word{{Word: "chat", Value: anchored(p.prompt, []string{pattern}), Why: why}}
}

// stray returns a line that is neither a chat line nor one that the words about the room
// describe.
func (p *probe) stray(room []Word) string {
	known := func(line string) bool {
		return usualNotice(line) && p.usualNotices() || slices.ContainsFunc(room, func(w Word) bool {
			pattern := strings.TrimPrefix(w.Value, "each ")
			return strings.HasPrefix(pattern, "^") && matches(pattern, line)
		})
	}
	lines := slices.Clone(p.strays)
	for _, a := range p.answers {
		lines = append(lines, a.lines...)
	}
	for _, line := range lines {
		if !known(line) {
			return line
		}
	}
	return ""
}

// usualChat is the pattern of the protocol's own chat line.
const usualChat = `\[(?P<name>` + aName + `)\] (?P<text>` + aText + `)`

// bannerOfLines reports whether the greeting has several lines. Then the kit must know what a
// chat line looks like, so that it skips the others.
func (p *probe) bannerOfLines() bool { return len(lines(p.greeting)) > 1 }

// unframed reports whether the server never sends a line feed.
func (p *probe) unframed() bool {
	return !slices.ContainsFunc(p.heard, func(h Heard) bool { return strings.HasSuffix(h.Line, "\n") })
}

// refusalWords say what a client gets that is not let in. A name that should be refused, and
// is not, is a remark.
func (p *probe) refusalWords() (all []Word) {
	var patterns []string
	var line string
	stays := false
	for _, r := range p.refusals {
		switch {
		case r.in && r.why != "is taken":
			all = append(all, Word{Why: fmt.Sprintf("the name %q, which %s, was let in; P6 does not allow that", r.name, r.why)})
		case !r.in && len(r.lines) > 0:
			stays = stays || r.open
			if !strings.HasPrefix(r.lines[0], "!") {
				line = r.lines[0]
				patterns = append(patterns, general(line, part{r.name, aText, ""}))
			}
		}
	}
	if len(patterns) > 0 {
		all = append(all, Word{Word: "refused", Value: anchored("", patterns), Why: seenAs(line)})
	}
	if stays {
		all = append(all, Word{Word: "refusal", Value: "stays", Why: "the connection stayed open after a refusal"})
	}
	return all
}

// seenAs quotes a line that a word rests on.
func seenAs(line string) string {
	part, _ := draw.Window(line, -1, seenColumns)
	return "from the line " + part
}

// seenColumns is how much of a line is quoted.
const seenColumns = 100
