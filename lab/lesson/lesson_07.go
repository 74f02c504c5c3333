package lesson

var gone = Lesson{
	Number: 7,
	Slug:   "gone",
	Title:  "How connections end",
	Goal:   "You can tell the ways in which a TCP connection ends, see each of them in a program, and clean up after all of them.",
	Fault:  "It takes a client out of the room only after a polite end of the input; after any other error a ghost stays.",
	Core:   true,
	Breaks: []string{"reset_announced", "reset_mid_line", "no_ghosts", "reset_by_the_path", "reason_told"},
	Hints: []string{
		"One client ends with a FIN and one with a reset. Which error does your read return for the first, and which for the second? Follow both from there to the end of serve, line by line.",
		"io.EOF means that the other side sent a FIN: it is the polite end. A reset is another error (connection reset by peer), and so is a time-out. Two ways lead out of the loop in serve, and only one of them calls leave.",
		"What must happen at the end must happen at every end. Go has a word for that: right after join has let the caller in, write defer leave(me), and remove the other call of leave. Then every way out of serve calls it, even one that is added next year.",
	},
	Symptoms: map[Symptom]string{
		Nothing:     resetUntold,
		Unannounced: resetUntold,
		Refused:     "A client has left, and what it had is still taken: a name, or a place. How did it leave: with a FIN, with a reset, or before it had a name? Does your server give back both in each of these cases?",
		OtherAnswer: "The client has left, and the room was told a wrong reason. What did your read return at the end, and how does your server turn that into words? A polite end has no reason at all.",
		Foreign:     "Who is this notice about? Had that client joined, and had the client that got the notice? A caller that never gave a name can't leave the room.",
		Unclosed:    "What does your read return when the client has sent its FIN: 0 bytes, or an error such as io.EOF? What does your server do then? If the room was told that the client left, only the close is missing: what should close the connection, and what still holds it? If nobody was told, your server has not noticed the end at all.",
	},
	Well: "server/conn.go, conn.run: every connection ends at this one place, whatever talk returned. The reason is a value, so that the others can be told.",
}

// resetUntold is the hint if a client was reset and nobody was told, whatever the scenario
// waited for.
const resetUntold = "A reset is the last thing that the server got from that client, and the server told nobody. Follow the goroutine that reads that connection: what does its Read return, and where does it go from there?"
