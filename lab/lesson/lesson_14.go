package lesson

var aThousand = Lesson{
	Number: 14,
	Slug:   "a-thousand",
	Title:  "Rare bugs and scale",
	Goal:   "You can find a bug that shows once in a hundred runs, make it show every time, cut its story down to what matters, and prove that it is gone.",
	Fault:  "Whoever turns out to be cut off while a line goes round is taken out of the list in the middle of the walk, and the next one is passed over.",
	Over:   true,
	Breaks: []string{"sim_finds_it", "nobody_misses_a_line"},
	Hunted: 40,
	Hints: []string{
		"Do not read the server yet. Run what the report calls again, and look at the picture: what had just happened to somebody else when the line went missing? Does that happen in each run that the simulator finds?",
		"Somebody has just been cut off as too slow, and the one who misses the line joined right behind them: compare the order in which they joined with who is where in the list. Now read server/room.go: which functions change the list, and which walk through it?",
		"In tellLocked the walk changes what it walks through: slices.Delete moves everybody behind place i one place forward, so the next one stands at place i now, and i++ goes past them. Nothing is gained by taking them out there: append drops what is for somebody who is cut off, and leave takes them out a moment later. Take the whole if away, and cutOff in outbox.go with it.",
	},
	Symptoms: map[Symptom]string{
		Nothing: "One line is missing for one client, and only once: before and after it everything comes. So the list had that client on it all the time. What can make a walk through a list miss somebody who is on it?",
	},
	Well: "server/room.go, tellLocked and leave: the walk changes nothing. One place takes members out of the list, and it is not in the middle of a walk.",
}
