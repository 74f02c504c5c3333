package lesson

// A Symptom is what the failed step of a scenario saw. It is not the fault: a
// beginner can see it on the wire, and it chooses the hint to begin with.
// Empty means that nothing so general can be said.
type Symptom string

// All symptoms.
const (
	HalfALine  Symptom = "half-a-line"  // a part of a line came, where a whole one was due
	Nothing    Symptom = "nothing"      // nothing came in time
	EarlyClose Symptom = "early-close"  // the server had sent its FIN before
	Reset      Symptom = "reset"        // the server had reset the connection before
	Doubled    Symptom = "doubled"      // the same came twice
	Foreign    Symptom = "foreign"      // what came is for somebody else, or for nobody
	OutOfOrder Symptom = "out-of-order" // what was due came, behind what was not
)

// says has all symptoms, each in a sentence without a full stop.
var says = []struct {
	symptom Symptom
	text    string
}{
	{HalfALine, "a part of a line came, where a whole one was due"},
	{Nothing, "nothing came"},
	{EarlyClose, "the server ended the connection too early"},
	{Reset, "the server reset the connection"},
	{Doubled, "the same came twice"},
	{Foreign, "a line came that does not belong here"},
	{OutOfOrder, "the line that was due came later"},
}

// Symptoms returns all symptoms.
func Symptoms() []Symptom {
	var all []Symptom
	for _, s := range says {
		all = append(all, s.symptom)
	}
	return all
}

// Says says it in a sentence without a full stop; empty for the empty symptom.
func (s Symptom) Says() string {
	for _, one := range says {
		if one.symptom == s {
			return one.text
		}
	}
	return ""
}
