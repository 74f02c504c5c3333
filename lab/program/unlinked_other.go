//go:build !linux

package program

// unlinked returns nothing: only Linux shows what others have open.
func (f family) unlinked([]string) unlinked { return unlinked{} }
