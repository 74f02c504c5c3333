package lesson

var sharedRoom = Lesson{
	Number: 6,
	Slug:   "shared-room",
	Title:  "Goroutines share memory",
	Goal:   "You can say which data of a server several goroutines touch, guard it, and let the race detector look for what you missed.",
	Fault:  "It copies the list, changes the copy and stores it, without a lock: what others stored meanwhile is lost.",
	Breaks: []string{"joins_together_all_hear", "roster_true_after_churn", "all_talk_at_once", "churn_under_talk"},
	Hints: []string{
		"Eight join at the same moment, and all are greeted. Then one speaks. To whom does broadcast send it? Which goroutine stored that list, and from which list was it made?",
		"join reads here, makes a new list from it, and stores that. Two goroutines that read the same old list store two new ones, each with one newcomer; the second replaces the first. Nothing crashes, but an update is lost. go test -race ./work/06-shared-room shows both places.",
		"From reading the list to storing the new one must be one step: take a lock before *here is read, and give it back after here is written, in join and in leave. Code that only reads takes the lock as well. The slow visitors' book comes before the lock. Under the lock you can simply append to the list.",
	},
	InPython: map[int]string{
		1: "Eight join at the same moment, and all are greeted. Then one speaks. To whom does broadcast send it? Which thread stored that list, and from which list was it made?",
		2: "join reads here, makes a new list from it, waits for the book, and stores the new list. Two threads that read the same old list store two new ones, each with one newcomer; the second replaces the first. Nothing crashes, but an update is lost. The GIL does not prevent it: another thread may run between any two of these steps. Put a print before and after record, and see who comes between.",
		3: "From reading the list to storing the new one must be one step: take a lock before here is read, and give it back after here is stored, in join and in leave. Code that only reads takes the lock as well. The slow visitors' book comes before the lock. Under the lock you can simply append to the list. A Lock can't be taken twice, so call nothing under it that takes it: claim and a broadcast that locks are such functions.",
	},
	Symptoms: map[Symptom]string{
		Foreign:     "Somebody was on the list that a newcomer got, and was announced to that newcomer as well. So somebody could come in after the list was changed and before the room was told. Which parts of a join have to be one step for everybody else?",
		Nothing:     "The line reached the server, and the server did not send it to this client. It had let the client in, and no longer had it on its list. What else wrote to that list in between?",
		OtherAnswer: "The list is wrong. Does it name somebody who had left, or leave out somebody who was there? Your server made it from an older list, or somebody else stored one meanwhile. Which parts of a join, and of a leave, have to be one step for everybody else?",
		Formless:    "This is a part of a line, with another line in the middle. Two of your threads write to one connection at the same moment. What has to be in one call, and which thread may write?",
	},
	Well: "server/room.go, room.join, room.leave and room.broadcast: one lock guards the list. Nothing under it waits for the network or a disk, because to tell a client something only appends to an outbox.",
}
