package dialect

import "slices"

// A server has features, and its dialect says which. A scenario that needs one that is missing is
// not run.

// NoEcho is the feature of a server whose senders do not hear themselves. A server has it
// unless its dialect says echo.
const NoEcho = "no-echo"

// Listing is the feature of a server that tells a newcomer who is in the room. A server has
// it unless its dialect says list none.
const Listing = "list"

// Unnamed is the feature of a server whose clients are not in the room until they have given
// a name. A server has it unless its dialect says unnamed none.
const Unnamed = "unnamed"

// Answer is the feature of a server that answers a client that it lets in. A server has it
// unless its dialect says joined none.
const Answer = "answer"

// Closes is the feature of a server that closes the connection of a client that it has refused.
// A server has it unless its dialect says refusal stays.
const Closes = "closes"

// LabClient is the feature of a server that lab client can chat with: it reads and writes
// as the protocol says. A scenario with client programs needs it without naming it.
const LabClient = "lab-client"

// Lacks says why a scenario with these clauses and needs can't test the server. Empty
// means that it can.
func (d *Dialect) Lacks(clauses, needs []string) string {
	for _, clause := range clauses {
		if slices.Contains(d.Without, clause) {
			return "the server does not promise " + clause
		}
	}
	for _, feature := range needs {
		switch {
		case feature == NoEcho && !d.Echo, feature == Listing && !d.Unlisted, feature == Unnamed && !d.InAtOnce,
			feature == Answer && !d.Unanswered, feature == Closes && !d.Retries:
		case feature == LabClient && d.asOurClient():
		case feature == Listing:
			return "the server tells nobody who is in the room"
		case feature == Answer:
			return "the server does not answer a client that it lets in"
		case feature == Unnamed:
			return "a client of the server is in the room before it has a name"
		case feature == Closes:
			return "a client that the server has refused may try another name"
		case feature == LabClient:
			return "lab client does not use the words of this server"
		case !slices.Contains(d.Supports, feature):
			return "the server does not support " + feature
		}
	}
	return ""
}

// asOurClient reports whether the server reads what lab client writes, and tells it in the
// usual way that it is in the room.
func (d *Dialect) asOurClient() bool {
	reads := d.Name == "" && d.Say == "" && !d.CRLF
	writes := !d.Prompt && !d.Unframed && !d.Unanswered && d.Notice == nil && d.Joined == nil && d.List == nil
	return reads && writes
}
