package script

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"chatlab/lab/trace"
)

var traceCmp = Command{
	Name:    "trace",
	Args:    "WHO FILE",
	Summary: "Expect that a client's connection so far reads exactly like a file that the scenario carries.",
	Detail:  "The file has a line for each thing that happened: > data \"…\" for what the client sent, < data \"…\" for what it received, > fin and so on. Times are left out, and what came in several reads one after the other is one line. The step waits until as much has come.",
	Example: `server
join ana
send ana '/who\n'
trace ana ana.txt
-- ana.txt --
- open
< data "Welcome to chatlab! What is your name?\n"
> data "ana\n"
< data "* in the room: \n"
> data "/who\n"
< data "* in the room: ana\n"`,
	run: func(s *session, args []string) (string, error) {
		if len(args) != 2 || !filepath.IsLocal(args[1]) {
			return "", usagef("whose connection is like which file?")
		}
		text, err := s.scenario.carries(args[1])
		if err != nil {
			return "", err
		}
		c, err := s.client(args[0])
		if err != nil {
			return "", err
		}
		want := strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")) + "\n"
		got := ""
		c.await(s.limit(), func(*inbox) bool {
			got = timeless(s.recorder.Log(), c.conn)
			return got == want
		})
		if got == want {
			return "", nil
		}
		return "", s.failure(differs(args[1], want, got))
	},
}

// timeless is one connection of a trace, without its times and with consecutive reads
// joined.
func timeless(log trace.Log, conn string) string {
	var events []trace.Event
	for _, e := range log.All() {
		last := len(events) - 1
		switch {
		case e.Conn != conn || !e.Kind.OnWire():
		case last >= 0 && e.Kind == trace.Data && e.Dir == trace.ToClient && events[last].Kind == trace.Data && events[last].Dir == trace.ToClient:
			events[last].Data = slices.Concat(events[last].Data, e.Data)
		default:
			events = append(events, e)
		}
	}
	var text strings.Builder
	for _, e := range events {
		_, line, _ := strings.Cut(e.String(), " "+conn+" ")
		text.WriteString(line + "\n")
	}
	return text.String()
}

// differs is the failure that shows the first line that differs.
func differs(file, want, got string) Failure {
	wants, gots := strings.SplitAfter(want, "\n"), strings.SplitAfter(got, "\n")
	at := 0
	for at < min(len(wants), len(gots))-1 && wants[at] == gots[at] {
		at++
	}
	f := Failure{Expected: lineOrEnd(wants[at]), Received: lineOrEnd(gots[at]), Mark: -1, Note: fmt.Sprintf("line %d of %s", at+1, file)}
	if wants[at] != "" && gots[at] != "" {
		f.Mark, f.Why = difference(wants[at], gots[at])
	}
	return f
}

func lineOrEnd(text string) Evidence {
	if text == "" {
		return words("nothing more")
	}
	return Evidence{Data: Bytes(text)}
}
