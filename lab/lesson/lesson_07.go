package lesson

var gone = Lesson{
	Number: 7,
	Slug:   "gone",
	Title:  "How connections end",
	Goal:   "You can name the ways in which a TCP connection ends, see each of them in a program, and clean up after all of them.",
	Fault:  "It takes a client out of the room only after a polite end of the input; after any other error a ghost stays.",
	Core:   true,
	Breaks: []string{"reset_announced", "reset_mid_line", "no_ghosts", "reset_by_the_path", "reason_told"},
	Hints: []string{
		"One client ends with a FIN and one with a reset. What does your read return, or which error does it give, for the first and for the second? Follow both from there to the end of serve, line by line.",
		"io.EOF means that the other side sent a FIN: it is the polite end. A reset is another error (connection reset by peer), and so is a time-out. Two ways lead out of the loop in serve, and only one of them calls leave.",
		"What must happen at the end must happen at every end. Go has a word for that: right after join has let the caller in, write defer leave(me), and remove the other call of leave. Then every way out of serve calls it, even one that is added next year.",
	},
	InPython: map[int]string{
		2: `readline returns b"" after a FIN: that is the polite end. After a reset it raises ConnectionResetError, and other ends raise other kinds of OSError. An exception leaves talk and serve at once. The thread prints it and ends, and the server runs on. Which line of serve is not reached?`,
		3: "What must happen at the end must happen at every end. Python has words for that: right after join has let the caller in, write try: before the call of talk and finally: before the call of leave. Then every way out of serve calls it, even one that is added next year. except OSError: pass between the two keeps the traceback from the terminal.",
	},
	Symptoms: map[Symptom]string{
		Nothing:     "Was a client reset? Then that is the last thing that the server got from that client, and the server told nobody. Follow the goroutine or thread that reads that connection: what does its read return or raise, and where does it go from there? Or did the client say goodbye, and are its last words missing? Then read on until a read returns the end of the input: much may come before it.",
		Unannounced: "How did the client go that has left: with a FIN, or with a reset? Follow the goroutine or thread that reads that connection: what does its read return or raise, and where does it go from there? Does it come to the place that tells the room? If it does, what does your server ask there: does it remember something of a client of the same name that left before?",
		Refused:     "A client has left, and what it had is still taken: a name, or a place. How did it leave: with a FIN, with a reset, or before it had a name? Does your server give back both in each of these cases?",
		OtherAnswer: "The client has left, and the room was told a wrong reason, or a wrong name. Is the name as the client gave it? What did your read return at the end, and how does your server turn that into words? A polite end has no reason at all.",
		Foreign:     "Who is this notice about? Had that client joined, and had the client that got the notice? A caller that never gave a name can't leave the room.",
		Unclosed:    "What does your read return when the client has sent its FIN: 0 bytes, or an error such as io.EOF? What does your server do then? If the room was told that the client left, only the close is missing: what should close the connection, and what still holds it? If nobody was told, your server has not noticed the end at all.",
	},
	Well: "server/conn.go, conn.run: every connection ends at this one place, whatever talk returned. The reason is a value, so that the others can be told.",
}
