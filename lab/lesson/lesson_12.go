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
		Nothing:  "Somebody was shown the line, the server was killed, and the line is gone. Look at the file after a crash (HISTORY=h.log go run ./work/12-history, and kill -9): is it in there? And a moment before the crash?",
		PassedOn: "The line was shown, and there was no room for it in the file. What does your call of Write return then, and when: at once, or when a buffer is emptied later? Who looks at that, and is it before the line is shown or after?",
	},
	Well: "server/history/commit.go, commit: whoever has the turn writes what all others have brought meanwhile, syncs once, and only then shows it, in the order of the file. A busy room does not pay for each line; a quiet one pays a sync that nobody notices.",
}
