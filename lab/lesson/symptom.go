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

// Symptoms returns all symptoms.
func Symptoms() []Symptom {
	return []Symptom{HalfALine, Nothing, EarlyClose, Reset, Doubled, Foreign, OutOfOrder}
}

// Says says it in a sentence without a full stop.
func (s Symptom) Says() string {
	switch s {
	case HalfALine:
		return "a part of a line came, where a whole one was due"
	case Nothing:
		return "nothing came"
	case EarlyClose:
		return "the server ended the connection too early"
	case Reset:
		return "the server reset the connection"
	case Doubled:
		return "the same came twice"
	case Foreign:
		return "a line came that does not belong here"
	case OutOfOrder:
		return "the line that was due came later"
	}
	return ""
}
