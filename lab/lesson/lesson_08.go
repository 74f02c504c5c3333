package lesson

var slowReader = Lesson{
	Number: 8,
	Slug:   "slow-reader",
	Title:  "Backpressure and isolation",
	Goal:   "You can say where the bytes wait that somebody does not read, and make a server in which a slow reader harms nobody but itself.",
	Fault:  "Whoever speaks writes to each client in turn, under the room's lock: one that stops reading stops all.",
	Over:   true,
	Breaks: []string{"slow_reader_isolated", "slow_reader_cut_and_announced", "briefly_behind_not_cut", "last_words_to_the_fast", "owed_to_who_said_goodbye", "steady_reader_waited_for"},
	Hunted: 5,
	Hints: []string{
		"Follow one line from broadcast in room.go to the Write in outbox.go. Which locks are held there? How long may that Write take, and who decides that?",
		"Two things have to be taken apart: giving a line to a client, which must never wait, and writing it, which may. Between them there must be a place in which lines wait. What is appended there has to be a copy: the sender uses its buffer again for the next lines. Who writes, and since when? What if nobody reads: how much may wait, and what happens then?",
		"append: on a dead outbox do nothing; if queued and the new lines are together more than limits.Outbox, killLocked(tooSlow); else add the lines to a field pending []byte, and their length to queued. If nobody is flushing, set flushing and moved, and start go o.flush(). Return whether queued is above limits.HighWater. flush: in a loop, take all of pending under the lock, give the lock back, write it. When there is nothing left, still under the lock, set flushing to false and call wakeLocked. dropLocked has to empty pending.",
	},
	Symptoms: map[Symptom]string{
		Nothing:     deadOrWaiting,
		EarlyClose:  "The server has cut somebody off. Was that one stuck, or only behind? A client may have 1 MiB waiting for it (limits.Outbox). And while it still reads, the speaker has to wait for it: what does append report, and what does conn.send do with that? Or had it sent its FIN? Then it has said goodbye, and must still get all that it is owed.",
		Unannounced: "One client reads nothing, and more waits for it than the 1 MiB of P17. Your server had to cut it off, and to tell the room. How much waits in your server now, or what was dropped? Who looks at that when a line is added, and what happens then, besides closing?",
		Unread:      "Your server does not read what was sent: the goroutine that should is busy. Let it hang by hand, as the page shows, and press Ctrl-\\ (Windows has no such key) in its terminal: it prints what each goroutine waits for. Is it writing to the client that reads nothing, or waiting for a lock that such a writer holds? Does it wait so that a reader can catch up? A reader that takes nothing never will.",
		OtherAnswer: "The client was cut off, and the room was told, but with the wrong reason. Who closes the connection of a slow client, what does the goroutine that reads from it see then, and which of the two tells the room?",
		NoAnswer:    deadOrWaiting,
	},
	Well: "server/outbox.go, append and flush: to append never waits, one goroutine for each client writes, and no lock is held while it does. Room.tellLocked only appends. server/backpressure.go, waitForReaders: the sender of a flood waits, with no lock held, for those who still read.",
}

// deadOrWaiting is the hint if the server does nothing any more, whatever the scenario
// waited for.
const deadOrWaiting = "Is the server dead, or does it wait? Let it hang by hand, as the page shows, and press Ctrl-\\ (Windows has no such key) in its terminal: it prints what each goroutine waits for. Most wait for one lock. Find the one that has it: what does that one wait for?"
