// A small chat server that follows the core of docs/protocol.md, except for the
// oddities that its arguments ask for. lab/agree/dialects_test.go tests the kit with
// it.
//
//	odd [PORT] [ack] [alone] [anonymous] [crlf] [crowd] [double] [echo] [hello] [join] [lines] [mute]
//		[nick] [open] [prompt] [prompts] [retry] [roster] [silent] [unlisted] [ghosts] [rest] [split] [twice]
//
// The last four are bugs, not oddities. The kit has to find them, whatever else is
// odd.
package main

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// port is set when the program is linked. Then the program listens only there, and
// takes no argument for it.
var port string

var (
	mu      sync.Mutex // guards members, and what is sent to them, so that all hear the same order
	members []*member  // in order of joining
)

// A member is a client that has joined.
type member struct {
	name string
	conn net.Conn
}

// odd reports whether an oddity, or a bug, was asked for.
func odd(what string) bool { return slices.Contains(os.Args[1:], what) }

func main() {
	if port == "" && len(os.Args) > 1 {
		port = os.Args[1]
	}
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if err != nil {
		fmt.Fprintln(os.Stderr, "odd:", err)
		os.Exit(1)
	}
	if !odd("silent") {
		fmt.Println("ready for you")
	}
	for {
		conn, err := ln.Accept()
		if err != nil { // out of descriptors: some clients will leave
			time.Sleep(10 * time.Millisecond)
			continue
		}
		go serve(conn)
	}
}

// serve talks with one client until it goes.
func serve(conn net.Conn) {
	defer conn.Close()
	switch {
	case odd("silent"):
	case odd("prompt"):
		tell(conn, "ODD, a chat server")
		fmt.Fprint(conn, "Name: ")
	default:
		tell(conn, "Your name?")
	}
	m := &member{conn: conn}
	if odd("open") { // it hears everything before it has a name
		mu.Lock()
		members = append(members, m)
		mu.Unlock()
	}
	defer leave(m)
	if odd("ghosts") {
		conn = endless{conn}
	}
	lines := lineReader(conn)
	for m.name == "" {
		name, ok := lines()
		if odd("nick") {
			name, ok = strings.CutPrefix(name, "NICK ")
		}
		if odd("join") {
			name, ok = strings.CutPrefix(strings.TrimSuffix(name, " in the big room"), "JOIN ")
		}
		if !ok || !enter(m, name) && !odd("retry") {
			return
		}
	}
	for line, ok := lines(); ok; line, ok = lines() {
		if line != "" {
			say(m, line)
		}
		if odd("ack") {
			tell(conn, "OK")
		}
		prompt(conn)
	}
}

// prompt asks for the next line, as a shell does.
func prompt(conn net.Conn) {
	if odd("prompts") {
		fmt.Fprint(conn, "> ")
	}
}

var legal = regexp.MustCompile(`^[A-Za-z0-9]{1,32}$`)

// enter lets a client in under a name, if that is legal and free.
func enter(m *member, name string) bool {
	mu.Lock()
	defer mu.Unlock()
	taken := slices.ContainsFunc(members, func(o *member) bool { return strings.EqualFold(o.name, name) })
	if !legal.MatchString(name) || taken && !odd("double") {
		tell(m.conn, "! not with that name")
		return false
	}
	var names []string
	for _, o := range members {
		if o != m {
			tell(o.conn, "* "+name+" joined"+crowd(name))
		}
		if o.name != "" {
			names = append(names, o.name)
		}
	}
	welcome(m, name, names)
	prompt(m.conn)
	m.name = name
	if !odd("open") {
		members = append(members, m)
	}
	roster()
	return true
}

// roster tells all who is in the room, in a line that is no notice.
func roster() {
	for _, o := range members {
		if odd("roster") {
			tell(o.conn, "USERS "+everybody())
		}
	}
}

// welcome tells a newcomer who is in the room.
func welcome(m *member, name string, names []string) {
	if odd("hello") {
		tell(m.conn, "* hello "+name)
	}
	switch {
	case odd("alone"):
		tell(m.conn, "hello "+name)
		if len(names) > 0 {
			tell(m.conn, "here: "+strings.Join(names, ", "))
		}
	case odd("mute"):
	case odd("unlisted"):
		tell(m.conn, "* glad that you are here")
	case odd("lines"):
		tell(m.conn, "* you are in; these are here:")
		for _, name := range names {
			tell(m.conn, "- "+name)
		}
	default:
		tell(m.conn, "* in the room: "+strings.Join(names, ", "))
	}
}

// leave takes a client out of the room. The others are told if it had a name.
func leave(m *member) {
	mu.Lock()
	defer mu.Unlock()
	members = slices.DeleteFunc(members, func(o *member) bool { return o == m })
	for _, o := range members {
		if m.name != "" {
			tell(o.conn, "* "+m.name+" left"+crowd())
		}
	}
}

// crowd says who is in the room, at the end of a notice.
func crowd(newcomer ...string) string {
	if !odd("crowd") {
		return ""
	}
	return ". Now here: " + everybody(newcomer...)
}

func everybody(newcomer ...string) string {
	var names []string
	for _, o := range members {
		names = append(names, o.name)
	}
	return strings.Join(append(names, newcomer...), " ")
}

// endless is a connection whose end is not noticed.
type endless struct{ net.Conn }

func (c endless) Read(buf []byte) (int, error) {
	n, err := c.Conn.Read(buf)
	if err != nil {
		select {} // BUG: its client stays in the room for ever
	}
	return n, nil
}

const fourth = 3 // from 0

func say(m *member, text string) {
	mu.Lock()
	defer mu.Unlock()
	line := "[" + m.name + "] " + text
	if odd("anonymous") {
		line = "> " + text
	}
	for i, o := range members {
		if o != m || odd("echo") {
			tell(o.conn, line)
		}
		if o != m && odd("twice") && i == fourth {
			tell(o.conn, line) // BUG: the fourth in the list hears it again
		}
	}
}

// tell sends a line. A slow reader holds up everybody, since mu is held. Lesson 08 is
// about that.
func tell(conn net.Conn, line string) { fmt.Fprint(conn, line, newline()) }

// lineReader returns a function that reads the next line, without its end. It returns
// false at the end.
func lineReader(conn net.Conn) func() (string, bool) {
	if odd("split") {
		buf := make([]byte, 1024)
		return func() (string, bool) {
			n, err := conn.Read(buf) // BUG: a read is not a line
			return strings.TrimSpace(string(buf[:n])), err == nil
		}
	}
	in := bufio.NewScanner(conn)
	in.Buffer(nil, 1<<20) // most bytes of a line
	in.Split(func(data []byte, atEOF bool) (int, []byte, error) {
		head, _, ended := strings.Cut(string(data), newline())
		if !ended && odd("rest") && atEOF && len(data) > 0 {
			return len(data), data, nil // BUG: what is left at the end of the stream is not a line
		}
		if !ended {
			return 0, nil, nil // the stream ended without a line end: not a line
		}
		consumed := len(head) + len(newline())
		if !odd("crlf") {
			head = strings.TrimSuffix(head, "\r")
		}
		return consumed, []byte(head), nil
	})
	return func() (string, bool) {
		ok := in.Scan()
		return in.Text(), ok
	}
}

func newline() string {
	if odd("crlf") {
		return "\r\n"
	}
	return "\n"
}
