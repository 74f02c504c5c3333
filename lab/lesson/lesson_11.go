package lesson

var private = Lesson{
	Number: 11,
	Slug:   "private",
	Title:  "Addressing one of many",
	Goal:   "You can send a line to exactly one of many, say what happens if there is none, and keep names apart that look alike.",
	Fault:  "It looks for the first in the room with whose name the text begins, so ann gets what is for anna.",
	Over:   true,
	Breaks: []string{"only_the_addressee", "unknown_name"},
	Hints: []string{
		"Follow one /msg from msg in commands.go to whisper in room.go. Which part of the line is the name? Who decides where it ends?",
		"With ann and anna in the room: for which of the two is \"anna hello\", if you look only at how the text begins? And if anna had joined first? A name that is compared has to be a whole one.",
		"In msg, cut the text at its first space: before it is the name, behind it the text (strings.Cut). Give both to whisper. There is a map in room that has the member for each name, by wire.FoldName: r.byName. No loop is needed.",
	},
	Symptoms: map[Symptom]string{
		Nothing: "The text went somewhere. Look at the picture: who received it, and what have the two names in common?",
		Foreign: "Somebody heard what was not for them. Print, in whisper, for whom the text is, and whom you have found.",
	},
	Well: "server/commands.go, msg, and server/room.go, whisper: the name is cut out of the line once, where the line is read; the room compares whole names, in the one form that all names are compared in, under the lock under which people come and go.",
}
