package script

import (
	"slices"
	"strconv"

	"chatlab/lab/lazyregexp"
)

// A cast is what a rehearsal knows about the clients: what the steps so far do to them,
// whatever the server answers.
type cast struct {
	paths []string         // clients whose path can get faults
	words []string         // each may be a client's name
	roles map[string]*role // the clients whose names are certain
	ended bool             // a step has ended the server, or may have ended it
}

// A role is one client.
type role struct {
	named  bool // it has joined
	spoke  bool // it has sent something, which may have named it
	frozen bool
	over   bool // the scenario has ended its connection, or its half of it
}

func newCast(paths []string) *cast { return &cast{paths: paths, roles: make(map[string]*role)} }

// Errors for a step that does not fit the steps before it. A rehearsal finds most of them.
// Those that depend on the server are found when the step runs.
var (
	errStillRunning = usagef("the server is still running; interrupt and exits come first")
	errOneFrozen    = usagef("--owed needs exactly one frozen client")
	errSpeakers     = usagef("each client must have joined before, and be named once")
)

func errThereAlready(name string) error { return usagef("there is a client %s already", name) }

func errJoinedBefore(name string) error {
	return usagef("a client %s joined before; for another one with that name write connect second, send second '%s\\n'", name, name)
}

func errAlone(name string) error {
	return usagef("silence can't be proven with %s alone: let another client join first", name)
}

func errNoNameYet(name string) error {
	return usagef("%s has no name yet: what it sends first is its name", name)
}

func errEndedBefore(name string) error {
	return usagef("the scenario has ended the connection of %s before", name)
}

func errHasPath(name string) error {
	return usagef("%s has a path, and a path connects to the server from its own address", name)
}

// play notes what a step does. The error is a usageError: the step does not fit the steps
// before it. What happens at the same moment is only noted.
func (k *cast) play(step []string) error {
	if step[0] != together.Name {
		err := k.unfit(step)
		k.do(step)
		return err
	}
	parts, _ := apart(step[1:]) // none if there is a mistake, which was reported before
	for _, p := range parts {
		k.do(append([]string{p.Name}, p.args...))
	}
	return nil
}

// unfit says why a step does not fit the steps before it.
func (k *cast) unfit(step []string) error {
	command, args := step[0], step[1:]
	for i, name := range newcomers(step) {
		r := k.roles[name]
		switch {
		case command == join.Name && (slices.Contains(args[:i], name) || r != nil && r.named):
			return errJoinedBefore(name)
		case command == connect.Name && callsFrom(args) && slices.Contains(k.paths, name):
			return errHasPath(name)
		case command != join.Name && r != nil:
			return errThereAlready(name)
		}
	}
	for i, name := range args {
		if r := k.roles[name]; command == converse.Name && r != nil && (slices.Contains(args[:i], name) || r.nameless()) {
			return errSpeakers
		}
	}
	switch who := k.first(args); {
	case command == restart.Name && !k.ended:
		return errStillRunning
	case command == flood.Name && slices.Contains(args, "--owed") && k.howManyFrozen() != 1:
		return errOneFrozen
	case who == "":
	case command == drip.Name && k.roles[who].nameless():
		return errNoNameYet(who)
	case command == quiet.Name && k.roles[who].named && len(k.roles) == 1:
		return errAlone(who)
	case slices.Contains(speaking, command) && k.roles[who].over:
		return errEndedBefore(who)
	}
	return nil
}

// callsFrom reports whether connect is told an address to call from.
func callsFrom(args []string) bool {
	how, _, _ := connectFlagsOf(args)
	return how.from != ""
}

// newcomers are the names of the clients that a step makes. A step with a mistake may make
// none.
func newcomers(step []string) []string {
	command, args := step[0], step[1:]
	switch command {
	case join.Name, clientProgram.Name:
		return args
	case connect.Name:
		_, names, _ := connectFlagsOf(args)
		return names
	case race.Name:
		return args[min(1, len(args)):]
	case crowd.Name:
		if len(args) == 0 {
			return nil
		}
		if n, err := strconv.Atoi(args[0]); err == nil && n >= 1 && n <= maxCrowd {
			return crowdNames(n, slices.Concat(args[1:], []string{"guest"})[0])
		}
	}
	return nil
}

// speaking are the commands with which the first client they name sends something.
var speaking = []string{say.Name, send.Name, drip.Name, flood.Name}

// do notes what a step does.
func (k *cast) do(step []string) {
	command, args := step[0], step[1:]
	if slices.Contains([]string{connect.Name, join.Name, crowd.Name, race.Name, guess.Name, clientProgram.Name}, command) {
		k.words = append(k.words, args...)
	}
	for _, name := range newcomers(step) {
		k.add(name).named = command != connect.Name
	}
	switch command {
	case crowd.Name:
		k.words = append(k.words, "guest")
	case interrupt.Name, crash.Name, exits.Name:
		k.ended = true
	case restart.Name:
		k.ended = false
	}
	for _, name := range args {
		r := k.roles[name]
		if r == nil {
			continue
		}
		switch command {
		case connect.Name:
			continue // it has said nothing yet
		case freezeClient.Name, thawClient.Name:
			r.frozen = command == freezeClient.Name
		case resetConn.Name, closeConn.Name, halfClose.Name:
			r.over = true
		}
		r.spoke = true
	}
}

// add adds a client, if it is not known yet.
func (k *cast) add(name string) *role {
	if k.roles[name] == nil {
		k.roles[name] = &role{}
	}
	return k.roles[name]
}

// first is the first word that is a client's name; empty if there is none.
func (k *cast) first(args []string) string {
	for _, word := range args {
		if k.roles[word] != nil {
			return word
		}
	}
	return ""
}

// howManyFrozen counts the clients that may be frozen and have a name.
func (k *cast) howManyFrozen() (n int) {
	for _, r := range k.roles {
		if r.frozen && !r.nameless() {
			n++
		}
	}
	return n
}

// nameless reports whether the client certainly has no name yet.
func (r *role) nameless() bool { return !r.named && !r.spoke }

var trailingDigits = lazyregexp.New(`[0-9]+$`)

// knows reports whether a client may have that name. Clients of a crowd have names with a
// number, such as guest3.
func (k *cast) knows(name string) bool {
	return slices.Contains(k.words, name) || slices.Contains(k.words, trailingDigits().ReplaceAllString(name, ""))
}
