package lesson

var cleanShutdown = Lesson{
	Number: 10,
	Slug:   "clean-shutdown",
	Title:  "Stop without losing a word",
	Goal:   "You can stop a server so that nobody loses what was already said, nobody is left without a word, and nobody can hold it up.",
	Fault:  "When it is interrupted it stops accepting and returns: nobody is told, and what waited to be sent is lost.",
	Core:   true,
	Over:   true,
	Breaks: []string{"everyone_told", "last_words", "slow_path_told_too"},
	Hunted: 5,
	Guards: map[string]string{
		"restart_same_port": "Go sets SO_REUSEADDR on every listener, so no Go server fails it; the first-year server in Python does not set it, and turns it red",
	},
	Hints: []string{
		"Serve returns as soon as the accept loop ends, and main returns after it. What becomes of the other goroutines of a Go program when main returns? What was in the outboxes?",
		"Read the comment in Server above talking, open and lastWords: it tells the order in which a server ends. The fields are there, and conn.run already waits for lastWords. Serve lacks the rest, after the accept loop: it has to end every connection, tell everybody, and wait.",
		"After the accept loop: cancel, so that run sees that the server is closing; end every connection with serverClosing (s.conns.each and c.end); wait for talking; append wire.Closing to every outbox; close lastWords; wait for open. Each step has to be done before the next begins: try swapping two of them, and say what could be lost.",
	},
	InPython: map[int]string{
		1: "After Ctrl-C the loop that accepts ends, and main returns. What becomes of the daemon threads of a Python program when main returns? What was in the outboxes?",
		2: "Read Caller.write: None in an outbox means that no more will come. The writer sends a FIN then, and never looks at what comes after the None. So the last words and a None can end what a caller hears. While you hold room, nobody can say anything between the first outbox and the last. Then main has to wait until all callers have got what is theirs, and not for ever.",
		3: "After listener.close(): hold room, and tell every caller in callers that the server is closing, then put None into its outbox. Then wait until callers is empty, for two seconds at most. A threading.Condition in place of the lock called room can do that: its wait_for gives the lock back while it waits, and serve has to call notify when it has removed a caller. A caller that is still there after that has had its time, and its threads end with main. Leave out one of these steps, and say what could be lost.",
	},
	Symptoms: map[Symptom]string{
		Nothing:    "Is the server still running? If it does not end, something in it waits. It may wait for a client that takes nothing or never leaves, or for a line that does not come. Or two of its threads wait for each other. Run it by hand and press Ctrl-C. " + printsWaits + " Read in which order your server closes things and waits for them.",
		Reset:      "Bruno said something while your server was ending, and it was answered with a reset. Nobody read his connection any more, or the program had ended. What should go on reading until he has got all that waits for him, and close only then?",
		EarlyClose: "A FIN came, and what should have come before it did not. Did the others get it? Then whom does your server tell: all connections, or only some? If nobody got it: has your server come to the place that tells them? What it printed last may say what ended it before. If it has come there: a line in an outbox is not on the wire yet. What waits until it is, before the connections are closed and the program ends?",
		Unclosed:   "The server has told this client that it is closing, or should have, and its FIN does not come. Which client does it wait for? A client may stay for as long as it likes, so the server ends the connection first. After a second it gives up a client that takes nothing.",
		OutOfOrder: "A line that was said before the end came after the notice of the end, or not at all. In which order does your server send the lines that wait, and its last notice?",
		HalfALine:  "Lines waited for this client when your server stopped, and they break off in the middle of one. What happens to an outbox at the end? First all that waits, then the last words, then the FIN.",
	},
	Well: "server/server.go, Serve: look at the order of the steps after the accept loop. When the last words are told, nobody can say anything any more, and when it returns, nothing is left running.",
}
