package program

// A Squeeze lowers the limits of a program for a while. A zero field leaves its limit as
// usual.
type Squeeze struct {
	Descriptors int   // how many more it may open; 0: as usual
	FileSize    int64 // the largest size of a file, in bytes; 0: as usual
}

// Squeeze lowers the limits of the program's processes, and first restores those that it
// lowered before. It returns false where that is impossible: only Linux lets one process set
// the limits of another. These are the soft limits of setrlimit. An open then fails with
// EMFILE, and a write with EFBIG, like ENOSPC on a full disk.
func (p *Program) Squeeze(s Squeeze) bool { return p.squeezed.set(p.cmd.Process.Pid, s) }
