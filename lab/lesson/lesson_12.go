package lesson

var history = Lesson{
	Number: 12,
	Slug:   "history",
	Title:  "What survives a crash",
	Goal:   "You can say where a line is between a write and a disk, promise only what a crash cannot take back, and pay once for many lines.",
	Fault:  "It collects lines in a buffer of its own, and shows them before they are written: a crash loses them.",
	Option: true,
	Over:   true,
	Breaks: []string{"crash_loses_nothing_shown", "any_text_comes_back", "much_comes_back", "disk_full"},
	Hints: []string{
		"Where is a line at the moment when Bruno is shown it? Follow Keep in server/history/history.go to commit, and from there to write in commit.go. What happens to each of these places when the program is killed?",
		"commit calls write, and then show for each line. So when write returns nil, nothing may be able to take the line back. What does it take for that? A call of Write puts the bytes into the kernel. Sync asks the kernel to put them onto the disk, and waits for it.",
		"Let write do it all, each time: empty the buffer first (l.buffer = l.buffer[:0]), append the records, and then do what flush does. You need not collect anything any more: while one goroutine writes, the lines of the others wait in l.waiting, and the next one takes them all. Close then has nothing to flush.",
	},
	Symptoms: map[Symptom]string{
		Nothing:     "Members were shown this line, and a newcomer is not. Is it in the file (HISTORY=h.log go run ./work/12-history)? If it is not: when was it written, before it was shown or later? Look after a kill -9, and after a start, too. If it is: which lines of the file does your server choose at its start, and to whom does it show them?",
		PassedOn:    "The line was shown, and there was no room for it in the file. What does your call of Write return then, and when: at once, or when a buffer is emptied later? What checks that, before or after the line is shown?",
		Foreign:     "Count the lines that the newcomer was shown, and their bytes. P19 says at most twenty lines and 256 KiB: the latest ones, each of them whole. Or was this line never said to all: is it a notice, private text, a line that was refused? Where does your server decide what it keeps?",
		Skipped:     "Compare the lines that came with those that were said last. What does your server count: lines, reads, or also things that are not lines? Is the missing one longer than the buffer that reads the file? Was it said while the newcomer was being shown the others?",
		Altered:     "Look for this line in the file. Is it there as it was shown to those who were in the room? Then reading changes it: at which bytes does your reader end a line, and which encoding does it use? If it is not, writing changes it. A line is kept as it was shown: cleaned, with the name as it was given, and without the extra slash.",
		OutOfOrder:  "The history has one order: the one in which the lines were said. In which order are the lines in the file? Which of them does your server take, and from which end does it begin?",
		Doubled:     "Is this line in the file twice? Then something writes it twice: one write for each listener, or one more at each start. Is it there once? Then the newcomer got it live and from the history. What can be said after the server takes the history and before the newcomer hears the room?",
		HalfALine:   "This is not a whole line that was said to all. Is it the text of a command? Then your server keeps what it should not. Is its end missing? Then look for a limit: in the record, in the buffer that reads, in what one Write took.",
		Unannounced: "A notice is missing. One comes before the history and one after it, and the room is told when a line can't be kept. Which of them came, and where does your server leave out the other?",
	},
	Well: "server/history/commit.go, commit: one goroutine at a time writes what all others have brought meanwhile, syncs once, and only then shows it, in the order of the file. A busy room does not pay for each line; a quiet one pays for a sync that nobody notices.",
}
