package lesson

var halfAMessage = Lesson{
	Number: 3,
	Slug:   "half-a-message",
	Title:  "A read is not a message",
	Goal:   "You can say why one write may arrive in several reads, and two writes in one, and make a server that does not care.",
	Fault:  "It treats whatever one Read returns, at most 1024 bytes, as one message.",
	Core:   true,
	Breaks: []string{
		"split_write", "two_in_one", "long_5000", "byte_by_byte", "name_and_text_together", "split_rune", "half_line_at_close",
		"cut_on_the_way", "joined_on_the_way", "crlf", "crlf_alone", "half_a_name", "no_timer", "odd_texts",
	},
	Hints: []string{
		"TCP carries a byte stream. What in your server decides where one message ends and the next begins?",
		"A read returns what has arrived so far: half a line, or three lines. Keep what you have read until its LF (\\n) is there, and handle every line that is complete.",
		"The standard library has a reader that keeps it for you: wrap the connection in a bufio.Reader, once, when it is accepted, and call ReadString('\\n') for the name and for every line after it. What it returns together with an error is not a line: so you don't deliver half of one, as a bufio.Scanner would. Then cut off the LF, and one CR before it. A second bufio.Reader on the same connection would miss what the first has already buffered.",
	},
	InPython: map[int]string{
		3: `A file made from the socket keeps it for you: call conn.makefile("rb") once, when the caller is accepted, and readline on that file for the name and for every line after it. At the end of the stream readline returns what it has, and no error: bytes without \n at their end are not a line. Then cut off the LF, and one CR before it, and decode what is left. A second file made from this socket would miss what the first has already buffered.`,
	},
	Symptoms: map[Symptom]string{
		HalfALine:  "In the picture, look at the arrow towards the server just before. If it does not end with ⏎, your server sent something anyway: how could it have known that more was to come? If it ends with ⏎, is the beginning of the line missing? Then find that beginning in an earlier arrow. Where did your server keep it, and what did your server do between the two arrows, for this client or for another? If the beginning is there, look at the byte after which your server began a new line: what does your server take for the end of a line, and what does the protocol (clause P2)?",
		Foreign:    "Nobody should have got this line. Is it empty? Then when does your server check for an empty line: before or after it drops the CR? Is it not complete? Look for its ⏎ in the arrows towards the server: what does your server do with the rest that it kept, when the stream ends? Is it a notice about somebody who was on a list already? Then two of your threads change the room at the same moment, which is lesson 06.",
		EarlyClose: "Your server hung up on the speaker. Look at the arrow that came just before, down to its last byte. Does a character of several bytes break off there? Is there a byte in it that means something special to a function of your language? An error that nobody handles ends a connection.",
		Formless:   "The line that came has no name before it. Look at the arrow towards the server: how many ⏎ are in it, and what comes after the last one? Then count how often your server put a name before something.",
		Refused:    "Your server hung up, and the picture shows what it had said before: it did not like the name. Look at the bytes that it took as the name: are they one arrow, or the rest of an earlier one, of this connection or another? Which part of them was the name, and how could your server have known?",
		Altered:    "Look at the mark, and find the same place in the arrow towards the server. Does an arrow end there, in the middle of a character or between CR and LF? Or are there as many bytes before it as your buffer holds? Then say a short line with the same characters by hand, all at once. If it arrives as it is, your server works on what one read brings, not on a line. If it does not, some function changes the text: print it as bytes before and after each call, and look at the encoding that each call uses. Text has to arrive as it was sent, except for one CR at its end.",
		Misnamed:   "Is it only a part of the name that its owner gave? Then look at the arrows that brought the name: which part did your server take, what ended that part, and where is the rest? Is it all of it, in other letters? Then print it as bytes where your server reads it, and where it makes this line.",
		LetIn:      "The bytes came, and no line feed with them, and then a FIN. Was that a name? What does your read return at the end of the stream, and what does your server do with the bytes that come with it?",
		Nothing:    "Find the line feed of the missing line in an arrow towards the server. Is it at the end of that arrow, or in the middle, with something after it? How long is the arrow, compared with your buffer? When does your server look at what it has, and how many lines does it take out each time?",
	},
	Well: "server/wire/lines.go, Splitter.Lines: the rest of an unfinished line is kept between reads, and every line that a read completes is handed out. It has a limit, which bufio.Reader.ReadString does not have: lesson 04.",
}
