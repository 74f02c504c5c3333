package lesson

var whoAreYou = Lesson{
	Number: 13,
	Slug:   "who-are-you",
	Title:  "Passwords on the wire",
	Goal:   "You can say what a password proves and to whom, who can read it on its way, and slow down guessers without locking out members.",
	Fault:  "It checks every guess at a password, as fast as it can.",
	Option: true,
	Over:   true,
	Breaks: []string{"guesses_limited", "an_address_for_itself", "guesses_at_once"},
	Guards: map[string]string{
		"seen_on_the_wire": "it tests the network, not the server: plain text can be read. The kit could not talk to a server that encrypts without being asked",
	},
	Hints: []string{
		"How many wrong passwords may a client send in a minute? Follow one from password in server/accounts.go to Check in server/accounts/accounts.go. Does anything on the way remember the guess before it?",
		"What should you limit: the guesses at a name, the guesses of a connection, or those of an address? Who could lock Ana out with the first? How much does the second cost a client that may connect as often as it likes? The folder has all that you need for the third: guesses.go, which nothing calls yet. And of a hundred guesses at the same moment: how many have been counted when the first is checked?",
		"In Check: source := sourceOf(from). Before it checks the password, call f.guesses.reserve(ctx, source), and return its error. After it, in every case, call f.guesses.settle(source, wrong), with a defer. Wrong is true only if a password was checked and was not the right one.",
	},
	Symptoms: map[Symptom]string{
		Unlimited:   "Your server treated each guess as the first: it has to note that there was one before, and from where. Did the guesses come at the same moment? Then none had been found wrong when the next was checked: what must be noted before a password is checked?",
		OtherAnswer: "Was a client not asked, or told something before the password was right? Then follow the name: in which form is it looked up, and what has happened already when the question is sent?",
		EarlyClose:  "Was it a guess? Then your server answered each guess as if it were the first. It has to note that there was one before, and from where. Was the server told to stop? A client that was asked for a password is one of its clients, and is told as well.",
		Nothing:     "A client waits for an answer. Check sets a guess aside: is it given back whichever way Check ends?",
		LetIn:       "The server let in a client that it should have refused. Print the two things that your server compares, as bytes. They should be all that was sent, without its line end, and the password of this account only. Was the guess one too many? Was the name taken while the password was asked for? Was the time over, or TLS too old?",
		Refused:     "Read what was said. If it is wait: which clients does your server count together, and does it count right passwords as well? If it is wrong-password: print the bytes that came, the name that was looked up, and the beginning of the hash. If it is something else, your server did not take that line as a password.",
		Unclosed:    "What does this connection wait for? The time for a name covers everything until the caller is in: the TLS handshake, the name and the password. After a wrong password there is no second try. And which goroutine does the handshake: the one that accepts, or one that may wait?",
	},
	Well: "server/accounts/guesses.go, reserve: a bucket of guesses for each address, one of which is set aside before a password is checked, so that a hundred at the same moment get no more than a hundred one after the other. server/accounts/work.go: a wrong name costs as much time as a wrong password.",
}
