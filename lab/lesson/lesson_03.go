package lesson

var halfAMessage = Lesson{
	Number: 3,
	Slug:   "half-a-message",
	Title:  "A read is not a message",
	Goal:   "You can say why one write may arrive in several reads, and two writes in one, and make a server that does not care.",
	Fault:  "It takes whatever one Read returns, at most 1024 bytes, for one message.",
	Core:   true,
	Breaks: []string{
		"split_write", "two_in_one", "long_5000", "byte_by_byte", "name_and_text_together", "split_rune", "half_line_at_close",
		"cut_on_the_way", "joined_on_the_way", "crlf", "half_a_name", "no_timer", "odd_texts",
	},
	Hints: []string{
		"TCP carries a byte stream. What in your server decides where one message ends and the next begins?",
		"A Read returns what has arrived so far: half a line, or three lines. Keep what you have read until its LF (\\n) is there, and handle every line that is complete.",
		"The std library has a reader that does the keeping: wrap the connection in a bufio.Reader, once, when it is accepted, and call ReadString('\\n') for the name and for every line after it. What it returns together with an error is no line: that stops you from delivering half of one, as a bufio.Scanner would. Then cut off the LF, and one CR before it. A second bufio.Reader on the same connection would miss what the first has already buffered.",
	},
	Symptoms: map[Symptom]string{
		HalfALine:  "In the picture, look at the arrow towards the server that came just before: it does not end with ⏎, and an arrow goes out all the same. How could your server have known that more was to come?",
		Foreign:    "The line that came has no name before it. Look at the arrow towards the server: how many ⏎ are in it, and what stands behind the last one? Then count how often your server put a name before something.",
		EarlyClose: "Your server hung up on the speaker, and the picture shows what it had said before: it did not like the name. Look at the arrow that it read as the name. Which part of it was the name, and how could it have known?",
	},
	Well: "server/wire/lines.go, Splitter.Lines: the rest of an unfinished line is kept between reads, and every line that a read completes is handed out. It has a bound, which bufio.Reader.ReadString has not: lesson 04.",
}
