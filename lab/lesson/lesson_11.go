package lesson

var private = Lesson{
	Number: 11,
	Slug:   "private",
	Title:  "Addressing one of many",
	Goal:   "You can send a line to exactly one of many, say what happens if there is none, and keep names apart that look alike.",
	Fault:  "It picks the first member whose name the text begins with, so ann gets what is for anna.",
	Over:   true,
	Breaks: []string{"only_the_addressee", "unknown_name"},
	Hints: []string{
		"Follow one /msg from msg in commands.go to whisper in room.go. Which part of the line is the name? What decides where it ends?",
		"With ann and anna in the room: for which of the two is \"anna hello\", if you look only at how the text begins? And if anna had joined first? You have to compare whole names.",
		"In msg, cut the text at its first space (strings.Cut): the name is before it, the text after it. Give both to whisper. The map r.byName has the member for each name, by wire.FoldName, so you need no loop.",
	},
	Symptoms: map[Symptom]string{
		Nothing:     "The text went nowhere. For private text: which member does your server look for, by which name, and is that name written as it is kept? Print both. For any other line: does your server drop it because of a byte or a character in it, and what do P10 and P11 say about those? Did it come in one arrow with a command, before it or after it? Then what does your server do with the other lines of a read when it has obeyed that command? Or did others hear it? Then what took this client off the list, and by which name?",
		Foreign:     "A client heard a line that was not for it. Is there an arrow (->) in it? Then print, in whisper, which name the text is for, and which member you found. Is it an answer of the server? Then which function sends it: one that tells one client, or one that tells the room? Is it a line of a client that had sent /quit? What comes after /quit is not said.",
		PassedOn:    "Look at what they received. If there is an arrow (->) in it, your server has found a member for a name that nobody has: what have the two names in common, and what does your server compare? If there is none, it took a command for text, or treated it as both: which place decides that?",
		Rejected:    "The server told the speaker that this is not possible, but it is. Does your server compare names as P7 says, all of them in one form? Does it mistake the text for a command, or a blank for an empty text? Print what it compares, as bytes.",
		Misnamed:    "The text is right, and what comes before it is not. Private text shows two names (P18): who says it, and after the arrow (->) who it is for. Each is written as its owner gave it. Which of the two is wrong, or is it not there? Print what your server puts in for it: is it what the sender typed, the name as your server compares it, or the name as its owner gave it?",
		Unannounced: "Did the client that left say /quit? Then does your server come past the place that tells the room? Or does it read nothing, so that it has to be cut off (P17)? Then what counts how much waits for it: does private text count as well, and does each character count as one byte or as many as it has?",
		Altered:     "The text is wrong: look at the byte at the mark, and find the same place in the arrow towards the server. P10 says which characters become U+FFFD, one for each control, and that all else stays. P11 says that one slash is removed, only at the start, and only where there are two. P18 says that private text is the rest of the line, blanks and slashes included. Which of the three does your server do too often, or not at all?",
	},
	Well: "server/commands.go, msg, and server/room.go, whisper: the name is cut out of the line once, where the line is read. The room compares whole names, folded, under the same lock under which people come and go.",
}
