package server

// A door lets newcomers in one at a time: it is a semaphore with one slot. Each
// newcomer tells the whole room, and holds the room's lock meanwhile. A mutex under
// load is first come, first served. If 1,500 newcomers waited for it, a chat line
// would wait for 1,500 turns. At the door they wait for each other, and only one of
// them waits for the lock.
type door chan struct{} // holds one value while somebody is at the door

// enter waits until the door is free, or until stop is closed. It reports whether it
// is our turn. Then the caller must call leave.
func (d door) enter(stop <-chan struct{}) bool {
	select {
	case d <- struct{}{}:
		return true
	case <-stop:
		return false
	}
}

func (d door) leave() { <-d }
