package lesson

var sameName = Lesson{
	Number: 5,
	Slug:   "same-name",
	Title:  "Check and claim in one step",
	Goal:   "You can see the gap between looking and taking, and close it.",
	Fault:  "It checks that the name is free, does something slow, and takes the name later: meanwhile another client can take it, too.",
	Core:   true,
	Breaks: []string{"race_for_a_name"},
	Hints: []string{
		"Two callers ask for the same name at the same moment. Follow both of them through join, line by line, side by side. Where is the first when the second looks?",
		"taken holds the lock while it looks, and the last part of join holds it while it adds. Between the two nobody holds it, and the look-up is slow. What was true when you looked may be false when you act.",
		"Look and take while you hold the lock once: in the last part of join, before anything is sent, return false if somebody here has the name. Ask the slow question before you take the lock: under it, everybody would wait.",
	},
	Symptoms: map[Symptom]string{
		Foreign:  "Whom is this line about, or who has said it? Find the arrows of that caller. Had your server refused it, or had it not given a name? Then nobody hears of it (P6). What does your server do before it has looked at the name? What does it do after a refusal, and when that caller goes: is it done with it, or does it still read its lines, and tell the room?",
		NoAnswer: "A client gave a name and got no answer. Does the goroutine or thread that should answer wait for a lock? A mutex can't be locked twice, not even by the one that holds it: does join hold it while it calls a function that takes it?",
		Nothing:  "Does nobody get in any more, not even the first? Then a goroutine or thread waits for a lock that is never given back. A mutex can't be locked twice, not even by the one that holds it. Does a function that has locked it call another that locks it? If the others are served, is this client still on the list? Who was taken off it, and by which name? If it is on the list, what does your server ask before it sends a line to somebody: does it look at the name, or at the address?",
		Shared:   "Several callers asked for one name at the same moment, and several got it. Follow two of them through your server, line by line, side by side. Where is the first when the second checks that the name is free? Or did one get it long after the first, even alone, as the story may say? Then it was free again by then: what took it off the list, and what does your server do to the list when it refuses a caller, or when a refused one goes?",
		Unclosed: "Was it told why? Then your server goes on with a caller that it has refused: what does it do after the refusal? Was it told nothing? Then your server still waits: for a line that it does not recognize, or for a lock that was never given back.",
	},
	Well: "server/room.go, room.join: one function, one hold of the lock: it looks for the name and puts the newcomer on the list before anybody else can look.",
}
