package lesson

// All is every lesson, in teaching order.
var All = []Lesson{
	oneAtATime,
	firstChat,
	halfAMessage,
	howLongIsALine,
	sameName,
	sharedRoom,
	gone,
	slowReader,
	silence,
	cleanShutdown,
	private,
	history,
	whoAreYou,
	aThousand,
}
