//go:build !linux

package console

import "io"

// awaitReaderGone does nothing: the next write fails instead.
func (o *outlet) awaitReaderGone() {}

// unread can't tell.
func (o *outlet) unread() bool { return false }

// readsKeys can't tell.
func readsKeys(io.Writer) bool { return false }
