package agree

import (
	"maps"
	"slices"
	"testing"

	"chatlab/lab/lesson"
	"chatlab/lab/share"
	"chatlab/lab/specimen"
)

// How much of the laws one run tries, unless it tries all (see package share). Together they
// then take about a minute of two cores.
const (
	lessonsShare   = 1  // of the broken servers, each in its lesson and all before it
	pythonShare    = 1  // of those in Python
	mutantsShare   = 10 // of the mutants
	wrongShare     = 20 // of the wrong servers in Python
	languagesShare = 1  // of the right servers in other languages
	rightShare     = 1  // of the right servers that differ
	oddShare       = 2  // of the odd servers
	probedShare    = 5  // of the odd ways of one server, which are probed
	pagesShare     = 2  // of the pages
)

// lessonsTried are the lessons whose broken servers are tried.
func lessonsTried(t *testing.T) []lesson.Lesson {
	t.Helper()
	return share.Of(t, "lessons", lessonsShare, lesson.All)
}

// pythonTried are the same for those in Python.
func pythonTried(t *testing.T) []lesson.Lesson {
	t.Helper()
	return share.Of(t, "lessons in Python", pythonShare, inPython(t))
}

// mutantsTried are the mutants that are tried.
func mutantsTried(t *testing.T) []specimen.Mutant {
	t.Helper()
	return share.Of(t, "mutants", mutantsShare, mutants(t))
}

// languagesTried are the languages other than Go whose right server is tried.
func languagesTried(t *testing.T) []string {
	t.Helper()
	return share.Of(t, "languages", languagesShare, slices.Sorted(maps.Keys(compilers)))
}
