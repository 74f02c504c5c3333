// Written by "lab start". It runs the lesson's scenarios on the program in
// this folder: go test ./work/08-slow-reader

package main

import (
	"testing"

	"chatlab/lab/labtest"
)

func TestLesson(t *testing.T) {
	labtest.Test(t, "08-slow-reader")
}
