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
	for _, w := range p.formWords() {
		add(w)
	}
	for _, w := range p.lineWords() {
		add(w)
	}
	for _, w := range p.roomWords() {
		add(w)
	}
	add(p.noticeWord())
	for _, w := range p.refusalWords() {
		add(w)
	}
	return all
}

// formWords say what clients send.
func (p *probe) formWords() (all []Word) {
	if p.form.name != "{name}" {
		name := strings.NewReplacer("\r\n", `\n`, "\n", `\n`).Replace(p.form.name)
		all = append(all, Word{"name", name, "in this form one client heard another, with the name"})
	}
	if p.form.say != "{text}" {
		all = append(all, Word{"say", p.form.say, "in this form one client heard another"})
	}
	if p.form.newline == "\r\n" {
		all = append(all, Word{"newline", "crlf", "with LF alone nothing came"})
	}
	return all
}

// lineWords say what the lines of the server look like: greeting, line ends and chat.
func (p *probe) lineWords() (all []Word) {
	switch {
	case p.greeting == "":
		all = append(all, Word{"greeting", "none", "nothing came before a name was given"})
	case !strings.HasSuffix(p.greeting, "\n") && !p.unframed():
		all = append(all, Word{"greeting", "prompt", "no line feed ends the greeting"})
	}
	if p.unframed() {
		all = append(all, Word{"framing", "none", "no line feed came at all"})
	}
	if p.echo {
		all = append(all, Word{"echo", "yes", "the speaker heard its own line"})
	}
	if p.early {
		all = append(all, Word{"unnamed", "none", "a client without a name heard what was said"})
	}
	pattern := general(p.chat.line, part{p.chat.text, aText, "text"}, part{p.chat.name, aName, "name"})
	switch {
	case p.chat.line == "":
		all = append(all, Word{Why: "one client heard another only once, and not when there were three; nothing says what a chat line looks like"})
	case pattern != usualChat || p.bannerOfLines():
		all = append(all, Word{"chat", "^" + pattern + "$", seenAs(p.chat.line)})
	}
	return all
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

// roomWords say what a newcomer is told.
func (p *probe) roomWords() []Word {
	newest := p.answers[len(p.answers)-1]
	if len(newest.lines) == 0 {
		return []Word{{"list", "none", "a newcomer got no line"}, {"joined", "none", "a newcomer got no line"}}
	}
	for _, line := range newest.lines {
		if between := listed(line, newest.others); between != "" {
			return p.listWords(line, between)
		}
	}
	var each []string
	for _, line := range newest.lines {
		for _, other := range newest.others {
			if strings.Contains(line, other) {
				each = append(each, general(line, part{other, aName, "names"}))
			}
		}
	}
	if each = unique(each); len(each) == 1 {
		first := p.answers[0].lines
		if len(first) > 0 {
			return []Word{
				{"list", "each ^" + each[0] + "$", "each client in the room was on a line of its own"},
				{"joined", p.joined(), seenAs(first[0])},
			}
		}
	}
	words := []Word{{"list", "none", "no line that a newcomer got had the names of the others in it"}}
	if !usualNotice(newest.lines[0]) || p.early { // a client without a name hears notices, too
		words = append(words, Word{"joined", p.joined(), seenAs(newest.lines[0])})
	}
	return words
}

// listWords say what the list looks like, if it is not any line that begins with *.
func (p *probe) listWords(line, between string) (words []Word) {
	newest := p.answers[len(p.answers)-1]
	outside := strings.Replace(line, between, "", 1)
	if usualNotice(line) && !strings.Contains(outside, newest.name) && !p.early {
		return nil
	}
	pattern := "^" + general(line, part{between, aText, "names"}, part{newest.name, aName, ""}) + "$"
	words = append(words, Word{"list", pattern, seenAs(line)})
	first := p.answers[0].lines
	if len(first) > 0 && !slices.ContainsFunc(first, func(line string) bool { return matches(pattern, line) }) {
		words = append(words, Word{"joined", p.joined(), "the first client in the room gets another line: " + seenAs(first[0])})
	}
	return words
}

// joined is a pattern of the first line that each newcomer got.
func (p *probe) joined() string {
	var patterns []string
	for _, a := range p.answers {
		if len(a.lines) == 0 {
			continue
		}
		parts := []part{{a.name, aName, ""}}
		if between := listed(a.lines[0], a.others); between != "" {
			parts = append([]part{{between, aText, ""}}, parts...)
		}
		patterns = append(patterns, general(a.lines[0], parts...))
	}
	return anchored(patterns)
}

// noticeWord says what the lines about those who come and go look like.
func (p *probe) noticeWord() Word {
	switch {
	case len(p.notices) == 0:
		return Word{"without", "P5 P13", "nobody was told who came, or who left"}
	case !p.leaves:
		return Word{"without", "P13", "nobody was told who left"}
	}
	usual := true
	var patterns []string
	for _, n := range p.notices {
		usual = usual && usualNotice(n.line)
		patterns = append(patterns, general(n.line, part{n.name, aName, ""}))
	}
	if usual {
		return Word{}
	}
	return Word{"notice", anchored(patterns), seenAs(p.notices[0].line)}
}

// usualNotice reports whether a line begins as the protocol's notices do.
func usualNotice(line string) bool { return strings.HasPrefix(line, "*") }

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
		all = append(all, Word{"refused", anchored(patterns), seenAs(line)})
	}
	if stays {
		all = append(all, Word{"refusal", "stays", "the connection stayed open after a refusal"})
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
