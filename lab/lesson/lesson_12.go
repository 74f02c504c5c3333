package lesson

var history = Lesson{
	Number: 12,
	Slug:   "history",
	Title:  "What survives a crash",
	Goal:   "You can say where a line is between a write and a disk, promise only what a crash cannot take back, and pay for it once for many.",
	Fault:  "It collects what is to be kept in a buffer of its own, and shows lines that are in there: a crash takes them along.",
	Option: true,
	Over:   true,
	Breaks: []string{"crash_loses_nothing_shown", "any_text_comes_back", "much_comes_back", "disk_full"},
	Hints: []string{
		"Where is a line at the moment at which Bruno is shown it? Follow Keep in server/history/history.go to commit, and from there to write in commit.go. What becomes of each of these places when the program is killed?",
		"commit calls write, and then show for each line. So whatever write has done when it returns nil has to be enough: after it nobody may be able to take the line back. What is enough? A call of Write puts the bytes into the kernel. Sync asks the kernel to put them onto the disk, and waits for it.",
		"Let write do it all, each time: empty the buffer at its beginning (l.buffer = l.buffer[:0]), append the records, and go on to what flush does. Nothing has to be collected any more: while one writes, the others' lines wait in l.waiting, and the next one takes them all. Close then has nothing to flush.",
	},
	Symptoms: map[Symptom]string{
		Nothing:     "Somebody was shown this line once, and a newcomer is not. Is it in the file (HISTORY=h.log go run ./work/12-history)? If it is not: when was it written, before it was shown or later? Look after a kill -9, and after a start, too. If it is: which lines of the file does your server choose at its start, and to whom does it show them?",
		PassedOn:    "The line was shown, and there was no room for it in the file. What does your call of Write return then, and when: at once, or when a buffer is emptied later? Who looks at that, and is it before the line is shown or after?",
		Foreign:     "Count the lines that the newcomer was shown, and their bytes. P19 says twenty, and 256 KiB: the latest ones, each of them whole. Or is this a line that was never said to all: a notice, private text, a line that was refused? Where does your server decide what it keeps?",
		Skipped:     "Compare the lines that came with those that were said last. What does your server count: lines, reads, or also what is no line at all? Is the missing one longer than the buffer that reads the file? Was it said while the newcomer was being shown the others?",
		Altered:     "Look for this line in the file. Is it there as it was shown to those who were in the room? Then reading changes it: at which bytes does your reader end a line, and which encoding does it take? Is it not? Then writing does. A line is kept as it was shown: cleaned, with its name as it was given, and after the slash is gone.",
		OutOfOrder:  "The history has one order, that in which all was said. In which order do the lines stand in the file? Then which of them does your server take, and from which end does it begin?",
		Doubled:     "Is this line in the file twice? Then something writes it twice: one write for each listener, or one more at each start. Is it there once? Then the newcomer got it live and from the history. What can be said between the moment at which the history is taken and the one from which the newcomer hears the room?",
		HalfALine:   "This is no whole line that was said to all. Is it the text of a command? Then your server keeps what it should not. Is its end missing? Then look for a limit: in the record, in the buffer that reads, in what one Write took.",
		Unannounced: "A notice is missing. One comes before the history and one after it, and the room is told when a line can't be kept. Which of them came, and where does your server leave out the other?",
	},
	Well: "server/history/commit.go, commit: whoever has the turn writes what all others have brought meanwhile, syncs once, and only then shows it, in the order of the file. A busy room does not pay for each line; a quiet one pays a sync that nobody notices.",
}
