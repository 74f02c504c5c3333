package lesson

var howLongIsALine = Lesson{
	Number: 4,
	Slug:   "how-long-is-a-line",
	Title:  "Limits are part of a protocol",
	Goal:   "You can say what a server must do with input that is larger than it wants, and keep its memory bounded without hurting anybody.",
	Fault:  "Its line reader stops at 64 KiB, and the connection ends without a word.",
	Breaks: []string{"line_over_limit_told", "next_line_is_read", "line_at_limit", "others_unharmed", "endless_line_bounded_memory"},
	Hints: []string{
		"The protocol says how long a line may be, to the byte, and what happens to a longer one (clause P3). What decides in your server how long a line may be, and what happens then?",
		"bufio.Scanner has a limit of its own, a little below 64 KiB. When a line does not fit, Scan returns false, as at the end of the input, and Err says why. Your loop can't tell the two apart, and there is no way to go on with the same Scanner.",
		"A bufio.Reader can go on. Make one with room for the longest line and its line feed (bufio.NewReaderSize(conn, 65536+1)) and call ReadSlice('\\n'): bufio.ErrBufferFull says that the line is longer than that. Then read slices and drop them until one comes without that error: there the long line ends. Tell its owner, and go on with the next.",
	},
	InPython: map[int]string{
		2: "readline(MAX_LINE) returns MAX_LINE bytes at most, and counts the LF as one of them. So a line of exactly that length comes without its LF, and the first part of a longer line does, too. Half a line at the end of the stream has no LF either. read_line takes all three for the end of the stream.",
		3: `Ask for one byte more: readline(MAX_LINE + 1). If what comes is not empty and does not end in \n, and the stream has not ended, the line is longer than that. Then read parts and drop them until one ends in \n: there the long line ends. If b"" comes, the stream ends before the line does. Tell its owner while you hold the lock, because sendall may need several steps and other threads send there, too. Go on with the next line.`,
	},
	Symptoms: map[Symptom]string{
		Reset:      "The reset came from your server. The kernel sends one when a program closes a connection that still has unread bytes. So your program closed it in the middle of the line. What made it leave its loop?",
		EarlyClose: "Your server closed the connection while its client was still sending. Which of your loops ended, and why: because the stream had ended, or because a line did not fit? After a line that is too long the connection stays, and the next line counts again (P3).",
		PassedOn:   "Count the bytes of that line, without its line feed: your server should have skipped it. What counts in your server, does it count bytes or characters, and does it check for longer than the limit, or for at least as long?",
		HalfALine:  "Your server took a part of the long line as a line of its own. The story says how many bytes of it came. Are they the first ones, as many as the limit allows? A line that is too long has to be dropped, all of it, and its sender told. Are they the last ones? Your server drops what it has once it knows that a line is too long. How does it remember, at the next read, that it is still in the middle of that line, and which byte does it wait for?",
		Altered:    "Count the bytes of the line that came, and of the one that was sent. Is only its end missing? Then which number of your server is that: a limit, a buffer, or one of them less the name? The limit of P3 is for the line that a client sends. The line that your server makes of it is longer. Is the length the same? Then find the byte at the mark in the arrow towards the server, and print the text as bytes before and after each function.",
		Nothing:    "Count the bytes of the line that is missing, and of the one before it. Is it, with its line feed, as long as your buffer, or as one of your reads? Then what does your server do when a read is full? If it is within the limit: what does your server count, and when does it start to count again? If a long line came before it: where does the long one end, and what did your server do with the bytes after that place?",
	},
	Well: "server/wire/lines.go, Splitter.Lines: a line that is too long is reported once, as soon as that is known. What comes up to its line feed is skipped, and none of it is kept.",
}
