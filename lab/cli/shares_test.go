package cli

import (
	"testing"

	"chatlab/lab/share"
)

// longTests are the tests that take more than 7 seconds of processor time each. One run tries
// longShare of them (see share.Long).
var longTests = []string{
	"TestCheckOwnCore", "TestCheckOwnWithoutMuch", "TestHowToLookCloser", "TestSimFindsAndReplays", "TestSimOfWhatCannotRun",
	"TestSimTellsOfCrashes", "TestStartOwn", "TestStudentsWay", "TestVet", "TestVetOfAFolderWithoutALesson", "TestVetOfBrokenMutants", "TestVetOfHiddenScenarios",
}

const longShare = 1

// isLong leaves a long test out, unless it is in the share that is tried.
func isLong(t *testing.T) {
	t.Helper()
	share.Long(t, longShare, longTests)
}
