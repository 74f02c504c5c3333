// A chat server that reads whole lines. However the bytes arrive, a message is what
// comes up to a line feed. It uses the scanner of Go's library for that.
//
// Its one bug is the subject of a lesson: docs/04-how-long-is-a-line.md.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:5000", "where to listen")
	flag.Parse()
	ln, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on %s\n", ln.Addr())
	for {
		conn, err := ln.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go serve(conn)
	}
}

// serve talks with one caller from greeting to goodbye.
func serve(conn net.Conn) {
	defer conn.Close()
	fmt.Fprintf(conn, "Welcome to chatlab! What is your name?\n")
	lines := newLines(conn)
	if !lines.Scan() {
		return
	}
	name := lines.Text()
	if !isName(name) {
		fmt.Fprintf(conn, "! bad-name: a name is 1 to 32 letters and digits\n")
		return
	}
	me := &member{name: name, conn: conn}
	if !join(me) {
		fmt.Fprintf(conn, "! name-taken: %s is taken\n", name)
		return
	}
	log.Printf("%s joined", name)
	for lines.Scan() {
		if text := lines.Text(); text != "" {
			broadcast(me, fmt.Sprintf("[%s] %s\n", name, text))
		}
	}
	leave(me)
	log.Printf("%s left", name)
}

// newLines returns a scanner for the lines of a caller. Bytes after the last line
// feed are not a line, even at the end of the stream.
func newLines(conn net.Conn) *bufio.Scanner {
	lines := bufio.NewScanner(conn)
	lines.Split(func(data []byte, _ bool) (advance int, line []byte, err error) {
		if end := bytes.IndexByte(data, '\n'); end >= 0 {
			return end + 1, bytes.TrimSuffix(data[:end], []byte{'\r'}), nil
		}
		return 0, nil, nil // not yet a whole line: ask for more
	})
	return lines
}

type member struct {
	name string
	conn net.Conn
}

var (
	mu   sync.Mutex // guards here
	here []*member  // in the order in which they joined
)

// join claims the name and brings the newcomer in, unless it is taken.
//
// Writing to the others with the lock held is simple, but one slow reader holds up
// everybody. Lesson 08 is about that.
func join(me *member) bool {
	mu.Lock()
	defer mu.Unlock()
	var names []string
	for _, m := range here {
		if strings.EqualFold(m.name, me.name) {
			return false
		}
		names = append(names, m.name)
	}
	fmt.Fprintf(me.conn, "* in the room: %s\n", strings.Join(names, ", "))
	tell(nil, fmt.Sprintf("* %s joined\n", me.name))
	here = append(here, me)
	return true
}

func leave(me *member) {
	mu.Lock()
	defer mu.Unlock()
	for i, m := range here {
		if m == me {
			here = append(here[:i], here[i+1:]...)
			break
		}
	}
	tell(nil, fmt.Sprintf("* %s left\n", me.name))
}

func broadcast(from *member, line string) {
	mu.Lock()
	defer mu.Unlock()
	tell(from, line)
}

// tell sends a line to everybody but one. The caller holds mu.
func tell(except *member, line string) {
	for _, m := range here {
		if m != except {
			fmt.Fprint(m.conn, line)
		}
	}
}

func isName(name string) bool {
	if name == "" || len(name) > 32 {
		return false
	}
	for _, r := range name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		digit := '0' <= r && r <= '9'
		if !letter && !digit {
			return false
		}
	}
	return true
}
