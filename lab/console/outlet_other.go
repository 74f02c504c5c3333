//go:build !linux

package console

// awaitReaderGone does nothing: the next write tells.
func (o *outlet) awaitReaderGone() {}
