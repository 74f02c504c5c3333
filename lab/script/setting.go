package script

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"chatlab/lab/cert"
)

// A setting is a value that a scenario may ask the server to change. Nobody wants to wait
// half a minute for a limit of half a minute. It reaches the server in its environment, so
// a server in any language can have it. A server without the setting is not asked.
type setting struct {
	name     string // the name in needs, --supports and dialect files
	variable string // the name in the server's environment
	text     string // what it is, and its usual value, for docs/protocol.md

	// value turns what a scenario writes into the variable's value. It is nil for a
	// setting that takes no value.
	value func(word string) (string, error)

	kind settingKind
}

// settingKind says what kind of value a setting has.
type settingKind int

const (
	plainValue  settingKind = iota
	duration                // a slow machine needs a longer one
	madeFile                // a file that the run makes, among the scenario's files
	carriedFile             // a file that the scenario carries
)

func (k settingKind) isFile() bool { return k == madeFile || k == carriedFile }

// nameTimeSetting names the setting of the time that a caller has to give its name.
const nameTimeSetting = "name-time"

// settings are all settings.
var settings = []setting{
	{nameTimeSetting, "NAME_TIME", "the time that a caller has to give its name (P8), in seconds; 30 if it is not set", seconds, duration},
	{"most-clients", "MOST_CLIENTS", "how many connections there may be at once (P14); 10,000 if it is not set", whole, plainValue},
	{"history", "HISTORY", "a file in which it keeps what is said (P19); none if it is not set", fileName, madeFile},
	{"accounts", "ACCOUNTS", "a file of names with their passwords, hashed (P20), as `htpasswd -B` makes it; none if it is not set", fileName, carriedFile},
	{"tls", tlsCert, "takes no value; PEM files with a certificate and, in `TLS_KEY`, its private key: the server speaks TLS (P21); plain text if they are not set", nil, madeFile},
}

// seconds reads a time such as 500ms and returns the number of seconds, such as 0.5, which
// any language can read.
func seconds(word string) (string, error) {
	d, err := time.ParseDuration(word)
	if err != nil || d <= 0 {
		return "", fmt.Errorf("%q is not a time such as 500ms or 2s", word)
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64), nil
}

// whole reads a whole number.
func whole(word string) (string, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 {
		return "", fmt.Errorf("%q is not a number such as 3 or 100", word)
	}
	return strconv.Itoa(n), nil
}

// fileName reads the name of a file that the scenario carries, or that the server makes.
func fileName(word string) (string, error) {
	if !filepath.IsLocal(word) || filepath.Base(word) != word {
		return "", fmt.Errorf("%q is not a file name such as h.log", word)
	}
	return word, nil
}

// readNeed reads one word of needs: a feature, or a setting and its value. For a setting
// it also returns the line for the server's environment.
func readNeed(word string) (feature, line string, err error) {
	feature, value, isSet := strings.Cut(word, "=")
	if !featureName().MatchString(feature) {
		return "", "", usagef("%q is not a feature: features have small letters and hyphens", feature)
	}
	for _, s := range settings {
		switch {
		case s.name != feature:
		case s.value == nil && !isSet:
			return feature, s.variable + "=" + cert.CertFile, nil
		case s.value == nil:
			return "", "", usagef("%s takes no value", feature)
		case !isSet:
			return "", "", usagef("%s is a setting, and needs a value: %s=…", feature, feature)
		default:
			text, err := s.value(value)
			if err != nil {
				return "", "", usagef("%s: %v", feature, err)
			}
			return feature, s.variable + "=" + text, nil
		}
	}
	if isSet {
		return "", "", usagef("%s is not a setting; there are %s", feature, settingNames())
	}
	return feature, "", nil
}

// settingOf returns the setting of a variable in the environment.
func settingOf(variable string) setting {
	at := slices.IndexFunc(settings, func(s setting) bool { return s.variable == variable })
	return settings[at]
}

// environment returns the lines that the scenario's settings add to the server's
// environment.
func (s *session) environment() (lines []string, err error) {
	for _, line := range s.scenario.Env {
		variable, file, _ := strings.Cut(line, "=")
		switch {
		case variable == tlsCert:
			files, err := s.certificate()
			if err != nil {
				return nil, err
			}
			lines = append(lines, files...)
			continue
		case settingOf(variable).kind.isFile():
			line = variable + "=" + filepath.Join(s.files, file)
		}
		lines = append(lines, s.stretchedSetting(line))
	}
	return lines, nil
}

// carried checks that the scenario carries the file that a line of the environment names,
// if the setting needs one.
func (s *session) carried(line string) error {
	variable, file, _ := strings.Cut(line, "=")
	if settingOf(variable).kind != carriedFile {
		return nil
	}
	_, err := s.scenario.carries(file)
	return err
}

func settingNames() string {
	var names []string
	for _, s := range settings {
		names = append(names, s.name)
	}
	return strings.Join(names, ", ")
}

// SettingsTable returns the table of settings for docs/protocol.md.
func SettingsTable() string {
	var table strings.Builder
	table.WriteString("| setting | in the environment | what it is |\n| --- | --- | --- |\n")
	for _, s := range settings {
		fmt.Fprintf(&table, "| `%s` | `%s` | %s |\n", s.name, s.variable, s.text)
	}
	return table.String()
}
