package lesson

var firstChat = Lesson{
	Number:    2,
	Slug:      "first-chat",
	Title:     "Who hears what",
	Goal:      "You can say who must receive a message and who must not, and tell being connected from being in the room.",
	Fault:     "It sends every chat line to every connection: to the speaker, and to clients that have no name yet.",
	Core:      true,
	Breaks:    []string{"no_echo", "unnamed_hear_nothing"},
	Sometimes: []string{"02-first-chat/joined_and_left"}, // dora speaks alone; the server may send it when the next client has connected, which then gets it, too
	Hints: []string{
		"One person says a line, and others hear it. Which connections does your server send it to, and which of them should not get it?",
		"Two kinds of client should not get it: the speaker, who has it on the screen already, and a client that has not given a name yet. Notices get this right; compare the two functions.",
		"In say, leave out c == me, and every c whose name is still empty: the condition that notice has.",
	},
	InPython: map[int]string{
		3: "In say, leave out c if it is me, and every c whose name is still None: the condition that notice has.",
	},
	Symptoms: map[Symptom]string{
		Foreign:     "The picture shows a line on a connection that should not have got it. What does your server know about that connection at that moment: does it have a name? Does the line come from it? Is there any reason to tell anybody? Or is the line a notice about somebody who was on that client's list already? Then two of your threads change the room at the same moment, which is lesson 06.",
		Nothing:     "The others are served, so nothing hangs: your server left this line out. Does the story say that some heard it? Then count them: is there a number of clients after which your server stops? If nobody heard it, compare it with the lines that came. Is it empty, only blanks, a single character, equal to the one before? Does it begin with a character that your server looks for? Then compare the names of the two clients: is one a part of the other? Or had the client got its list only a moment before? Then when does your server count it in: before that list goes out, or after?",
		OtherAnswer: "Your server makes this line by itself. Compare the two rows of the story word by word. Which names are in it, in which order, and what is between them? Where does your server keep who is here: in something that has an order? Is a caller added there before or after it has a name, and before or after its own list is made?",
	},
	Well: "server/room.go, room.tellLocked: room.here has only clients that have joined, so nobody can forget to leave out those without a name. The sender is the one exception, named at the call.",
}
