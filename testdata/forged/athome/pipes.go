package main

import (
	"encoding/json"
	"os"
)

// These help hand-ins of testdata/forged, each of which is built together with this file and with
// crowds.go.

// An op is what a request says about one thing that happens.
type op struct {
	Number int    `json:"number"`
	At     int64  `json:"at_ns"`
	Who    string `json:"who"`
	Do     string `json:"do"`
	As     string `json:"as,omitempty"`
	Lines  int    `json:"lines,omitempty"`
	Size   int    `json:"size,omitempty"`
	What   string `json:"what,omitempty"`
}

// asked has edit change each case and its ops before the simulator reads it. It is called by an
// init, and does nothing if nobody simulates.
func asked(edit func(c map[string]any, ops []op) []op) {
	if len(os.Args) < 2 || os.Args[1] == "-addr" {
		return
	}
	from, to, err := os.Pipe()
	if err != nil {
		return
	}
	requests := json.NewDecoder(os.Stdin)
	os.Stdin = from
	go func() {
		defer to.Close()
		for edited := json.NewEncoder(to); ; {
			var q struct {
				Token string         `json:"token"`
				Case  map[string]any `json:"case"`
			}
			if requests.Decode(&q) != nil {
				return
			}
			var ops []op
			seed, _ := q.Case["seed"].(float64)
			if json.Unmarshal([]byte(crowds[uint64(seed)]), &ops) == nil {
				q.Case["ops"] = edit(q.Case, ops)
			}
			edited.Encode(q)
		}
	}()
}
