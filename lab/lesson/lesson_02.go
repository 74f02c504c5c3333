package lesson

var firstChat = Lesson{
	Number: 2,
	Slug:   "first-chat",
	Title:  "Who hears what",
	Goal:   "You can say who must receive a message and who must not, and tell being connected from being in the room.",
	Fault:  "It sends every chat line to every connection: to the one who said it, and to those who have no name yet.",
	Core:   true,
	Breaks: []string{"no_echo", "unnamed_hear_nothing"},
	Hints: []string{
		"A line is said by one person and heard by others. Which connections does your server send it to, and which of them should not get it?",
		"There are two who should not: the one who said it, who has read it on the own screen already, and anyone who is connected but has not given a name. Notices get this right; compare the two functions.",
		"In say, leave out c == me, and every c whose name is still empty: the condition that notice has.",
	},
	Symptoms: map[Symptom]string{
		Foreign: "The picture shows a line on a connection that should not have got it. What does your server know about that connection at that moment: does it have a name? Is it the one that the line comes from?",
	},
	Well: "server/room.go, room.tellLocked: only who has joined is in room.here at all, so those without a name can't be forgotten; the sender is the one exception, named at the call.",
}
