package lesson

// A Symptom is what the failed step of a scenario saw. It is not the fault: a
// beginner can see it on the wire, and it chooses the hint to begin with.
// Empty means that nothing so general can be said.
type Symptom string

// All symptoms.
const (
	HalfALine   Symptom = "half-a-line"  // a part of a line was passed on: it broke off, or began, where a write of the speaker ended
	Altered     Symptom = "altered"      // the line came, and its text is not what was said
	Formless    Symptom = "formless"     // a line came that begins like none of the protocol
	Foreign     Symptom = "foreign"      // a line came to a client that should not have got it
	PassedOn    Symptom = "passed-on"    // others heard a line that was for the server alone
	Doubled     Symptom = "doubled"      // the same came twice
	OutOfOrder  Symptom = "out-of-order" // what was due came, behind what was not
	Skipped     Symptom = "skipped"      // a later line came, and the one that was due did not
	OtherAnswer Symptom = "other-answer" // the server said something else than what was due
	NoAnswer    Symptom = "no-answer"    // the server said nothing to a client that had asked for something
	LetIn       Symptom = "let-in"       // a client was let in that had to be refused
	Refused     Symptom = "refused"      // a client was refused that had to be let in
	Shared      Symptom = "shared"       // several got what only one may have
	Unannounced Symptom = "unannounced"  // a client was not told that another came, or went
	Nothing     Symptom = "nothing"      // nothing came in time
	Spins       Symptom = "spins"        // nothing came, and the server used processor time all the while
	Backlog     Symptom = "backlog"      // the system never completed a connection: the server's queue of callers is too short
	Unclosed    Symptom = "unclosed"     // the server did not close a connection
	EarlyClose  Symptom = "early-close"  // the server had sent its FIN before
	Reset       Symptom = "reset"        // the server had reset the connection before
	Crash       Symptom = "crash"        // the server had ended by itself
)

// symptoms has all symptoms: each in a sentence without a full stop, and the hint
// for it in lessons that have none of their own.
var symptoms = []struct {
	symptom    Symptom
	says, hint string
}{
	{HalfALine, "a part of a line was taken for a whole one",
		"Look at the arrow towards the server that came before: where in it is the line feed? What did your server do with the bytes behind the last one?"},
	{Altered, "the line came, and its text is not what was said",
		"Only one thing is wrong with this line: look at the byte at the mark, and find the same place in the arrow towards the server. What did your server do with that byte? Print the text as bytes when it has been read, and once more before it is sent. Between which two functions does it change? A clause of docs/protocol.md says what may be changed: P10 which characters, P11 the first slash, P2 one carriage return at the end. All else stays as it is."},
	{Formless, "a line came that begins like no line of the protocol",
		"What a server sends begins with [name], with * or with !, except the one line that asks for the name. Where in your server is this line made, and what should stand before it? Or is it one of two lines, where only one is due?"},
	{Foreign, "a line came to a client that should not have got it",
		"Who should have got this line, and who should not? Find the place in your server that sends it: does it go through all connections, through all that have a name, or through all but one? And was there a reason to send it at all?"},
	{PassedOn, "others heard what was for the server alone",
		"The line was for the server, and the others got it. Where does your server decide whether a line is text or a command? Follow this one through it: what does that place look at, and what happens to the line after it was answered?"},
	{Doubled, "the same came twice",
		"The same line came twice. Print something at each place that can send it: do two of them run for one event, or does one run twice?"},
	{OutOfOrder, "the line that was due came later",
		"Both lines came, in the wrong order. On which way does each go through your server: are there two queues, two threads, or a place in which one of them waits while the other is sent?"},
	{Skipped, "a later line came, and the one that was due did not",
		"Everything before this line came, and what was said after it. Compare it with those that came: is it empty, or equal to another one? Did it come in the same read as others, or wait for a client that was behind? Where in your server can one line be left out?"},
	{OtherAnswer, "the server said something else",
		"The server said something, and it is not what the protocol has here. Compare the two rows above word by word, and then read the clause that the story names. Which value does your server put into this line, and since when does it have that value?"},
	{NoAnswer, "the server did not answer",
		"The line reached the server, and nothing came back. Follow it: which case of your server takes it, and does each case send an answer to the one who asked? Look for a case that gives up without a word, and for one that takes the line for something else."},
	{LetIn, "a client was let in that had to be refused",
		"Two questions are asked of a name before anybody is let in. May it be a name: 1 to 32 letters and digits of ASCII, from the first byte to the last (P6)? Is it free, compared without case (P7)? Print the first line as your server has it when it asks, with each byte to be seen, and the answer to each question. Is it still the line that came in?"},
	{Refused, "a client was refused that had to be let in",
		"The name was good, and nobody had it. Which of the two questions did your server answer wrongly: may it be a name (P6), or is it free (P7)? Print what the name is compared with. For the first, which rule refuses it? For the second, who wrote it down there, and who should have taken it away?"},
	{Shared, "several got what only one may have",
		"Two callers ask for the same at the same moment. Follow both, line by line, side by side: where is the first when the second looks? Looking and taking have to be one step."},
	{Unannounced, "nobody was told who came, or who went",
		"Somebody came or went, and a member was not told. What in your server notices that, and does it come past the place that tells the room? If a notice came: is the name in it as the client gave it?"},
	{Nothing, "nothing came",
		"The picture shows the last arrow towards the server, and none back. What does your server do at that moment: does it wait in a read, in a write, or for a lock? Print a line before and after each of them."},
	{Spins, "nothing came, and the server used processor time all the while",
		"Your server is busy, and gets nowhere: it goes round in a loop that waits for nothing. Which call in that loop should wait, and returns at once each time? Print what it returns. A read that brings 0 bytes is the end of the stream, and will bring 0 bytes for ever. A socket that can be written is ready all the time. A non-blocking call that has nothing returns at once, too."},
	{Backlog, "the system never completed the connection",
		"A listening socket has a queue for callers that the program has not accepted yet. When it is full, the system drops a new caller's packets, and the caller tries again a second later. How long a queue does your server ask for? Look for the number in its call of listen, and compare it with how many may call at the same moment."},
	{Unclosed, "the server did not close the connection",
		"The server has no more to say on this connection, and its FIN does not come. Which line of your server closes it? Is that line reached in this case? A file made from a socket (as Python's makefile does), a second descriptor or another thread in a read can keep it open all the same."},
	{EarlyClose, "the server ended the connection too early",
		"The server has hung up. What did it read just before that, and what did it say last? Find each place that closes a connection, and let it print why: which of them was it? In many languages an error that nobody handles ends the client's thread, and with it the connection."},
	{Reset, "the server reset the connection",
		"The kernel sends a reset when a program closes a connection on which bytes lie that it has not read, or when the program ends. Which of the two was it? To close politely is to send a FIN, to read until the other side has ended, and only then to close (P16)."},
	{Crash, "the server ended by itself",
		"The whole server has ended, not only one connection. What it printed last says where, and mostly why. Which client brought it to that place, and with which bytes? What goes wrong with one client must end that client's connection alone: catch the error where that client is served."},
}

// Symptoms returns all symptoms.
func Symptoms() []Symptom {
	var all []Symptom
	for _, s := range symptoms {
		all = append(all, s.symptom)
	}
	return all
}

// Says says it in a sentence without a full stop; empty for the empty symptom.
func (s Symptom) Says() string {
	for _, one := range symptoms {
		if one.symptom == s {
			return one.says
		}
	}
	return ""
}

// HintFor returns the hint for what was seen: the lesson's own or, where it has
// none, one that is about no lesson. Empty for the empty symptom.
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
