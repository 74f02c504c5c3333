package lesson

var sharedRoom = Lesson{
	Number: 6,
	Slug:   "shared-room",
	Title:  "Goroutines share memory",
	Goal:   "You can say which data of a server several goroutines touch, guard it, and let the race detector look for what you missed.",
	Fault:  "It copies the list, works on the copy and stores it, without a lock: what others stored meanwhile is lost.",
	Breaks: []string{"joins_together_all_hear", "roster_true_after_churn", "all_talk_at_once", "churn_under_talk"},
	Hints: []string{
		"Twenty join at the same moment, and all are greeted. Then one speaks. To whom does broadcast send it? Who put that list there, and from which list was it made?",
		"join reads here, makes a new list from what it read, and stores it. Two that read the same old list store two new ones, each with one newcomer; the second takes the place of the first. Nothing tears, nothing crashes: an update is lost. go test -race ./work/06-shared-room shows both places.",
		"From reading the list to storing the new one must be one step: take a lock before *here is read, and give it back after here is written, in join and in leave. Whoever only reads takes it as well. The slow visitors' book comes before the lock, and with the list under a lock you may just as well append to it.",
	},
	Symptoms: map[Symptom]string{
		Foreign:     "Somebody was on the list that a newcomer got, and was announced to it as well. So between the change of the list and the telling, somebody else could come in. What of a join has to be one step for everybody else?",
		Nothing:     "The line reached the server, and nothing left it for this client: your server did not know that the client is here. It had let it in, though. Between the two, who else has written to the list of who is here?",
		OtherAnswer: "The list is not true. Is somebody on it who had gone, or missing who was there? Your server has made it from an older list, or somebody else has stored one meanwhile. What of a coming, and of a going, has to be one step for everybody else?",
		Formless:    "This is a part of a line, with another line in the middle. Two of your threads write to one connection at the same moment. What belongs into one call, and who may write?",
	},
	Well: "server/room.go, room.join, room.leave and room.broadcast: one lock guards the list; nothing under it waits for the network or a disk, because telling somebody only appends to an outbox.",
}
