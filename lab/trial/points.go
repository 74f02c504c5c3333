package trial

import "chatlab/lab/class"

// Points say what a result is worth.
type Points struct {
	Valid  float64 // in proportion to the share of scenarios that are valid
	Caught float64 // in proportion to the share of wrong servers that they find
}

// UsualPoints are ten points. Six are for what scenarios are for: finding wrong servers.
func UsualPoints() Points { return Points{Valid: 4, Caught: 6} }

// A Mark is what a result has earned.
type Mark struct {
	Got, Of float64 // rounded to a hundredth
	Open    bool    // a scenario could not be tried, through no fault of the student: try it again
}

// String writes a mark, such as "7.33 of 10".
func (m Mark) String() string { return class.Mark{Got: m.Got, Of: m.Of}.String() }

// Mark computes the mark of a result.
func (p Points) Mark(r Result) Mark {
	m := Mark{Of: class.Hundredth(p.Valid + p.Caught), Open: r.Open()}
	valid, judged := r.Valid()
	if judged > 0 {
		m.Got += p.Valid * float64(valid) / float64(judged)
	}
	if r.Of > 0 {
		m.Got += p.Caught * float64(r.Caught) / float64(r.Of)
	}
	m.Got = class.Hundredth(m.Got)
	return m
}
