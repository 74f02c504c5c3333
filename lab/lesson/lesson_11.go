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
		Nothing:  "The text went nowhere. For private text: which member does your server look for, by which name, and is that name written as it is kept? Print both. For any other line: does your server drop it because of a byte or a character in it, and what do P10 and P11 say about those?",
		Foreign:  "Somebody heard what was not for them. Is there an arrow (->) in it? Then print, in whisper, for whom the text is, and whom you have found. Is it an answer of the server? Then which function sends it: one that tells one client, or one that tells the room? Is it a line of somebody who had sent /quit? Whatever comes behind that is not said.",
		PassedOn: "Look at what they received. If there is an arrow (->) in it, your server has found a member for a name that nobody has: what have the two names in common, and what does your server compare? If there is none, it took a command for text, or treated it as both: which place decides that?",
		Rejected: "The speaker was told that this is not possible, and it is. Does your server compare names as P7 says, all of them in one form? Does it take the text for a command, or a blank for nothing? Print what it compares, as bytes.",
		Altered:  "Only the text, or the name before it, is wrong: look at the byte at the mark, and find the same place in the arrow towards the server. P10 says which characters become U+FFFD, one for each control, and that all else stays. P11 says that one slash goes, only at the start, and only where there are two. P18 says that private text is the rest of the line, blanks and slashes included, and that names are shown as they were given. Which of the three does your server overdo, or leave out?",
	},
	Well: "server/commands.go, msg, and server/room.go, whisper: the name is cut out of the line once, where the line is read; the room compares whole names, in the one form that all names are compared in, under the lock under which people come and go.",
}
