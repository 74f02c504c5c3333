package probe

import (
	"slices"
	"strings"

	"chatlab/lab/draw"
)

// This file has the words about the room: who is in it, who comes, and who goes.

// roomWords say what a newcomer is told.
func (p *probe) roomWords() []Word {
	newest := p.answers[len(p.answers)-1]
	if len(newest.lines) == 0 {
		return []Word{{Word: "list", Value: "none", Why: "a newcomer got no line"}, {Word: "joined", Value: "none", Why: "a newcomer got no line"}}
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
				{Word: "list", Value: "each ^" + each[0] + "$", Why: "each client in the room was on a line of its own"},
				{Word: "joined", Value: p.joined(), Why: seenAs(first[0])},
			}
		}
	}
	words := []Word{{Word: "list", Value: "none", Why: "no line that a newcomer got had the names of the others in it"}}
	if !usualNotice(newest.lines[0]) || !p.usualNotices() || p.early { // a client without a name hears notices, too
		words = append(words, Word{Word: "joined", Value: p.joined(), Why: seenAs(newest.lines[0])})
	}
	return words
}

// listWords say what the list looks like, if it is not any line that begins with *.
func (p *probe) listWords(line, between string) []Word {
	newest := p.answers[len(p.answers)-1]
	outside := strings.Replace(line, between, "", 1)
	usual := usualNotice(line) && line == newest.lines[0] && p.usualNotices()
	if usual && !strings.Contains(outside, newest.name) && !p.early {
		return nil
	}
	pattern := "^" + general(line, part{between, aText, "names"}, part{newest.name, aName, ""}) + "$"
	first := p.answers[0].lines
	switch always := slices.ContainsFunc(first, func(line string) bool { return matches(pattern, line) }); {
	case always || len(first) == 0:
		return []Word{{Word: "list", Value: pattern, Why: seenAs(line)}}
	case line == newest.lines[0]:
		return []Word{
			{Word: "list", Value: pattern, Why: seenAs(line)},
			{Word: "joined", Value: p.joined(), Why: "the first client in the room gets another line: " + seenAs(first[0])},
		}
	}
	return []Word{
		{Word: "list", Value: "each " + pattern, Why: seenAs(line) + ", which comes only if somebody is in the room"},
		{Word: "joined", Value: p.joined(), Why: seenAs(first[0])},
	}
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
	return anchored("", patterns)
}

// noticeWords say what the lines about those who come and go look like.
func (p *probe) noticeWords() (words []Word) {
	switch {
	case len(p.notices) == 0:
		return []Word{excuse("without", "P5 P13", "nobody was told who came, or who left", "P5 and P13")}
	case !p.leaves:
		words = append(words, excuse("without", "P13", "nobody was told who left", "P13"))
	}
	var any, about []string
	crowd := ""
	for _, n := range p.notices {
		any = append(any, p.noticePattern(n, aName))
		about = append(about, p.noticePattern(n, "{name}"))
		if before, after, _ := strings.Cut(n.line, n.name); span(before+after, p.roomWithout(n.name)) != "" {
			crowd = n.line
		}
	}
	if !p.usualNotices() {
		words = append(words, Word{Word: "notice", Value: anchored(p.prompt, any), Why: seenAs(p.notices[0].line)})
	}
	if crowd != "" {
		words = append(words, Word{Word: "about", Value: anchored(p.prompt, about), Why: "more than one name is in the line " + draw.Visible(crowd)})
	}
	return words
}

// noticePattern returns a pattern of a notice, with own in place of the name that it is about.
// Where it has the names of others, anything may be.
func (p *probe) noticePattern(n seen, own string) string {
	before, after, _ := strings.Cut(n.line, n.name)
	others := p.roomWithout(n.name)
	if span(after, others) != "" {
		others = append(others, n.name) // it is on a list of all
	}
	side := func(text string) string {
		return general(text, part{span(text, others), aText, ""}, part{n.name, aName, ""})
	}
	return side(before) + own + side(after)
}

// roomWithout returns the names of all that were in the room, but one.
func (p *probe) roomWithout(name string) (others []string) {
	for _, a := range p.answers {
		if a.name != name {
			others = append(others, a.name)
		}
	}
	return others
}

// usualNotices reports whether all notices look as the protocol's do, and nothing else does that
// comes in front of a list.
func (p *probe) usualNotices() bool {
	welcomed := slices.ContainsFunc(p.answers, func(a answer) bool {
		return len(a.lines) > 1 && usualNotice(a.lines[0]) && usualNotice(a.lines[1])
	})
	return !welcomed && p.prompt == "" && !slices.ContainsFunc(p.notices, func(n seen) bool { return !usualNotice(n.line) })
}

// usualNotice reports whether a line begins as the protocol's notices do.
func usualNotice(line string) bool { return strings.HasPrefix(line, "*") }
