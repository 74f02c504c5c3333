package script

import (
	"slices"
	"strings"
)

// What somebody types as a password is for the server's eyes. So when a run is
// over, before anybody can look at it, everything that it leaves behind is
// searched for the scenario's passwords, and they are replaced.

// secrets returns the passwords that the scenario sends; none, if it is to
// reveal them.
func (sc Scenario) secrets() (all []string) {
	for _, line := range sc.Lines {
		words := splitWords(line.Source)
		switch {
		case line.Command == reveal.Name:
			return nil
		case line.Command == password.Name && len(words) == 3:
			all = append(all, words[2])
		}
	}
	// The longest first: one may be the beginning of another.
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// withoutSecrets returns the outcome as others may see it.
func (o Outcome) withoutSecrets(secrets []string) Outcome {
	if len(secrets) == 0 {
		return o
	}
	var pairs []string
	var inData [][]byte
	for _, secret := range secrets {
		pairs = append(pairs, secret, strings.Repeat("*", len(secret)))
		inData = append(inData, []byte(secret))
	}
	mask := strings.NewReplacer(pairs...).Replace
	o.Log = o.Log.Masked(inData)
	o.Output, o.AtEnd = mask(o.Output), mask(o.AtEnd)
	o.Steps = slices.Clone(o.Steps)
	for i := range o.Steps {
		o.Steps[i].Source, o.Steps[i].Detail = mask(o.Steps[i].Source), mask(o.Steps[i].Detail)
	}
	if o.Failure != nil {
		o.Failure = o.Failure.masked(mask)
	}
	if o.Trouble != nil {
		trouble := *o.Trouble
		trouble.What, trouble.Tried, trouble.Output = mask(trouble.What), mask(trouble.Tried), mask(trouble.Output)
		o.Trouble = &trouble
	}
	return o
}

func (f Failure) masked(mask func(string) string) *Failure {
	for _, e := range []*Evidence{&f.Expected, &f.Received} {
		e.Words, e.Data, e.text = mask(e.Words), Bytes(mask(string(e.Data))), mask(e.text)
	}
	f.Then = slices.Clone(f.Then)
	for i := range f.Then {
		f.Then[i] = Bytes(mask(string(f.Then[i])))
	}
	f.Why, f.Note, f.Server = mask(f.Why), mask(f.Note), mask(f.Server)
	return &f
}

// splitWords cuts a step into its words, as testscript does: at spaces that are
// not in single quotes; two quotes in such a word are one.
func splitWords(line string) (all []string) {
	var word strings.Builder
	quoted, begun := false, false
	for i := 0; i < len(line); i++ {
		switch b := line[i]; {
		case b == '\'' && quoted && i+1 < len(line) && line[i+1] == '\'':
			word.WriteByte(b)
			i++
		case b == '\'':
			quoted, begun = !quoted, true
		case (b == ' ' || b == '\t') && !quoted:
			if begun {
				all = append(all, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteByte(b)
			begun = true
		}
	}
	if begun {
		all = append(all, word.String())
	}
	return all
}
