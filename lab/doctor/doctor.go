// Package doctor examines a machine. It says what the kit can use, what is missing, and what
// to do about it. It changes nothing.
//
//   - doctor.go: Examine, Env and the table of checks
//   - tools.go: Go, a C compiler, temporary files, git, optional programs
//   - network.go: loopback, localhost, the kit's port
//   - kit.go: the clone itself, and the line ends of its files
//
// To add a check, write a function like those in tools.go and put it into the table. Then add
// the case that makes it fail to doctor_test.go.
package doctor

import (
	"context"
	"net"
	"time"
)

// A State is the result of a check.
type State string

// The states. The kit works unless something is Missing.
const (
	Fine    State = "fine"
	Hint    State = "hint" // good to know, or something optional is missing
	Missing State = "missing"
	skipped State = "" // the check does not apply to this machine
)

// A Check is what the doctor found about one thing.
type Check struct {
	Name  string `json:"name"`
	State State  `json:"state"`
	Found string `json:"found"`        // what there is
	Do    string `json:"do,omitempty"` // what to do about it; empty: nothing
}

// An Env is the machine, as far as checks ask for it.
type Env struct {
	GOOS   string
	Kit    string // the root of the clone; empty: we are not in a clone
	Proc   string // the folder /proc of Linux
	Find   func(program string) (path string)
	Output func(ctx context.Context, dir, program string, args ...string) (string, error)
	Listen func(ctx context.Context, addr string) (net.Listener, error)
	Dial   func(ctx context.Context, addr string) (net.Conn, error)
	// Temporary makes a folder for the kit's temporary files.
	Temporary func() (dir string, remove func(), err error)

	Looking func(name string) // called as each check begins; nil: nobody wants to know

	Resolve func(ctx context.Context, host string) (addrs []string, err error)
}

// limit is how long one check may take. A command such as go may have to read much at its
// first start.
const limit = 30 * time.Second

// checks are all checks, in the order of the report.
var checks = []struct {
	name string
	look func(context.Context, Env) Check
}{
	{"clone", clone},
	{"go", goVersion},
	{"C compiler", compiler},
	{"temporary files", temporary},
	{"loopback", loopback},
	{"closed port", closedPort},
	{"firewall", firewall},
	{"IPv6", ipv6},
	{"localhost", localhost},
	{"port 5000", port5000},
	{"WSL", wsl},
	{"line ends", lineEnds},
	{"git", git},
	{"tools", tools},
}

// Examine runs all checks that apply to this machine.
func Examine(ctx context.Context, env Env) []Check {
	var all []Check
	for _, c := range checks {
		if env.Looking != nil {
			env.Looking(c.name)
		}
		ctx, cancel := context.WithTimeout(ctx, limit)
		result := c.look(ctx, env)
		cancel()
		if result.Name = c.name; result.State != skipped {
			all = append(all, result)
		}
	}
	return all
}

func fine(found string) Check        { return Check{State: Fine, Found: found} }
func hint(found, do string) Check    { return Check{State: Hint, Found: found, Do: do} }
func missing(found, do string) Check { return Check{State: Missing, Found: found, Do: do} }
