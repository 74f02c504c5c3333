//go:build !linux

package console

import "io"

// awaitReaderGone does nothing: the next write fails instead.
func (o *outlet) awaitReaderGone() {}

// readsKeys can't tell.
func readsKeys(io.Writer) bool { return false }
