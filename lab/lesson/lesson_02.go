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
		Foreign:     "The picture shows a line on a connection that should not have got it. What does your server know about that connection at that moment: does it have a name? Is it the one that the line comes from? Is there a reason at all to tell anybody?",
		Nothing:     "The others are served, so nothing hangs: your server left this line out. Compare it with the lines that came. Is it empty, only blanks, a single character, equal to the one before? Does it begin with a character that your server looks for? Or compare the names of the two: is one a part of the other?",
		OtherAnswer: "Your server alone makes this line. Compare the two rows of the story word by word. Which names are in it, in which order, and what is between them? Where does your server keep who is here: in something that has an order? Is a caller added there before or after it has a name, and before or after its own list is made?",
	},
	Well: "server/room.go, room.tellLocked: only who has joined is in room.here at all, so those without a name can't be forgotten; the sender is the one exception, named at the call.",
}
