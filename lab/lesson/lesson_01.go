package lesson

var oneAtATime = Lesson{
	Number: 1,
	Slug:   "one-at-a-time",
	Title:  "One goroutine per connection",
	Goal:   "You can say what a server does while it waits for one caller, and make it serve many at once.",
	Fault:  "It serves a caller to the end before it accepts the next one.",
	Core:   true,
	Breaks: []string{"second_caller_served", "silent_caller_blocks_nobody", "twenty_at_once"},
	Hints: []string{
		"The second caller is connected: the kernel did that. Who greets it? Follow your server's main loop, line by line: where is it while the first caller is connected?",
		"Accept takes the next caller out of the kernel's queue. Nothing calls Accept again until serve returns, and serve returns when its caller has gone. Your server has to go on accepting while it serves others.",
		"Go has a word for \"do this, and do not wait for it\": go. Put it before the call of serve in main. A lock already guards the list of who is here, so many can run at once.",
	},
	InPython: map[int]string{
		3: "threading.Thread runs a function beside the others: Thread(target=serve, args=(conn,), daemon=True).start() starts one and does not wait for it. Put that in place of the call of serve in main. Do not write target=serve(conn): that serves the caller first. A lock already guards the list of who is here, so many can run at once.",
	},
	Symptoms: map[Symptom]string{
		Nothing: "There is a connection, and nothing came over it. The kernel made it: it connects callers before the program accepts them, as many as fit into its queue. What is your program doing at that moment, instead of accepting this one? If it has accepted this one, who should greet it, and what is that thread doing? Count those who are connected: is there a number of your server that they have reached?",
	},
	Well: "server/server.go, Server.acceptLoop and Server.start: one goroutine reads each connection, and the loop goes straight back to Accept. Each is counted in a WaitGroup, so that the server can wait for all of them when it closes: lesson 10.",
}
