package handin

import (
	"path"
	"strings"
)

// An inventory is what the first pass over a hand-in has found. It has no more than
// MaxEntries paths, and none that is much longer than MaxPath.
type inventory struct {
	seen    int
	items   []item
	claimed map[string]claim // by its path, folded
	inside  map[string][]child
	early   leftOuts // what has no path that could be kept
}

// An item is a file that may be laid, or something that is left out.
type item struct {
	path   string
	reason Reason // why it is left out; empty for a file that may be laid
	secret bool   // encrypted
}

// A claim is the file or folder that has taken a path, as its name is spelled.
type claim struct {
	spelled string
	folder  bool
}

// A child is something directly in a folder.
type child struct {
	name   string
	folder bool
	source bool // a file that may be part of a program
}

// The longest and deepest paths that are looked at: a lesson's folder may be deep in a
// clone.
const (
	longest = MaxPath + 100
	deepest = MaxDepth + 10
)

// take makes the inventory of a hand-in.
func take(s source, archive bool) (*inventory, error) {
	inv := &inventory{claimed: map[string]claim{}, inside: map[string][]child{}}
	tools := map[string]bool{}
	err := s.walk(func(e entry, _ opener) error {
		if inv.seen++; inv.seen > MaxEntries {
			return &fault{TooMany, "", "with folders and the files of tools"}
		}
		clean, refuse, leave := checkPath(e.path, archive)
		switch {
		case refuse != "":
			return &fault{refuse, e.path, ""}
		case clean == "." && e.kind == aFolder:
			return nil
		case clean == ".":
			inv.early.add(e.path, BadName, "")
			return nil
		case clean == "" || len(clean) > longest || strings.Count(clean, "/") > deepest:
			inv.early.add(e.path, LongPath, "")
			return errSkip
		}
		for at, element := range elements(clean) {
			switch {
			case isClutter(element):
				return errSkip
			case isTools(element) && (at != clean || e.kind == aFolder):
				if !tools[at] {
					tools[at] = true
					inv.items = append(inv.items, item{path: at + "/", reason: OfTools})
				}
				return errSkip
			}
		}
		if leave != "" {
			inv.items = append(inv.items, item{path: clean, reason: leave})
			return errSkip
		}
		return inv.add(clean, e)
	})
	return inv, err
}

// elements yields the elements of a path, each with the path up to it.
func elements(clean string) func(yield func(at, element string) bool) {
	return func(yield func(at, element string) bool) {
		for from := 0; from <= len(clean); {
			to := strings.IndexByte(clean[from:], '/')
			if to < 0 {
				to = len(clean) - from
			}
			if !yield(clean[:from+to], clean[from:from+to]) {
				return
			}
			from += to + 1
		}
	}
}

// add adds an entry whose path is good.
func (inv *inventory) add(clean string, e entry) error {
	if err := inv.claim(clean, e.kind); err != nil || e.kind == aFolder {
		return err
	}
	it := item{path: clean}
	switch e.kind {
	case aSymlink:
		it.reason = SymbolicLink
	case aHardLink:
		it.reason = HardLink
	case aSpecial:
		it.reason = Special
	case aSecret:
		it.secret = true
	case aFile:
		if e.size > MaxFile {
			it.reason = LargeFile
		}
	}
	inv.items = append(inv.items, it)
	return nil
}

// claim keeps who has a path and the folders above it. It refuses a path that somebody has,
// also if only upper and lower case differ, or how an accent is written: some systems have one
// file for both, and which one counts would be left to chance.
func (inv *inventory) claim(clean string, kind entryKind) error {
	folded := fold(clean)
	from := 0
	for at, element := range elements(clean) {
		to := strings.IndexByte(folded[from:], '/')
		if to < 0 {
			to = len(folded) - from
		}
		key := folded[:from+to]
		from += to + 1
		now := claim{at, at != clean || kind == aFolder}
		if before, ok := inv.claimed[key]; ok {
			if before != now || !now.folder {
				return &fault{Twice, clean, before.spelled}
			}
			continue
		}
		inv.claimed[key] = now
		isSource := kind == aFile && !isPaper(element) && !hasEnding(element, archiveEndings)
		parent := path.Dir(at)
		inv.inside[parent] = append(inv.inside[parent], child{element, now.folder, isSource && !now.folder})
	}
	return nil
}

// hasFolder reports whether there is a folder with exactly this path.
func (inv *inventory) hasFolder(clean string) bool {
	return inv.claimed[fold(clean)] == claim{clean, true}
}
