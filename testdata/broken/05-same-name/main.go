// A chat server that looks up every name before it lets a client in, as if it asked a
// directory. Its lines, its limits and its list of who is here are right.
//
// Its one bug is the subject of a lesson: docs/05-same-name.md.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"strings"
	"sync"
	"time"
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
	in := bufio.NewReaderSize(conn, maxLine+1)
	name, err := readLine(in)
	if err != nil && !errors.Is(err, errTooLong) {
		return
	}
	if err != nil || !isName(name) {
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
		text, err := readLine(in)
		if errors.Is(err, errTooLong) {
			tellOne(me, "! too-long: that line was too long; it was not sent\n")
			continue
		}
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

// maxLine is the most bytes in a line before its line feed.
const maxLine = 65536

var errTooLong = errors.New("line too long")

// readLine reads the next line of a caller, whose reader holds maxLine+1 bytes. A
// longer line is read to its end and dropped. Bytes after the last line feed are not
// a line, even at the end of the stream.
func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		if err == nil {
			err = errTooLong
		}
	}
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), nil
}

type member struct {
	name string
	conn net.Conn
}

var (
	mu   sync.Mutex // guards here
	here []*member  // in the order in which they joined
)

// join brings the newcomer in, unless the name is taken.
//
// Writing to the others with the lock held is simple, but one slow reader holds up
// everybody. Lesson 08 is about that.
func join(me *member) bool {
	if taken(me.name) {
		return false
	}
	lookUp(me.name)

	mu.Lock()
	defer mu.Unlock()
	var names []string
	for _, m := range here {
		names = append(names, m.name)
	}
	fmt.Fprintf(me.conn, "* in the room: %s\n", strings.Join(names, ", "))
	tell(nil, fmt.Sprintf("* %s joined\n", me.name))
	here = append(here, me)
	return true
}

// taken reports whether a member has that name.
func taken(name string) bool {
	mu.Lock()
	defer mu.Unlock()
	for _, m := range here {
		if strings.EqualFold(m.name, name) {
			return true
		}
	}
	return false
}

// lookUp takes the time of a question to a directory of users on another machine.
func lookUp(name string) {
	time.Sleep(50 * time.Millisecond)
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

// tellOne answers one member. The lock keeps the answer from getting into the middle
// of another line to that member.
func tellOne(to *member, line string) {
	mu.Lock()
	defer mu.Unlock()
	fmt.Fprint(to.conn, line)
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
