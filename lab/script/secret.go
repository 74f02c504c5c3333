package script

import (
	"slices"
	"strings"
)

// Passwords are for the server's eyes only. So the kit masks the scenario's passwords in
// everything that a run leaves behind, before anybody can look at it.

// secrets returns the passwords that the scenario sends. It returns none if the scenario
// asks to reveal them.
func (sc Scenario) secrets() (all []string) {
	for _, line := range sc.Lines {
		words := strings.Fields(line.Source)
		switch {
		case line.Command == reveal.Name:
			return nil
		case line.Command == password.Name && len(words) == 3: // the command refuses other forms
			all = append(all, strings.Trim(words[2], "'"))
		}
	}
	// The longest first: one may be the beginning of another.
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// withoutSecrets returns the outcome with its passwords masked.
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
	o.Log = o.Log.Masked(inData)
	return o.Rewritten(strings.NewReplacer(pairs...).Replace)
}

// Rewritten returns the outcome with rewrite applied to all its texts. The bytes that went
// over connections stay.
func (o Outcome) Rewritten(rewrite func(string) string) Outcome {
	o.Output, o.AtEnd = rewrite(o.Output), rewrite(o.AtEnd)
	o.Steps = slices.Clone(o.Steps)
	for i := range o.Steps {
		o.Steps[i].Source, o.Steps[i].Detail = rewrite(o.Steps[i].Source), rewrite(o.Steps[i].Detail)
	}
	if o.Failure != nil {
		o.Failure = o.Failure.masked(rewrite)
	}
	if o.Trouble != nil {
		trouble := o.Trouble.Rewritten(rewrite)
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
