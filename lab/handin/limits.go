package handin

// Limits of one hand-in. A hand-in of a lesson has about ten files and 50 KB; a student who
// handed in their whole clone with its history is still far below these.
const (
	MaxFiles = 2_000    // files to lay
	MaxFile  = 4 << 20  // bytes of one file; a larger one is left out
	MaxTotal = 16 << 20 // bytes of all laid files

	MaxScenarios = 100 // scenarios to lay, those that the kit already has included

	MaxPath  = 240 // bytes of a path in the lesson's folder: Windows allows 260 in all
	MaxDepth = 20  // folders in one another

	MaxEntries   = 20_000    // files and folders that are looked at, those of tools included
	maxDirectory = 8 << 20   // bytes of a zip's list of files
	maxRead      = 256 << 20 // bytes that come out of an archive, those that are not laid included

	// Source code shrinks to a fifth. DEFLATE can shrink zeros to a thousandth. These decide
	// only how a hand-in over a limit is called.
	bombRatio = 100     // bytes out for each byte of the archive
	bombFrom  = 8 << 20 // bytes out: a short text may well repeat one letter

	maxListed = 100 // left out files and notes that are listed; all are counted
	maxShown  = 200 // bytes of a path in a message
)
