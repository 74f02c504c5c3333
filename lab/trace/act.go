package trace

import "strings"

// An Act is something that a client is made to do, and that the wire does not show. It is the
// note of a Fault event of that client. All other Fault events are about its path.
type Act string

// The acts. Rules and pictures look for them: a client that does not read can't have seen what
// came, and a client whose host has lost power has no connection any more.
const (
	StopsReading Act = "stops reading"
	ReadsAgain   Act = "reads again"
	LosesPower   Act = "loses power"
)

// Of returns the event that says that a client did it. Its time is zero: who records it sets that.
func (a Act) Of(conn string) Event { return Event{Conn: conn, Kind: Fault, Note: string(a)} }

// Act returns what a client was made to do. It is empty if the event is not an act.
func (e Event) Act() Act {
	switch a := Act(e.Note); {
	case e.Kind != Fault:
	case a == StopsReading, a == ReadsAgain, a == LosesPower:
		return a
	}
	return ""
}

// What a Server event may say, besides what was asked of the server. A picture breaks the life line
// of a server that does not run.
const (
	ServerKilled  = "killed"
	ServerEnded   = "not running any more" // a colon and how it ended may follow
	ServerStarted = "started again"        // after it has ended
)

// ServerEnds reports whether the event says that the server does not run any more.
func (e Event) ServerEnds() bool {
	return e.Kind == Server && (e.Note == ServerKilled || strings.HasPrefix(e.Note, ServerEnded))
}

// ServerStarts reports whether the event says that the server was started again.
func (e Event) ServerStarts() bool { return e.Kind == Server && e.Note == ServerStarted }
