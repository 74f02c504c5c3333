// Package draw makes pictures of a trace. Its functions are pure: they turn a trace.Log into text.
//
//   - visible.go: bytes as text that is safe and complete
//   - lifelines.go: the life lines, and between which an event goes
//   - ladder.go: the ladder for a terminal; canvas.go: a row of it; wire.go: rows as they happen
//   - scene.go: a trace in order for a picture: steps, and a row for each event; joined.go: a row
//     for the parts of a read whose middle is left out; openlines.go: where a line is still open;
//     says.go: a row in words
//   - arrows.go: the layout of a picture; blocks.go, outline.go: the payload on an arrow;
//     waiting.go: writes and bytes that wait; remarks.go: what is said about a moment; narrow.go:
//     the layout where a page has little room; fold.go: which rows of a long picture are folded;
//     pauses.go: where nothing is seen for a long time; signs.go: what its legend explains
//   - ends.go: which connections have ended; failed.go: what a row says about a failed step
//   - ribbon.go: what was meant, above what was made of it
//   - picture.go: the page for a browser; svg.go: the picture alone; live.go: rows for a page
//     that shows a trace while it grows; style.go: colours; templates/: the parts of all three
//   - capture.go: a capture for Wireshark; flow.go: the packets of a connection
package draw
