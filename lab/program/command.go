package program

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"chatlab/lab/sockets"
)

// A Command says how to run a server. Args may hold the placeholders {port}, {host} and
// {addr}. Without a placeholder and without a fixed port, "--addr HOST:PORT" is appended.
type Command struct {
	Args      []string
	Dir       string // its working folder; empty: the current one
	Port      int    // the only port on which it can listen; 0: we choose one
	Announces bool   // it prints "listening on HOST:PORT", so it can be given port 0
	Through   *Through

	// Stranger says that what it prints is not believed: it listens on the port that it was told,
	// or not at all. Otherwise it could print where another program listens, and that program
	// would be tested in its place.
	Stranger bool
}

// With returns the command with args appended.
func (c Command) With(args ...string) Command {
	c.Args = slices.Concat(c.Args, args)
	return c
}

// host is the address that servers under test listen on.
const host = "127.0.0.1"

// Parse splits a command line like a shell, but runs no shell. Spaces separate words. Single
// quotes, double quotes and the backslash keep a word together. Within double quotes a
// backslash is literal, except before one of "\$`. On Windows it is literal everywhere, since
// most paths have one.
func Parse(line string) (Command, error) {
	args, err := split(line, runtime.GOOS)
	if err != nil {
		return Command{}, fmt.Errorf("command %q: %w", line, err)
	}
	if len(args) == 0 {
		return Command{}, errors.New("command: empty")
	}
	return Command{Args: args}, nil
}

// Line returns a command line that Parse splits into these words.
func Line(args []string) string {
	quoted := make([]string, len(args))
	for i, word := range args {
		quoted[i] = word
		if word == "" || strings.ContainsAny(word, " \t\r\n'\"\\$`") {
			quoted[i] = `'` + strings.ReplaceAll(word, `'`, `'"'"'`) + `'`
		}
	}
	return strings.Join(quoted, " ")
}

// split is Parse for a given operating system, named as in GOOS.
func split(line, system string) (args []string, err error) {
	var word []byte
	inWord, escaped, quote := false, false, byte(0)
	for at := range len(line) { // by bytes: a file's name need not be UTF-8
		c := line[at]
		switch {
		case escaped:
			if quote == '"' && !strings.Contains("\"\\$`", string(rune(c))) {
				word = append(word, '\\')
			}
			word = append(word, c)
			escaped = false
		case c == '\\' && quote != '\'' && system != "windows":
			inWord, escaped = true, true
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			inWord, quote = true, c
		case quote == 0 && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			if inWord {
				args = append(args, string(word))
			}
			inWord, word = false, nil
		default:
			inWord = true
			word = append(word, c)
		}
	}
	switch {
	case quote != 0:
		return nil, fmt.Errorf("the quote %c does not end", quote)
	case escaped:
		return nil, errors.New("nothing follows the last backslash")
	case inWord:
		args = append(args, string(word))
	}
	return args, nil
}

// claim returns the port to give to the program. Port 0 means that the program chooses one
// and prints it. A port that the program had before is given again without a look. The
// program has to prove that it can listen there again.
func (c Command) claim(ctx context.Context, before int) (claim, error) {
	switch {
	case before != 0:
		return claim{port: before}, nil
	case c.Announces && !c.Stranger:
		return claim{}, nil
	case c.Port == 0:
		return choosePort(ctx, firstPort, lastPort)
	}
	at := claim{port: c.Port}
	used := inUse(ctx, c.Port)
	if !used && firstPort <= c.Port && c.Port <= lastPort { // we may have chosen it for another program
		lock, err := net.ListenPacket("udp", hostPort(c.Port))
		if used = sockets.IsInUse(err); err == nil {
			at.lock = lock
		}
	}
	if used {
		return claim{}, &Trouble{
			Kind:  NoPort,
			What:  fmt.Sprintf("the program under test needs port %d, but %s uses it", c.Port, cmp.Or(sockets.Holder("/proc", c.Port), "another program")),
			Tried: strings.Join(c.Args, " "),
		}
	}
	return at, nil
}

// expand returns the arguments with the placeholders filled in.
func (c Command) expand(port int, more []string) []string {
	addr := hostPort(port)
	fill := strings.NewReplacer("{port}", strconv.Itoa(port), "{host}", host, "{addr}", addr)
	args := make([]string, len(c.Args))
	filled := false
	for i, arg := range c.Args {
		args[i] = fill.Replace(arg)
		filled = filled || args[i] != arg
	}
	if !filled && c.Port == 0 {
		args = append(args, "--addr", addr)
	}
	return append(args, more...)
}
