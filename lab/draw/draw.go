// Package draw makes pictures of a trace. Its functions are pure: a trace.Log
// goes in, text comes out.
//
//   - ladder.go: the ladder for a terminal; canvas.go: a row of it
//   - visible.go: bytes as text that is safe and complete
package draw
