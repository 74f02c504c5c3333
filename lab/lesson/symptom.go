package lesson

// A Symptom is what the failed step of a scenario saw. It is not the fault: a beginner can
// see it on the wire. It chooses the first hint. Empty means that there is no such general
// description.
type Symptom string

// All symptoms.
const (
	HalfALine   Symptom = "half-a-line"  // a part of a line was passed on: it broke off, or began, at the end of one of the speaker's writes
	Altered     Symptom = "altered"      // the line came, but its text was changed
	Misnamed    Symptom = "misnamed"     // the line came, but a name in it was wrong or missing
	Formless    Symptom = "formless"     // a line came that has no form of the protocol
	Foreign     Symptom = "foreign"      // a client got a line that was not for it
	PassedOn    Symptom = "passed-on"    // others got a line that the server should have answered
	Doubled     Symptom = "doubled"      // the same line came twice
	OutOfOrder  Symptom = "out-of-order" // the expected line came, but after a later one
	Skipped     Symptom = "skipped"      // a later line came, but not the one that was expected
	OtherAnswer Symptom = "other-answer" // the server's answer was not the expected one
	NoAnswer    Symptom = "no-answer"    // the server did not answer a client that had asked for something
	LetIn       Symptom = "let-in"       // the server let in a client that it must refuse
	Refused     Symptom = "refused"      // it refused a client that it must let in
	Rejected    Symptom = "rejected"     // it refused a line that it must pass on
	Shared      Symptom = "shared"       // several clients got what only one may have
	Unannounced Symptom = "unannounced"  // a client was not told that another came or left
	LeftOut     Symptom = "left-out"     // the same, and others were told
	Nothing     Symptom = "nothing"      // nothing came in time
	Unread      Symptom = "unread"       // nothing came, and the server had not read what was sent
	Spins       Symptom = "spins"        // what should come did not, and the server was busy the whole time
	Backlog     Symptom = "backlog"      // the system never completed a connection: the server's accept queue is too short
	Unclosed    Symptom = "unclosed"     // the server did not close a connection
	EarlyClose  Symptom = "early-close"  // the server sent its FIN too early
	Reset       Symptom = "reset"        // the server had reset the connection
	Crash       Symptom = "crash"        // the server had crashed or ended by itself
	StillOpen   Symptom = "still-open"   // clients could still connect
	OtherExit   Symptom = "other-exit"   // the server ended with another exit status
	NoRestart   Symptom = "no-restart"   // the server could not be started again
	NoEntry     Symptom = "no-entry"     // nobody listens any more, but the server still runs
	NoTLS       Symptom = "no-tls"       // the server did not complete the TLS handshake
	Unlimited   Symptom = "unlimited"    // the server checked a guess at a password that was one too many
	Leaked      Symptom = "leaked"       // a secret was printed or stored
	Memory      Symptom = "memory"       // the server holds too much memory
)

// symptoms has all symptoms. Each has a sentence without a full stop, and a hint for
// lessons that have none of their own.
var symptoms = []struct {
	symptom    Symptom
	says, hint string
}{
	{HalfALine, "a part of a line came, and not a whole one",
		"Look at the arrow towards the server that came before: where in it is the line feed, and what did your server do with the bytes after the last one? Is only the beginning of the line missing? Then find it in an earlier arrow, and ask what your server did between the two. If the line was whole when it came in, a part of it got lost on its way out: a send may take fewer bytes than it was given. What keeps the rest, and can anything come in between?"},
	{Altered, "the line came, but its text was changed",
		"Only one thing is wrong with this line: look at the byte at the mark, and find the same place in the arrow towards the server. What did your server do with that byte? Print the text as bytes when it has been read, and once more before it is sent. Between which two functions does it change? A clause of docs/protocol.md says what may be changed: P10 which characters, P11 the first slash, P2 one carriage return at the end. All else stays as it is."},
	{Misnamed, "the line came, but a name in it is wrong or missing",
		"Compare the name in this line with the one that its owner gave, letter by letter. Is it written in another way, is it only a part, is it another client's, or is none there? A server shows a name as its owner gave it, and compares names without case (P7). Where does yours keep each of the two forms, and which of them does it put into this line? Was something kept there before, for another client?"},
	{Formless, "a line came that has none of the forms of the protocol",
		"What a server sends begins with [name], with * or with !, except the one line that asks for the name. Where does your server make this line, and what should be at its start? Did two lines come instead of one? Or do two of your threads write to the same connection, so that a line is torn?"},
	{Foreign, "a client got a line that was not for it",
		"Who should have got this line, and who should not? Find the place in your server that sends it: does it go through all connections, through all that have a name, or through all but one? Is it about somebody who had joined? Was there a reason to send it at all?"},
	{PassedOn, "the others got a line that the server should have answered",
		"The others got a line that the server should have answered. Where does your server decide whether a line is text or a command? Follow this one through it: what does that place look at, and what happens to the line after it was answered?"},
	{Doubled, "the same came twice",
		"The same line came twice. Print something at each place that can send it: do two of them run for one event, or does one run twice?"},
	{OutOfOrder, "the line came, but after a later one",
		"Both lines came, in the wrong order. Which way does each go through your server: are there two queues, two threads, or a place in which one of them waits while the other is sent?"},
	{Skipped, "a later line came, but not the one that was expected",
		"Everything before this line came, and what was said after it. Compare it with those that came: is it empty, or equal to another one? Did it come in the same read as others? Did it wait for a client that was behind, when a send took fewer bytes than it was given? Where in your server can one line be left out?"},
	{OtherAnswer, "the server said something else",
		"The server said something, and it is not what the protocol says here. Compare the two rows of the story word by word, and then read the clause that it names. Which case of your server makes this line, and why did it take that case? Which value does it put in, and where does that value come from?"},
	{NoAnswer, "the server did not answer",
		"The line reached the server, and nothing came back. Follow it: which case of your server takes it, and does each case send an answer to the one who asked? Look for a case that gives up without a word, and for one that mistakes the line for something else."},
	{LetIn, "the server let in a client that it has to refuse",
		"A server asks two questions about a name before it lets a client in. May it be a name: 1 to 32 letters and digits of ASCII, from the first byte to the last (P6)? Is it free, compared without case (P7)? Print the first line as your server has it when it asks, so that each byte shows, and the answer to each question. Is it still the line that came in?"},
	{Refused, "the server refused a client that it has to let in",
		"The name was good, and nobody had it. Which of the two questions did your server answer wrongly: may it be a name (P6), or is it free (P7)? Print what the name is compared with. For the first, which rule refuses it? For the second, what put it there, and what should have removed it?"},
	{Rejected, "the server refused a line that it has to pass on",
		"The line was good, and its sender was told that it is not. Which check of your server refuses it? Print what that check looks at, as bytes, and with what it is compared. Is it the text as it was sent? Is it a name, compared without case (P7)? Is it a length, counted in bytes: of which part of the line, and of this line alone?"},
	{Shared, "several clients got what only one may have",
		"Two callers ask for the same at the same moment. Follow both, line by line, side by side: where is the first when the second looks? Looking and taking have to be one step."},
	{Unannounced, "the room was not told who came, or who left",
		"Somebody came or went, and a member was not told. What in your server notices that, and does it come past the place that tells the room? If a notice came: is the name in it as the client gave it?"},
	{LeftOut, "others were told who came or left, and this client was not",
		"Your server has noticed it, and told some of the room. So look at the place that tells the room, and follow it for the client that got nothing. Does it come to that client at all, or does it stop before: after a number of clients, or at one to whom it can't send? If it comes there, what is different about that client at this moment? Is it in the middle of a line, has it only just joined, or does it read too slowly?"},
	{Nothing, "nothing came",
		"The picture shows the last arrow towards the server, and none back. Does your server still serve the others? If not, what does it wait for: a read, a write, a lock? Print a line before and after each of them. If it does, it left out this line, or this client. How is this line different from those that came: is it empty, equal to another, does it begin with a special character, did it come in one read with others? Is the client still on the list of those to whom your server sends?"},
	{Unread, "nothing came, and the server has not read what was sent",
		"The bytes wait in the kernel, and your server has not asked for them. Which thread should read this connection, and what does it do instead: does it write to a client that takes nothing, or wait for a lock, or for another client? Or has your server stopped watching this connection? Then it has to begin again at some point."},
	{Spins, "what should have come did not, and the server was busy the whole time",
		"Your server is busy, and gets nowhere: it goes round in a loop that waits for nothing. Which call in that loop should wait, and returns at once each time? Print what it returns. A read that brings 0 bytes is the end of the stream, and will bring 0 bytes for ever. A socket that can be written is ready all the time. A non-blocking call that has nothing returns at once, too."},
	{Backlog, "the system never completed the connection",
		"A listening socket has a queue for callers that the program has not accepted yet. When it is full, the system drops a new caller's packets, and the caller tries again a second later. How long a queue does your server ask for? Look for the number in its call of listen, and compare it with how many may call at the same moment."},
	{Unclosed, "the server did not close the connection",
		"The server has no more to say on this connection, and its FIN does not come. Which line of your server closes it? Is that line reached in this case? A file made from a socket (as Python's makefile does), a second descriptor or another thread in a read can still keep it open."},
	{EarlyClose, "the server ended the connection too early",
		"The server has hung up. What did it read just before that, and what did it say last? Find each place that closes a connection, and let it print why: which of them was it? In many languages an error that nobody handles ends the client's thread, and with it the connection. Python also closes a socket to which no variable refers any more."},
	{Reset, "the server reset the connection",
		"The kernel sends a reset when a program closes a connection that still has unread bytes, or when the program ends. Which of the two was it? A polite close sends a FIN, reads until the other side has ended, and only then closes (P16)."},
	{Crash, "the server ended by itself",
		"The whole server has ended, not only one connection. What it printed last says where, and usually why. What brought it to that place? If there was no error (exit status 0), which of its lines left the loop that accepts, and when? An error of one client's read, write or bytes must end only that client's connection: catch it where that client is served. An error of accept must end nothing: your server goes on, and accepts again a little later. Any other error is a mistake in your own code, such as a list that changes while a loop goes through it. Mend that rather than catch it."},
	{StillOpen, "callers still got a connection",
		"The kernel makes connections as long as a program holds the listening socket, even if the program never accepts them. When does your server close that socket: before it tells its clients that it stops, or after?"},
	{OtherExit, "the server ended with another exit status",
		"The server has ended. Which of its lines ends the program, and with which status? An exception that nobody handles, a call of exit with another number, and a signal that ends the program each leave another one. Look at what it printed last."},
	{NoRestart, "the server could not be started again",
		"It started before and does not now, so something of the first run is left: the port, or a file. A port stays in use for a minute (TIME_WAIT) when the server was the first to close. The option SO_REUSEADDR, set before bind, lets a server have it anyway. What it printed says which of the two it was."},
	{NoEntry, "nobody listens any more, and the server still runs",
		"Your server has left the loop that accepts, or has closed its listener. Which error did accept return before that? Some errors pass: a caller that has gone already, no descriptors left. What does your server do then, instead of waiting for a moment and going on?"},
	{NoTLS, "the server did not shake hands",
		"The caller began with TLS, and what came back is not TLS. What did your server send first, and had the handshake been done by then? Does it use the certificate that it was given in every case?"},
	{Unlimited, "the server checked more guesses than the limit allows",
		"Each guess got the same answer as the first: your server checked it. Where does your server note that there was a wrong guess, and from which address? When does it look at that note: before it checks a password, or afterwards? Think of several guesses that come at the same moment."},
	{Leaked, "a secret was printed or stored",
		"The story shows where it is. Which line of your server writes there, and which value does it put in? A line from a caller who is not in yet may be a password. Private text is for one client only, and not for a file."},
	{Memory, "the server holds too much memory",
		"Find each place in your server where bytes wait: a line that has no line feed yet, an outbox, a list of what was said. What limits how much may wait there, and what happens to the rest?"},
}

// Symptoms returns all symptoms.
func Symptoms() []Symptom {
	var all []Symptom
	for _, s := range symptoms {
		all = append(all, s.symptom)
	}
	return all
}

// Says describes the symptom in a sentence without a full stop; empty for the empty
// symptom.
func (s Symptom) Says() string {
	for _, one := range symptoms {
		if one.symptom == s {
			return one.says
		}
	}
	return ""
}

// HintFor returns the hint for a symptom: the lesson's own, or else a general one. It is
// empty for the empty symptom.
func (l Lesson) HintFor(s Symptom) string {
	if own := l.Symptoms[s]; own != "" {
		return own
	}
	for _, one := range symptoms {
		if one.symptom == s {
			return one.hint
		}
	}
	return ""
}
