package lesson

var silence = Lesson{
	Number: 9,
	Slug:   "silence",
	Title:  "Timeouts, keepalive, half-open connections",
	Goal:   "You can say what silence on a connection may mean, who has to ask, and give each wait of a server the right limit.",
	Fault:  "Its waits have no limit: for a name, for a peer that does not answer any more, for a client that takes nothing.",
	Over:   true,
	Breaks: []string{"no_name_in_time", "slow_dribble", "vanished_peer_noticed", "owed_to_the_vanished"},
	Hunted: 30,
	Hints: []string{
		"Go through the server and write down each call that waits for a client: where does it read, where does it write? For each of them: what ends the wait if that client never does anything again?",
		"There are three waits, and they need three different limits. For the name: a clock that starts when the caller connects, in newConn, and stops once, when the name is there. For a silent member: the kernel can ask, so tell it to, in tune. For a write: a deadline, in outbox.go; a client that takes a little each time is slow, one that takes nothing is gone. limits.go has all the times: NameTime, Idle, ProbeEvery, Probes, WriteTime.",
		"The name: time.AfterFunc(s.Limits.NameTime, …) in newConn; what it runs puts wire.Refusal(wire.Timeout, …) into c.out, and calls c.end(timedOut). Stop the timer where the name is claimed, and where run ends. Stop returns false if the timer has gone off already: then the name comes too late, and must not be let in. Keepalive: the KeepAliveConfig in tune, with Enable, Idle, Interval, Count. Writes: patienceLocked answers WriteTime while closeBy is zero, and deadlineLocked needs no case of its own for that any more.",
	},
	Symptoms: map[Symptom]string{
		Nothing:    "The client sends nothing more, and the server waits for it in a Read. Nothing will ever wake that goroutine. What could wake it, and when must you tell it to? Does your server look at a clock only when bytes come in? Then it never looks while nothing comes.",
		Unclosed:   "The client sends nothing more, and the server waits for it in a Read. Nothing will ever wake that goroutine. What could wake it, and when must you tell it to? Does your server look at a clock? If it looks only when bytes come in, it never looks while nothing comes: then the wait itself needs an end, or a timer has to do the work. If the client was told that its time is over, who closes the connection then?",
		LetIn:      "The name was complete too late, and your server took it. When does its clock start, and what starts it again? P8 gives one time for the whole name, from the moment when the client connects, however slowly the name comes in. Or was the name taken? A member that says nothing for long is still there, and keeps its name.",
		Refused:    "This client was told that its time is over, and it was not. When did its clock start, and is there one for each client? How long is it if nobody sets it?",
		EarlyClose: "A member may be silent for as long as it likes. A timer of your server has ended this connection. Let it print which one. Does the timer for the name stop when the name has come, and when its caller goes without one? Is the time limit for one wait used for another?",
		NoAnswer:   "The connection ended in time, and its client was not told why. Who closes it when the clock goes off, and what has to be sent before?",
	},
	Well: "server/conn.go, newConn, nameTimeOver, stopNaming and tune: a timer for the name, set once and stopped once; keepalive for those who are in. The time for a write that gets nowhere is in server/outbox.go, write and patienceLocked.",
}
