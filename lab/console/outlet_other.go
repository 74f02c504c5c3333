//go:build !linux

package console

// awaitReaderGone does nothing: the next write fails instead.
func (o *outlet) awaitReaderGone() {}
