package lesson

var slowReader = Lesson{
	Number: 8,
	Slug:   "slow-reader",
	Title:  "Backpressure and isolation",
	Goal:   "You can say where unread bytes wait, and make a server in which a slow reader harms nobody but itself.",
	Fault:  "A speaker's goroutine writes to each client in turn, under the room's lock: one client that stops reading stops all.",
	Over:   true,
	Breaks: []string{"slow_reader_isolated", "slow_reader_cut_and_announced", "briefly_behind_not_cut", "last_words_to_the_fast", "owed_to_who_said_goodbye", "steady_reader_waited_for"},
	Hunted: 5,
	Hints: []string{
		"Follow one line from broadcast in room.go to the Write in outbox.go. Which locks are held there? How long may that Write take, and what decides that?",
		"Separate two things: to hand over a line for a client, which must never wait, and to write it, which may. Between them, lines need a place to wait. Append a copy there: the sender uses its buffer again for the next lines. Which goroutine writes, and what starts it? If the client does not read, how much may wait, and what happens then?",
		"append: on a dead outbox do nothing; if queued and the new lines are together more than limits.Outbox, killLocked(tooSlow); else add the lines to a field pending []byte, and their length to queued. If nobody is flushing, set flushing and moved, and start go o.flush(). Return whether queued is above limits.HighWater. flush: in a loop, take all of pending under the lock, give the lock back, write it. When there is nothing left, still under the lock, set flushing to false and call wakeLocked. dropLocked has to empty pending.",
	},
	Symptoms: map[Symptom]string{
		Nothing:     deadOrWaiting + " Or does it serve the others? Then what took this client off the list of those to whom it sends, and by which name?",
		OutOfOrder:  "Who has said the line, and what came before it? If the room was told that this client left, your server cut it off and went on reading from it. A client that has left says nothing more. If the client is still there, two lines came in the wrong order: are there two queues, or does one of them wait while the other is sent?",
		EarlyClose:  "The server has cut somebody off. Was that client stuck, or only behind? Up to 1 MiB may wait for a client (limits.Outbox). Print how much waits for it by your own count: is that true, and does the count begin at 0 for each client that connects? While it still reads, the speaker has to wait for it: what does append report, and what does conn.send do with that? Had it sent its FIN? Then it has said goodbye, and must still get everything that waits for it.",
		Unannounced: "One client reads nothing. Has it sent its FIN? Then it has left already, however little waits for it: does your server read the FIN of a client that reads nothing, and tell the room at once? If it has sent none, more waits for it than the 1 MiB of P17, so your server had to cut it off, and to tell the room. How much waits in your server now, or what was dropped? What checks that when a line is added, and what happens then, besides closing? If a notice came: is the name in it as the client gave it?",
		Unread:      "Your server does not read what was sent: the goroutine that should read it is busy. Make it hang by hand, as the page shows. " + printsWaits + " Is it writing to the client that reads nothing, or waiting for a lock that such a writer holds? Does it wait so that a reader can catch up? A reader that takes nothing never will.",
		OtherAnswer: "The client was cut off, and the room was told, but with the wrong reason. What closes the connection of a slow client, what does the goroutine that reads from it see then, and which of the two tells the room? If it is a list, who is on it and has already left? A client has left when it ends its sending side, however much is on its way to it.",
		NoAnswer:    deadOrWaiting,
	},
	Well: "server/outbox.go, append and flush: append never waits. One goroutine for each client writes, and holds no lock while it does. Room.tellLocked only appends. server/backpressure.go, waitForReaders: the sender of a flood waits, without a lock, for clients that still read.",
}

// printsWaits says how to see what a server that hangs waits for. It comes after what the
// student does first.
const printsWaits = "Then a Go program prints on Ctrl-\\ what each goroutine waits for (Windows has no such key). A Python program that was started with python3 -X faulthandler prints it after kill -ABRT."

// deadOrWaiting is the hint if the server does nothing any more, whatever the scenario
// waited for.
const deadOrWaiting = "Is the server dead, or does it wait? Make it hang by hand, as the page shows. " + printsWaits + " Do most of them wait for one lock? Find the one that has it: what does that one wait for? Is there only one thread? Then which call is it in, and for which client?"
