// A chat server like many people write their first one. One goroutine serves each
// caller, names are claimed in one step, and a lock guards the list of who is here.
// On your own machine, if you type slowly, it works.
//
// Its one bug is the subject of a lesson: docs/03-half-a-message.md.
package main

import (
	"bufio"
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
	in = bufio.NewReader(conn)
	name, err := readMessage(in)
	if err != nil {
		return
	}
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
	for {
		text, err := readMessage(in)
		if err != nil {
			break
		}
		if text != "" {
			broadcast(me, fmt.Sprintf("[%s] %s\n", name, text))
		}
	}
	leave(me)
	log.Printf("%s left", name)
}

// readMessage reads the next message of a caller.
func readMessage(in *bufio.Reader) (string, error) {
	line, err := in.ReadString('\n')
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), nil
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
