// Package draw makes pictures of a trace. Its functions are pure: a trace.Log
// goes in, text comes out.
//
//   - visible.go: bytes as text that is safe and complete
//   - lifelines.go: who takes part, and between whom an event goes
//   - ladder.go: the ladder for a terminal; canvas.go: a row of it; wire.go: rows
//     as they happen
//   - scene.go: a trace put in order for a picture: steps, and a row for each
//     event; arrows.go: where everything in a picture is; fold.go: what is
//     folded in long ones
//   - picture.go: the page for a browser; svg.go: the picture alone; style.go:
//     colours; templates/: what both are made of
//   - capture.go: a capture for Wireshark; flow.go: the packets of a connection
package draw
