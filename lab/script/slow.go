package script

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/lazyregexp"
)

// On a slow machine everything takes longer, including what the server does. So --slow
// stretches more than the limits of expectations. With --slow 3, a server that should wait one
// second for a name is told to wait three. The delay that must outlast this is three times as
// long too, and so is the pause of a send. A pause in a scenario that tells the server no time
// stays as it is: it may have to be shorter than a time that is fixed, such as the ten seconds
// of P17. Nothing is ever shortened.

// stretched returns a limit, stretched for this machine.
func (s *session) stretched(d time.Duration) time.Duration {
	return time.Duration(float64(d) * s.slow)
}

// stretchedSetting returns a setting's line of the environment, stretched for this
// machine.
func (s *session) stretchedSetting(line string) string {
	variable, value, _ := strings.Cut(line, "=")
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || settingOf(variable).kind != duration {
		return line
	}
	return variable + "=" + strconv.FormatFloat(seconds*max(s.slow, 1), 'f', -1, 64)
}

var timeWord = lazyregexp.New(`\b\d+(\.\d+)?(ms|s)\b`)

// stretchedTimes returns the words of faults with their times stretched.
func (s *session) stretchedTimes(words string) string {
	return timeWord().ReplaceAllStringFunc(words, func(word string) string {
		d, err := time.ParseDuration(word)
		if err != nil {
			return word
		}
		return (time.Duration(float64(d) * max(s.slow, 1))).String()
	})
}

// pause returns a pause, stretched for this machine if the scenario tells the server a time.
func (s *session) pause(d time.Duration) time.Duration {
	told := func(line string) bool { return s.stretchedSetting(line) != line }
	if !slices.ContainsFunc(s.scenario.Env, told) {
		return d
	}
	return max(d, s.stretched(d))
}
