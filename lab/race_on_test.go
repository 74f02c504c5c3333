//go:build race

package main

// raceDetector reports whether these tests were built with Go's race detector.
const raceDetector = true
