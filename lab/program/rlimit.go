package program

// A Squeeze is what the system still lets a program have: less than usual, for a
// while. Zero fields are as usual.
type Squeeze struct {
	Descriptors int   // it may open so many more than it has open; 0: as usual
	FileSize    int64 // no file may grow beyond so many bytes; 0: as usual
}

// Squeeze lowers the limits of the program's processes, and lifts those that were
// lowered before. It reports false where that can't be done: only Linux lets one
// process set the limits of another. The limits are the soft ones of setrlimit, so an
// open fails with EMFILE, and a write with EFBIG, as it fails with ENOSPC on a full
// disk.
func (p *Program) Squeeze(s Squeeze) bool { return p.squeezed.set(p.cmd.Process.Pid, s) }
