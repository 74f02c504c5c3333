package sim

import (
	"fmt"
	"strings"
	"time"
)

// A Profile describes a path between a client and the server. It is the same in both
// directions. The zero Profile has no delay and loses nothing.
type Profile struct {
	Name string
	Says string // what it is like, in words

	Latency   time.Duration // of each segment, one way
	Jitter    time.Duration // up to this much more for each segment
	Bandwidth int           // bytes per second; 0: no limit
	MSS       int           // bytes of data in one segment, at most (RFC 9293, section 3.7.1); 0: 1460
	Loss      float64       // the share of segments that are lost, and sent again after RTO
	RTO       time.Duration // the first retransmission timeout, doubled each time (RFC 6298)
	Window    int           // unread bytes that an end holds (RFC 9293, section 3.8.6); 0: 64 KiB
}

// The values that a zero field means.
const (
	usualMSS    = 1460
	usualWindow = 64 << 10
)

// minRTO is the shortest retransmission timeout on Linux.
const minRTO = 200 * time.Millisecond

// Profiles returns all profiles, from good to bad. The values are typical round
// figures, not those of a real network.
func Profiles() []Profile {
	return []Profile{
		{Name: "lan", Says: "one room, one switch", Latency: 200 * time.Microsecond, Jitter: 100 * time.Microsecond, Bandwidth: 125e6, RTO: minRTO},
		{Name: "wifi", Says: "a crowded lecture hall", Latency: 3 * time.Millisecond, Jitter: 12 * time.Millisecond, Bandwidth: 3e6, Loss: 0.005, RTO: minRTO},
		{Name: "mobile", Says: "a phone on a train", Latency: 40 * time.Millisecond, Jitter: 60 * time.Millisecond, Bandwidth: 500e3, MSS: 1360, Loss: 0.02, RTO: 300 * time.Millisecond},
		{Name: "satellite", Says: "far away, and steady", Latency: 280 * time.Millisecond, Jitter: 20 * time.Millisecond, Bandwidth: 1e6, MSS: 1360, Loss: 0.005, RTO: time.Second, Window: 256 << 10},
		{Name: "terrible", Says: "everything at once", Latency: 80 * time.Millisecond, Jitter: 400 * time.Millisecond, Bandwidth: 20e3, MSS: 300, Loss: 0.1, RTO: 500 * time.Millisecond, Window: 4 << 10},
	}
}

// FindProfile returns the profile of that name.
func FindProfile(name string) (Profile, error) {
	var names []string
	for _, p := range Profiles() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("there is no profile %q; there are: %s", name, strings.Join(names, ", "))
}
