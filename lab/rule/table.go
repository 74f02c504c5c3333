package rule

import (
	"fmt"
	"strings"

	"chatlab/lab/dialect"
	"chatlab/lab/lesson"
)

// All returns every rule, in teaching order.
func All() []Rule { return append(ofConversations(), ofCrowds()...) }

// ofConversations returns the rules about every conversation.
func ofConversations() []Rule {
	return []Rule{
		{Name: "no-echo", Clause: "P9", Lesson: 2, Symptom: lesson.Foreign, Needs: dialect.NoEcho, check: noEcho,
			Summary: "Nobody hears their own lines."},
		{Name: "unnamed-hear-nothing", Clause: "P9", Lesson: 2, Symptom: lesson.Foreign, check: unnamedHearNothing,
			Summary: "A client without a name hears nothing of what happens in the room."},
		{Name: "presence", Clause: "P13", Lesson: 2, Symptom: lesson.Doubled, check: presence,
			Summary: "Each coming and going is announced once. A refused client is never announced."},
		{Name: "whole-lines", Clause: "P2", Lesson: 3, Symptom: lesson.Formless, check: wholeLines,
			Summary: "Every line that is heard is a whole line that somebody said."},
		{Name: Loss, Clause: "P9", Lesson: 3, Symptom: lesson.Nothing, check: nothingLost,
			Summary: "What is said in the room is heard by everybody else who is there.",
			Means:   "a line was said, and somebody who should hear it never does"},
		{Name: "nothing-doubled", Clause: "P9", Lesson: 3, Symptom: lesson.Doubled, check: nothingDoubled,
			Summary: "What is said once is heard once."},
		{Name: "order-of-one", Clause: "P9", Lesson: 3, Symptom: lesson.OutOfOrder, check: orderOfOne,
			Summary: "The lines of one speaker are heard in the order in which they were said."},
		{Name: "true-roster", Clause: "P5", Lesson: 6, Symptom: lesson.OtherAnswer, Needs: dialect.Listing, check: trueRoster,
			Summary: "The list that a newcomer gets has everybody who is there, and nobody else."},
		{Name: "speakers-are-here", Clause: "P13", Lesson: 6, Symptom: lesson.OutOfOrder, Needs: dialect.Listing, check: speakersAreHere,
			Summary: "Nobody is heard before the notice that they joined, or after the notice that they left."},
		{Name: "one-order", Clause: "P12", Lesson: 6, Symptom: lesson.OutOfOrder, check: oneOrder,
			Summary: "Everybody hears the same lines in the same order."},
		{Name: "polite-close", Clause: "P16", Lesson: 7, Symptom: lesson.Reset, check: politeClose,
			Summary: "The server ends connections with FIN, not with a reset."},
		{Name: "private-stays-private", Clause: "P18", Lesson: 11, Symptom: lesson.Foreign, check: privateStaysPrivate,
			Summary: "Private text reaches the one it is for, and nobody else."},
	}
}

// ofCrowds returns the rules about a crowd with an observer.
func ofCrowds() []Rule {
	return []Rule{
		{Name: "survives", Clause: "P1", Lesson: 1, Crowd: true, Ends: true, check: survives,
			Summary: "Whatever clients do, the server does not panic and has no data race.",
			Means:   "one fault ends the server for everybody"},
		{Name: served, Clause: "P1", Lesson: 1, Crowd: true, check: everybodyIsServed,
			Summary: "A client that gives a name is let in, or told that the name is taken. All that it says is read.",
			Means:   "the server left out a client that did nothing wrong"},
		{Name: "as-observed", Clause: "P12", Lesson: 7, Crowd: true, check: asObserved,
			Summary: "While they are in the room, all clients hear what the observer hears, except for their own lines.",
			Means:   "two clients in one room did not hear the same"},
		{Name: "gone-is-gone", Clause: "P13", Lesson: 7, Crowd: true, check: goneIsGone,
			Summary: "The room is told of everybody who has left.",
			Means:   "the room still counts somebody who has gone"},
		{Name: "free-names", Clause: "P13", Lesson: 7, Crowd: true, check: freeNames,
			Summary: "A name that nobody in the room has is not refused as taken.",
			Means:   "the server keeps a name that nobody has any more"},
		{Name: "nobody-waits", Clause: "P1", Lesson: 8, Crowd: true, check: nobodyWaits,
			Summary: "What a healthy client says is passed on soon, whatever others do.",
			Means:   "one client waits for what another one does"},
		{Name: "missed-in-time", Clause: "P17", Lesson: 8, Crowd: true, check: missedInTime,
			Summary: "The room is told of a vanished host within the time that a story gives.",
			Means:   "the server noticed too late that a host had vanished"},
		{Name: "healthy-stay", Clause: "P17", Lesson: 7, Symptom: lesson.EarlyClose, Crowd: true, check: healthyStay,
			Summary: "A client that reads, and whose path carries what is sent, is not cut off."},
		{Name: "speakers-slow-down", Clause: "P17", Lesson: 7, Crowd: true, check: speakersSlowDown,
			Summary: "A client that reads, but slower than others speak, never gets far behind: the speakers are slowed down.",
			Means:   "the server keeps more and more for a client that reads steadily"},
		{Name: "told-of-the-end", Clause: "P15", Lesson: 10, Crowd: true, check: toldOfTheEnd,
			Summary: "When the server stops, everybody who is there is told, and gets a FIN.",
			Means:   "the end looks like a crash or a broken network to somebody"},
		{Name: "nothing-left", Clause: "P15", Lesson: 10, Crowd: true, check: nothingLeft,
			Summary: "A server that has ended leaves nothing running.",
			Means:   "the server has ended, and a part of it goes on"},
		{Name: NoLockWhileWaiting, Clause: "P1", Lesson: 8, Crowd: true, Ends: true, check: noLockWhileWaiting,
			Summary: "No goroutine waits for the network, or for time to pass, while it holds a lock that others need.",
			Means:   "everybody who needs that lock waits as long as its holder does"},
	}
}

// Loss is the name of the rule that nothing is lost.
const Loss = "nothing-lost"

// NoLockWhileWaiting is the name of the rule about locks that are held for too long.
const NoLockWhileWaiting = "no-lock-while-waiting"

// served is the name of the rule that everybody is let in. It needs no observer that was let in.
const served = "everybody-is-served"

// FirstLoss is the lesson that teaches the first rule about missing lines. In scenarios of
// later lessons, everything has arrived at the end.
func FirstLoss() int {
	r, _ := Find(Loss)
	return r.Lesson
}

// Page returns docs/rules.md, made from the rules' own words. section returns the anchor of the
// section of docs/protocol.md that has a clause, such as "#talking".
func Page(section func(clause string) string) string {
	var page strings.Builder
	page.WriteString(`<!-- Generated by "go test ./lab/agree -run Generated -update"; edit lab/rule/table.go. -->

# The rules

A scenario says what it looks at. The rules look at everything else: when a scenario has passed, the kit checks them against
the whole record of what its clients sent and received. A server that loses a line which no step asked for still fails.

A rule judges the scenarios of the lessons after the one that teaches it. It does not judge what can't be known. A line counts
as lost only if those who should have heard it have heard what its speaker said later. So everybody who has spoken says one
more line, of the kit's own, at the end of a scenario that has passed.

| rule | what must be true | clause | judges lessons from |
| --- | --- | --- | --- |
`)
	for _, r := range All() {
		if !r.Crowd {
			fmt.Fprintf(&page, "| %s | %s | [%s](protocol.md%s) | %02d |\n", r.Name, r.Summary, r.Clause, section(r.Clause), r.from())
		}
	}
	page.WriteString(`
## In the simulator

The simulator judges a run by all of these rules, and by some more. The step sim of a scenario uses those of earlier lessons.
One client listens all the time on a good path and says nothing: the observer. What it hears is what happened in the room,
and the kit compares everybody else with it.

| rule | what must be true | clause | judges lessons from |
| --- | --- | --- | --- |
`)
	for _, r := range All() {
		if r.Crowd {
			fmt.Fprintf(&page, "| %s | %s | [%s](protocol.md%s) | %02d |\n", r.Name, r.Summary, r.Clause, section(r.Clause), r.from())
		}
	}
	return page.String()
}
