// A chat server like many people write their first one. One goroutine serves each
// caller, and all of them share a list of connections under a lock. What one caller
// says, the others read.
//
// Its one bug is the subject of a lesson: docs/02-first-chat.md.
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

// A caller is a connection. Until it has joined, its name is empty.
type caller struct {
	name string
	conn net.Conn
}

var (
	mu      sync.Mutex // guards callers, and the names in it
	callers []*caller  // in the order in which they connected
)

// serve talks with one caller from greeting to goodbye.
func serve(conn net.Conn) {
	defer conn.Close()
	me := &caller{conn: conn}
	add(me)
	defer remove(me)

	lines := bufio.NewScanner(conn)
	fmt.Fprintf(conn, "Welcome to chatlab! What is your name?\n")
	if !lines.Scan() {
		return
	}
	name := lines.Text()
	if !isName(name) {
		fmt.Fprintf(conn, "! bad-name: a name is 1 to 32 letters and digits\n")
		return
	}
	if !join(me, name) {
		fmt.Fprintf(conn, "! name-taken: %s is taken\n", name)
		return
	}
	log.Printf("%s joined", name)
	for lines.Scan() {
		if text := lines.Text(); text != "" {
			say(me, text)
		}
	}
	log.Printf("%s left", name)
}

// say passes on what a caller has said.
func say(me *caller, text string) {
	mu.Lock()
	defer mu.Unlock()
	for _, c := range callers {
		fmt.Fprintf(c.conn, "[%s] %s\n", me.name, text)
	}
}

// notice tells those who have joined what happened to another caller. The calling
// function holds mu.
//
// Writing to the others with the lock held is simple, but one slow reader holds up
// everybody. Lesson 08 is about that.
func notice(about *caller, text string) {
	for _, c := range callers {
		if c != about && c.name != "" {
			fmt.Fprintf(c.conn, "* %s %s\n", about.name, text)
		}
	}
}

// join claims the name and tells the newcomer who is here, unless the name is
// taken.
func join(me *caller, name string) bool {
	mu.Lock()
	defer mu.Unlock()
	var names []string
	for _, c := range callers {
		if strings.EqualFold(c.name, name) {
			return false
		}
		if c.name != "" {
			names = append(names, c.name)
		}
	}
	me.name = name
	fmt.Fprintf(me.conn, "* in the room: %s\n", strings.Join(names, ", "))
	notice(me, "joined")
	return true
}

func add(me *caller) {
	mu.Lock()
	defer mu.Unlock()
	callers = append(callers, me)
}

// remove takes a caller off the list. The others are told only if it had joined.
func remove(me *caller) {
	mu.Lock()
	defer mu.Unlock()
	for i, c := range callers {
		if c == me {
			callers = append(callers[:i], callers[i+1:]...)
			break
		}
	}
	if me.name != "" {
		notice(me, "left")
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
