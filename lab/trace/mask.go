package trace

import (
	"bytes"
	"slices"
	"strings"
)

// Masked returns the log with each secret replaced by asterisks of the same length, in data
// and in notes. A secret may be split over several events. Empty secrets are ignored.
func (l Log) Masked(secrets [][]byte) Log {
	events := slices.Clone(l.events)
	streams := make(map[stream][]int) // the numbers of the events with its data
	for i, e := range events {
		for _, secret := range secrets {
			if len(secret) > 0 {
				e.Note = strings.ReplaceAll(e.Note, string(secret), strings.Repeat("*", len(secret)))
			}
		}
		events[i].Note = e.Note
		if e.Kind == Data {
			of := stream{e.Conn, e.Dir}
			streams[of] = append(streams[of], i)
		}
	}
	for _, numbers := range streams {
		maskStream(events, numbers, secrets)
	}
	return Log{events}
}

// A stream is one direction of one connection.
type stream struct {
	conn string
	dir  Dir
}

// maskStream masks the data of these events as one text.
func maskStream(events []Event, numbers []int, secrets [][]byte) {
	var all []byte
	for _, i := range numbers {
		all = append(all, events[i].Data...)
	}
	found := false
	for _, secret := range secrets {
		for at := 0; len(secret) > 0; {
			next := bytes.Index(all[at:], secret)
			if next < 0 {
				break
			}
			found = true
			at += next
			copy(all[at:], bytes.Repeat([]byte{'*'}, len(secret)))
		}
	}
	if !found {
		return
	}
	for _, i := range numbers {
		n := len(events[i].Data)
		events[i].Data, all = all[:n:n], all[n:]
	}
}
