package script

// A presence is how the room knows somebody: a connection of the kit, or a program. Times
// are numbers of the session's clock, which counts what the scenario did; 0 means not yet.
type presence struct {
	roomName string // the name that it gave
	namedAt  int64
	inAt     int64 // it was let in, if the step waited for that
	leftAt   int64 // its end began, or was seen
}

// together reports whether two joined at the same time. Then what the scenario did does
// not tell which of them the server let in first.
func (p *presence) together(other *presence) bool {
	return p.inAt != 0 && other.inAt != 0 && p.namedAt < other.inAt && other.namedAt < p.inAt
}

func (p *presence) named() bool { return p.namedAt != 0 }

// calls notes the name that somebody gives: the first line.
func (p *presence) calls(name string, now int64) {
	if p.namedAt == 0 {
		p.roomName, p.namedAt = name, now
	}
}

// leaves notes that somebody is leaving, or has left.
func (p *presence) leaves(now int64) {
	if p.leftAt == 0 {
		p.leftAt = now
	}
}
