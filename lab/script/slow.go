package script

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// On a slow machine everything takes longer, the server's part of it too. So
// more is stretched than what an expectation waits: a server that is told to
// wait for a name for a second is told three, and the delay that is to outlast
// this is three times as long. So is the pause of a send, which is to outlast a
// server's own. Nothing is ever shortened.

// stretched returns a limit as it is here.
func (s *session) stretched(d time.Duration) time.Duration {
	return time.Duration(float64(d) * s.slow)
}

// stretchedSetting returns what a setting is here: its line of the environment.
func (s *session) stretchedSetting(line string) string {
	variable, value, _ := strings.Cut(line, "=")
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || settingOf(variable).kind != duration {
		return line
	}
	return variable + "=" + strconv.FormatFloat(seconds*max(s.slow, 1), 'f', -1, 64)
}

var timeWord = regexp.MustCompile(`\b\d+(\.\d+)?(ms|s)\b`)

// stretchedTimes returns the words of faults with their times stretched.
func (s *session) stretchedTimes(words string) string {
	return timeWord.ReplaceAllStringFunc(words, func(word string) string {
		d, err := time.ParseDuration(word)
		if err != nil {
			return word
		}
		return (time.Duration(float64(d) * max(s.slow, 1))).String()
	})
}

// longPause returns a pause as it is here: never shorter than the scenario says.
func (s *session) longPause(d time.Duration) time.Duration { return max(d, s.stretched(d)) }
