package cli

import (
	"encoding/json"
	"os"
	"strings"
	"time"

	"chatlab/lab/hunt"
	"chatlab/lab/story"
)

// opsFile is the name of the file with a finding's operations. It is in the folder of the
// picture.
const opsFile = "operations.txt"

// writeOps writes operations in the form that --ops reads.
func writeOps(name string, ops []hunt.Op) error {
	var text strings.Builder
	for _, op := range ops {
		text.WriteString(op.String() + "\n")
	}
	return os.WriteFile(name, []byte(text.String()), 0o666)
}

// simJSON is what sim prints with --json. Names and meanings do not change; fields may be
// added. Times are in nanoseconds.
type simJSON struct {
	Server   string        `json:"server"`
	Seeds    int           `json:"seeds"`
	Segments int64         `json:"segments"`
	Virtual  time.Duration `json:"virtual_ns"`
	Took     time.Duration `json:"took_ns"`
	Finding  *findingJSON  `json:"finding"` // null: no rule was broken
}

type findingJSON struct {
	Rule       string      `json:"rule"`
	Clause     string      `json:"clause"`
	What       string      `json:"what"`
	Conn       string      `json:"connection"`
	Line       string      `json:"line,omitempty"`
	Seed       uint64      `json:"seed"`
	Clients    int         `json:"clients"`
	Profile    string      `json:"profile"`
	Drawn      int         `json:"operations_drawn"`
	Operations []string    `json:"operations"` // only those that are needed
	Replay     hunt.Replay `json:"replay"`
	Before     int         `json:"runs_before"` // how many other runs in the same process must come first for the break to show
	Printed    string      `json:"printed,omitempty"`
	Again      []string    `json:"again"`
	Picture    string      `json:"picture,omitempty"` // these three are paths
	Capture    string      `json:"capture,omitempty"`
	Trace      string      `json:"trace,omitempty"`
}

func (v *simView) json(r hunt.Searched, f *story.Found) error {
	out := simJSON{Server: v.target, Seeds: r.Seeds, Segments: r.Segments, Virtual: r.Virtual, Took: r.Took}
	if f != nil {
		out.Finding = &findingJSON{
			Rule: f.Violation.Rule.Name, Clause: f.Violation.Rule.Clause, What: f.Violation.What,
			Conn: f.Violation.Conn, Line: f.Violation.Line,
			Seed: f.Case.Seed, Clients: f.Case.Clients, Profile: f.Case.Profile,
			Drawn: f.Drawn, Operations: []string{}, Replay: f.Replay, Before: len(f.Case.Before), Printed: f.Words, Again: story.AgainFound(*f),
			Picture: f.Evidence.Picture, Capture: f.Evidence.Capture, Trace: f.Evidence.Trace,
		}
		for _, op := range f.Case.Ops {
			out.Finding.Operations = append(out.Finding.Operations, op.String())
		}
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	_, err = v.t.Out.Write(append(text, '\n'))
	return err
}
