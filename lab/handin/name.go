package handin

import (
	"path"
	"slices"
	"strings"

	"chatlab/server/wire"
)

// checkPath cleans a path of a hand-in. It returns a reason to refuse the hand-in: it tries to
// leave it, or has separators that only some systems take for such. Or it returns a reason to
// leave out the file.
func checkPath(raw string, archive bool) (clean string, refuse, leave Reason) {
	if len(raw) > 4*MaxPath {
		return "", "", LongPath // it is not even kept
	}
	if archive && (strings.HasPrefix(raw, "/") || slices.Contains(strings.Split(raw, "/"), "..")) {
		return "", Outside, ""
	}
	if archive && (strings.Contains(raw, `\`) || len(raw) > 1 && raw[1] == ':' && isASCIILetter(raw[0])) {
		return "", Backslash, ""
	}
	clean = path.Clean(raw)
	for element := range strings.SplitSeq(clean, "/") {
		if !isPortable(element) {
			return clean, "", BadName
		}
	}
	return clean, "", ""
}

func isASCIILetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// isPortable reports whether a name means the same file on every system, and shows nothing
// to people that is not there.
func isPortable(element string) bool {
	switch {
	case element == ".":
		return true
	case element == "" || strings.ContainsAny(element, "\t<>:\"|?*\\"):
		return false
	case strings.HasSuffix(element, ".") || strings.HasSuffix(element, " "):
		return false
	}
	return wire.Clean(element) == element && !strings.Contains(element, "\ufffd") && !isDevice(element)
}

// isClutter reports whether a system or an archiver put a name there. Nobody has to be told.
func isClutter(element string) bool {
	switch strings.ToLower(element) {
	case "__macosx", ".ds_store", "thumbs.db", "desktop.ini":
		return true
	}
	return strings.HasPrefix(element, "._") // what macOS keeps beside a file
}

// toolFolders have what tools fetch, build and remember.
var toolFolders = []string{".git", ".hg", ".svn", ".idea", ".vscode", ".gradle", ".lab", "__pycache__", "node_modules", ".venv", "venv"}

func isTools(element string) bool { return slices.Contains(toolFolders, strings.ToLower(element)) }

// kitsFolders are in a lesson's folder only if somebody wants to replace what the kit tests
// with.
var kitsFolders = []string{"scripts", "testdata"}

func isKits(element string) bool { return slices.Contains(kitsFolders, strings.ToLower(element)) }
