package lesson

var whoAreYou = Lesson{
	Number: 13,
	Slug:   "who-are-you",
	Title:  "Passwords on the wire",
	Goal:   "You can say what a password proves and to whom, who can read it on its way, and slow down those who guess without locking out those who know.",
	Fault:  "It looks at as many guesses as somebody cares to make, as fast as it can.",
	Option: true,
	Over:   true,
	Breaks: []string{"guesses_limited", "an_address_for_itself", "guesses_at_once"},
	Guards: map[string]string{
		"seen_on_the_wire": "it asks for something of the network, not of the server: that plain text can be read. A server that encrypts without being asked could not be spoken to",
	},
	Hints: []string{
		"How many wrong passwords may somebody send in a minute? Follow one from password in server/accounts.go to Check in server/accounts/accounts.go. Is there anything on the way that remembers the guess before it?",
		"What is to be limited: the guesses at a name, the guesses of a connection, or those of an address? Who could lock Ana out with the first? How much does the second cost somebody who may connect as often as they like? The folder has all that is needed for the third: guesses.go, which nobody calls. And of a hundred guesses at the same moment: how many have been counted when the first is looked at?",
		"In Check: source := sourceOf(from). Before the password is looked at, f.guesses.reserve(ctx, source), whose error goes to the caller. After it, in every case, f.guesses.settle(source, wrong), with a defer. Wrong is true only if a password was looked at, and was not the right one.",
	},
	Symptoms: map[Symptom]string{
		OtherAnswer: "Was a guess answered, where wait was due? Then each one was treated as if it were the first: somewhere it has to be written down that there was one before, and from where. Was somebody not asked, or told something before the password was right? Then follow the name: in which form is it looked up, and what has happened already when the question is sent?",
		EarlyClose:  "Each guess was answered, as if it were the first. Somewhere it has to be written down that there was one before, and from where.",
		Nothing:     "Somebody waits for an answer. Check sets a guess aside: is it given back whichever way Check ends?",
		LetIn:       "Somebody is in who should not be. Print both things that your server compares, as bytes. They should be all that was sent, without its line end, and the password of this account alone. Was the guess one too many? Was the name taken while the password was asked for? Was the time over, or TLS too old?",
		Refused:     "Read what was said. If it is wait: whom does your server count together, and does it count right passwords as well? If it is wrong-password: print the bytes that came, the name that was looked up, and the beginning of the hash. If it is something else, that line was taken for something else than a password.",
		Unclosed:    "Whom does this connection wait for? The time for a name covers all until the caller is in: the handshake of TLS, the name and the password. After a wrong password there is no second try. And who shakes hands with a caller: the loop that accepts, or somebody who may wait?",
	},
	Well: "server/accounts/guesses.go, reserve: a bucket of guesses for each address, one of which is set aside before a password is looked at, so that a hundred at the same moment get no more than a hundred one after the other. server/accounts/work.go: a wrong name costs as much time as a wrong password.",
}
