package trace

import (
	"fmt"
	"strings"
	"time"
)

// A Remark is what the kit says about a moment that no event of a connection shows, such as the end
// of the time that a server gives its callers. It becomes known only later, so its event says how
// long ago the moment was.
type Remark struct {
	Ago  time.Duration // from the moment to the event
	Over time.Duration // how long the time was that ended at the moment; 0: none did
	Text string        // without a line feed
}

// String returns the note of a Remarked event.
func (r Remark) String() string {
	if r.Over > 0 {
		return fmt.Sprintf("%v ago, after %v: %s", r.Ago, r.Over, r.Text)
	}
	return fmt.Sprintf("%v ago: %s", r.Ago, r.Text)
}

// ParseRemark reads the note of a Remarked event. ok is false if it is another note.
func ParseRemark(note string) (r Remark, ok bool) {
	when, text, ok := strings.Cut(note, ": ")
	ago, after, ends := strings.Cut(when, " ago, after ")
	if !ends {
		ago = strings.TrimSuffix(when, " ago")
	}
	var err error
	if r.Ago, err = time.ParseDuration(ago); err != nil {
		return Remark{}, false
	}
	if r.Over, err = time.ParseDuration(after); ends && err != nil {
		return Remark{}, false
	}
	r.Text = text
	return r, ok && r.Ago >= 0 && r.Over >= 0 && r.String() == note
}
