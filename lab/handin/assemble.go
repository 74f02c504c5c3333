package handin

import (
	"cmp"
	"io"
	"os"
	"path"
	"slices"
	"strings"
)

// single makes a hand-in of the only part that a student has.
func single(p part) HandIn {
	h := plain(p)
	if e, ok := export(p.name); ok && !e.platform.skip && !e.platform.vague {
		h.Name, h.ID, h.Platform = e.name, e.id, e.platform.name
	}
	return h
}

// plain makes a hand-in of a part whose name is the student's.
func plain(p part) HandIn {
	h := assemble([]part{p})
	h.Name = p.name
	if p.kind != Folder {
		h.Name = withoutEnding(p.name)
	}
	return h
}

// group makes a class of the parts of a folder. What a platform exports for one student is
// one hand-in.
func group(parts []part) (all []HandIn) {
	rows := platformOf(parts)
	students := map[string][]exported{}
	files := map[string][]part{}
	var order []string
	for _, p := range parts {
		e, ok := exportBy(rows, p.name)
		switch {
		case !ok:
			if p.kind != Files || hasEnding(p.name, sourceEndings) {
				all = append(all, plain(p))
			}
			continue
		case e.platform.skip:
			continue
		}
		who := e.platform.name + "\x00" + e.name + "\x00" + e.id
		if students[who] == nil {
			order = append(order, who)
		}
		p.name = cmp.Or(e.file, p.name)
		students[who] = append(students[who], e)
		files[who] = append(files[who], p)
	}
	for _, who := range order {
		all = append(all, ofStudent(students[who], files[who]))
	}
	return all
}

// ofStudent makes a hand-in of all that one student has on a platform: of the last attempt.
func ofStudent(all []exported, files []part) HandIn {
	last := slices.MaxFunc(all, func(a, b exported) int { return strings.Compare(a.submitted, b.submitted) })
	var now []part
	older := map[string]bool{}
	for i, e := range all {
		if e.submitted == last.submitted {
			now = append(now, files[i])
		} else {
			older[e.submitted] = true
		}
	}
	h := assemble(now)
	h.Name, h.ID, h.Platform, h.Older = last.name, last.id, last.platform.name, len(older)
	return h
}

// assemble decides what counts of what one student has: a folder, an archive, or files. An
// archive counts if there is no source beside it. That is so for most platforms: each student
// has a folder, and in it is the archive.
func assemble(parts []part) HandIn {
	if len(parts) == 1 && parts[0].kind == Folder {
		if inside, ok := onlyArchives(parts[0].path); ok {
			parts = inside
		}
	}
	source := slices.ContainsFunc(parts, func(p part) bool { return p.kind == Files && !isPaper(p.name) })
	folder := slices.ContainsFunc(parts, func(p part) bool { return p.kind == Folder })
	if source && !folder {
		return HandIn{Path: parts[0].path, Kind: Files, files: parts}
	}
	whole := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.kind == Files })
	switch len(whole) {
	case 0:
		return HandIn{Path: parts[0].path, Kind: Files, files: parts}
	case 1:
		if source {
			break // source in a folder, and beside it
		}
		return HandIn{Path: whole[0].path, Kind: whole[0].kind}
	}
	return HandIn{Path: whole[0].path, Kind: Several}
}

// onlyArchives returns what is in a folder, if that is archives and no more than papers
// beside them.
func onlyArchives(dir string) (inside []part, ok bool) {
	names, err := someNames(dir)
	if err != nil || len(names) > maxListed {
		return nil, false
	}
	inside, err = partsIn(dir)
	if err != nil {
		return nil, false // Lay says what is wrong with the folder
	}
	for _, p := range inside {
		switch p.kind {
		case Zip, Tar, TarGz, Unknown:
			ok = true
		case Files:
			if !isPaper(p.name) {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return inside, ok
}

// isClass reports whether an archive has what a platform exports for a class: no source, and
// two or more archives, or names that a platform makes.
func (h HandIn) isClass() bool {
	if h.Kind != Zip && h.Kind != Tar && h.Kind != TarGz {
		return false
	}
	s, err := h.open()
	if err != nil {
		return false // Lay says what is wrong with it
	}
	defer s.close()
	inv, err := take(s, true)
	if err != nil {
		return false
	}
	at := "."
	for only, ok := inv.onlyFolder(at); ok; only, ok = inv.onlyFolder(at) {
		at = path.Join(at, only)
	}
	students := 0
	for _, c := range inv.inside[at] {
		e, ok := export(c.name)
		switch {
		case ok && !e.platform.vague, !c.folder && hasEnding(c.name, archiveEndings):
			students++
		case c.name == gradescopeFile:
			return true
		case c.source:
			return false
		}
	}
	return students > 1
}

// someNames returns the first names in a folder: more than a folder of archives has.
func someNames(dir string) ([]string, error) {
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	names, err := folder.Readdirnames(maxListed + 1)
	if err == io.EOF {
		err = nil
	}
	return names, err
}

// isPaper reports whether a file is something to read, and no part of a program.
func isPaper(name string) bool { return hasEnding(name, paperEndings) }

// headOf returns the first bytes of a file.
func headOf(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readHead(f)
}

// readHead reads up to sniffed bytes.
func readHead(r io.Reader) ([]byte, error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(r, head)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head[:n], err
}
