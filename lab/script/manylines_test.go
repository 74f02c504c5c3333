package script

import (
	"context"
	"net"
	"strings"
	"testing"
)

const neverStops = "it sends line feeds and nothing else"

// sendsLineFeeds is a server that sends empty lines to all who connect, until they hang up.
func sendsLineFeeds(ctx context.Context, ln net.Listener) error {
	defer context.AfterFunc(ctx, func() { ln.Close() })()
	text := []byte(strings.Repeat("\n", 60_000))
	for {
		nc, err := ln.Accept()
		if err != nil {
			return nil
		}
		go func() {
			defer nc.Close()
			for {
				if _, err := nc.Write(text); err != nil {
					return
				}
			}
		}()
	}
}

// TestLinesAreBounded: a server that sends lines without end is read only so far.
func TestLinesAreBounded(t *testing.T) {
	t.Parallel()
	sc, err := scenario(t, "# A test.\nserver\njoin ana bruno\n")
	if err != nil {
		t.Fatal(err)
	}
	o := settled(t, sc, neverStops, Options{})
	if o.Failure == nil || !strings.Contains(o.Failure.Received.Words+o.Failure.Note, "more than 200000 lines") {
		t.Fatalf("%s: %+v %+v", o.Verdict, o.Failure, o.Trouble)
	}
	read := 0
	for _, e := range o.Log.All() {
		read += len(e.Data)
	}
	if read > 2*mostLines {
		t.Errorf("%d bytes were read", read)
	}
}

// TestAllTogetherAreBounded: many clients take no more than a few clients may, however little each
// of them gets.
func TestAllTogetherAreBounded(t *testing.T) {
	for name, row := range map[string]struct{ read, lines, want int }{
		"long reads":   {1 << 20, 1, maxOfAll >> 20},
		"short lines":  {500, 500, linesOfAll / 500},
		"single bytes": {1, 0, readsOfAll},
	} {
		t.Run(name, func(t *testing.T) {
			var all received
			reads := 0
			for all.tooMuch(row.read, row.lines, row.read, row.lines) == "" {
				if reads++; reads > readsOfAll {
					t.Fatal("there is no end")
				}
			}
			if reads != row.want {
				t.Errorf("%d reads, each of another client, want %d", reads, row.want)
			}
		})
	}
}
