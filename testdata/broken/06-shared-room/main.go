// A chat server in which reading the list of who is here needs no lock. To change the
// list, it makes a new one and replaces the old. Its lines, limits and names are
// right.
//
// Its one bug is the subject of a lesson: docs/06-shared-room.md.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"slices"
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

// here points to the list of who is here, in the order in which they joined. A list
// is never changed once here points to it. A newer list replaces it.
var here = new([]*member)

// join brings the newcomer in, unless the name is taken.
func join(me *member) bool {
	if !claim(me.name) {
		return false
	}
	old := *here
	list := append(slices.Clone(old), me)
	record(me.name)
	here = &list

	var names []string
	for _, m := range old {
		names = append(names, m.name)
	}
	fmt.Fprintf(me.conn, "* in the room: %s\n", strings.Join(names, ", "))
	broadcast(me, fmt.Sprintf("* %s joined\n", me.name))
	return true
}

func leave(me *member) {
	var list []*member
	for _, m := range *here {
		if m != me {
			list = append(list, m)
		}
	}
	record(me.name)
	here = &list

	free(me.name)
	broadcast(me, fmt.Sprintf("* %s left\n", me.name))
}

// record takes the time of writing a line into a visitors' book, on a slow disk.
func record(name string) {
	time.Sleep(50 * time.Millisecond)
}

// broadcast sends a line to everybody but one. Each line is one write, and
// writes to one connection do not mix.
//
// A slow reader holds up the sender. Lesson 08 is about that.
func broadcast(from *member, line string) {
	for _, m := range *here {
		if m != from {
			fmt.Fprint(m.conn, line)
		}
	}
}

func tellOne(to *member, line string) {
	fmt.Fprint(to.conn, line)
}

var (
	mu    sync.Mutex // guards taken
	taken = map[string]bool{}
)

// claim takes a name, if it is free, in one step.
func claim(name string) bool {
	mu.Lock()
	defer mu.Unlock()
	key := strings.ToLower(name)
	if taken[key] {
		return false
	}
	taken[key] = true
	return true
}

func free(name string) {
	mu.Lock()
	defer mu.Unlock()
	delete(taken, strings.ToLower(name))
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
