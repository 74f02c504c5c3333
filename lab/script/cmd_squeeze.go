package script

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"chatlab/lab/program"
)

var squeeze = Command{
	Name:    "squeeze",
	Args:    "descriptors N | disk N | off",
	Summary: "Let the server run out of something.",
	Detail:  fmt.Sprintf("The step lowers a limit of the system on the server (setrlimit); squeeze off lifts it again. With descriptors, the server can open N more than it has open, 1 to %d: then accept fails with EMFILE. With disk, its history can grow by N bytes: then a write is cut short or fails, as on a full disk. Only Linux can do this to a running program; elsewhere the scenario is skipped.", maxSqueeze),
	Example: `server
join ana
squeeze descriptors 1
join bruno
squeeze off
join carla`,
	run: func(s *session, args []string) (string, error) {
		limits, err := s.squeezed(args)
		if err != nil {
			return "", err
		}
		if err := s.ready(); err != nil {
			return "", err
		}
		if !s.world.Squeeze(limits) {
			return "", Unsupported("squeeze: the limits of another program can't be set here")
		}
		s.toServer("squeeze " + strings.Join(args, " "))
		return "", nil
	},
}

// maxSqueeze is how much a server may still have: more is no squeeze.
const maxSqueeze = 10_000

// squeezed reads the arguments.
func (s *session) squeezed(args []string) (limits program.Squeeze, err error) {
	if len(args) == 1 && args[0] == "off" {
		return limits, nil
	}
	if len(args) != 2 {
		return limits, usagef("what is scarce, and how much is left?")
	}
	n, err := strconv.Atoi(args[1])
	if err != nil || n < 1 || n > maxSqueeze {
		return limits, usagef("%q is not a number from 1 to %d", args[1], maxSqueeze)
	}
	switch args[0] {
	case "descriptors":
		return program.Squeeze{Descriptors: n}, nil
	case "disk":
		size, err := s.historySize()
		return program.Squeeze{FileSize: size + int64(n)}, err
	}
	return limits, usagef("%q is neither descriptors nor disk", args[0])
}

// historySize is how large the server's history is.
func (s *session) historySize() (int64, error) {
	for _, line := range s.scenario.Env {
		if variable, file, _ := strings.Cut(line, "="); variable == "HISTORY" {
			about, err := os.Stat(filepath.Join(s.files, file))
			if err != nil {
				return 0, nil // there is none yet
			}
			return about.Size(), nil
		}
	}
	return 0, usagef("squeeze disk is for a server with a history: needs history=h.log")
}
