package sim

import "chatlab/lab/fault"

// Faults puts faults on the connection's path. They replace the present ones.
func (c *Conn) Faults(specs []fault.Spec) {
	n := c.net
	n.mu.Lock()
	defer n.mu.Unlock()
	c.setFaults(specs)
	n.wake()
}

// Faults puts faults on the path of that client, on its present and coming connections.
// They replace the present ones and act from the first byte on. After Dial, Conn.Faults
// may be too late for what the server sends at once.
func (n *Net) Faults(name string, specs []fault.Spec) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.faults[name] = specs
	for _, c := range n.open {
		if c.name == name && c.opened && c.failed == nil {
			c.setFaults(specs)
		}
	}
	n.wake()
}

func (c *Conn) setFaults(specs []fault.Spec) {
	now := c.net.Elapsed()
	for _, w := range []*direction{&c.in, &c.peer.in} {
		w.faults.Set(now, fault.Make(specs, w.dir, now, w.random))
		w.await(now)
	}
}
