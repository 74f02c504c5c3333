package server

// A door lets newcomers in one at a time: it is a semaphore of one. Each newcomer tells
// the whole room, and so holds the room's lock for a while. A mutex under load is first
// come, first served: when 1,500 come at once and all wait for it, a line that somebody
// says waits for 1,500 turns. At the door newcomers wait for each other, and only one
// of them waits for the lock.
type door chan struct{} // holds one value while somebody is at the door

// enter waits until nobody else is at the door, or until stop is closed. It reports
// whether it is our turn; then leave must follow.
func (d door) enter(stop <-chan struct{}) bool {
	select {
	case d <- struct{}{}:
		return true
	case <-stop:
		return false
	}
}

func (d door) leave() { <-d }
