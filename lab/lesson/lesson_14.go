package lesson

var aThousand = Lesson{
	Number:    14,
	Slug:      "a-thousand",
	Title:     "Rare bugs and scale",
	Goal:      "You can find a bug that shows once in a hundred runs, make it show every time, cut its story down to what matters, and prove that it is gone.",
	Fault:     "While it sends a line to everybody, it takes a client that was cut off out of the list that it walks through, and skips the next one.",
	Over:      true,
	Breaks:    []string{"sim_finds_it", "nobody_misses_a_line"},
	Sometimes: []string{"07-gone/no_ghosts"}, // when six clients are reset, those behind them may be skipped: 27 of 150 runs
	Hunted:    40,
	Hints: []string{
		"Do not read the server yet. Run the command that the report shows after \"again\", and look at the picture: what had just happened to another client when the line went missing? Does that happen in each run that the simulator finds?",
		"A client has just been cut off as too slow, and the one that misses the line joined right after it: compare the order in which they joined with their places in the list. Now read server/room.go: which functions change the list, and which walk through it?",
		"In tellLocked the walk changes what it walks through: slices.Delete moves everybody behind place i one place forward, so the next one is at place i now, and i++ skips it. There is no need to take anybody out there: append drops what is for a client that is cut off, and leave takes it out a moment later. Remove the whole if, and cutOff in outbox.go with it.",
	},
	Symptoms: map[Symptom]string{
		Nothing: oneLineMissing,
		Skipped: oneLineMissing,
	},
	Well: "server/room.go, tellLocked and leave: the walk changes nothing. One place takes members out of the list, and it is not in the middle of a walk.",
}

const oneLineMissing = "One line is missing, or a few that came in one read, and only once: before and after it everything comes. So the client that misses it was on the list all the time. What had just happened to another client? And what can make a walk through a list miss somebody who is on it?"
