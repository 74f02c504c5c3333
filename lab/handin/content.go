package handin

import (
	"bytes"
	"encoding/binary"
	"path"
	"slices"
	"strings"
)

const sniffed = 8 << 10 // bytes of a file that say what it is

// magics are the first bytes of files that are not source.
var magics = []struct {
	at     int
	bytes  string
	reason Reason
	what   string
}{
	{0, "\x7fELF", Compiled, "a program for Linux: ELF"},
	{0, "\xfe\xed\xfa\xce", Compiled, "a program for macOS: Mach-O"},
	{0, "\xfe\xed\xfa\xcf", Compiled, "a program for macOS: Mach-O"},
	{0, "\xce\xfa\xed\xfe", Compiled, "a program for macOS: Mach-O"},
	{0, "\xcf\xfa\xed\xfe", Compiled, "a program for macOS: Mach-O"},
	{0, "\xca\xfe\xba\xbe", Compiled, "a Java class"}, // or a Mach-O for several machines, see whatIs
	{0, "\x00asm", Compiled, "WebAssembly"},
	{0, "!<arch>\n", Compiled, "a compiled library"},
	{0, "PK\x03\x04", Nested, "zip or jar"},
	{0, "PK\x05\x06", Nested, "zip or jar"},
	{0, "\x1f\x8b", Nested, "gzip"},
	{0, "BZh", Nested, "bzip2"},
	{0, "\xfd7zXZ\x00", Nested, "xz"},
	{0, "\x28\xb5\x2f\xfd", Nested, "zstd"},
	{0, "7z\xbc\xaf\x27\x1c", Nested, "7z"},
	{0, "Rar!\x1a\x07", Nested, "rar"},
	{257, "ustar", Nested, "tar"},
	{0, "%PDF-", NotText, "PDF"},
	{0, "\xff\xfe", UTF16, ""},
	{0, "\xfe\xff", UTF16, ""},
}

// whatIs says why a file is not source, by its first bytes and the ending of its name. It
// returns an empty reason for source.
func whatIs(head []byte, name string) (reason Reason, detail string) {
	for _, m := range magics {
		if len(head) < m.at || !bytes.HasPrefix(head[m.at:], []byte(m.bytes)) {
			continue
		}
		// The fifth to eighth byte count machines in a Mach-O. In a class they are its version,
		// which has been 45 or more from the first Java on.
		if m.what == "a Java class" && len(head) >= 8 && binary.BigEndian.Uint32(head[4:]) < 45 {
			return Compiled, "a program for macOS: Mach-O"
		}
		return m.reason, m.what
	}
	if !bytes.Contains(head, []byte{0}) { // what git takes for text
		return "", ""
	}
	switch ext := strings.ToLower(path.Ext(name)); {
	case bytes.HasPrefix(head, []byte("MZ")):
		return Compiled, "a program for Windows: PE"
	case ext == ".pyc" || ext == ".pyo":
		return Compiled, "compiled Python"
	case ext == ".o" || ext == ".obj" || ext == ".syso":
		return Compiled, "a compiled object"
	}
	return NotText, ""
}

// archiveOf says which archive a file is, by its first bytes. Kind is Unknown for an archive
// that we do not read, and Files for anything else.
func archiveOf(head []byte, name string) (kind Kind, detail string) {
	switch reason, what := whatIs(head, name); {
	case what == "zip or jar":
		return Zip, what
	case what == "tar":
		return Tar, what
	case what == "gzip":
		return TarGz, what
	case reason == Nested:
		return Unknown, what
	}
	if hasEnding(name, archiveEndings) { // such as an empty .zip, or a tar from before ustar
		if hasEnding(name, []string{".tar"}) && len(head) > 0 {
			return Tar, "tar"
		}
		return Unknown, "the name ends like that of an archive, and the content is not one"
	}
	return Files, ""
}

// Endings of names, in lower case.
var (
	archiveEndings = []string{".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".tar.zst", ".zip", ".tar", ".rar", ".7z", ".gz", ".xz", ".bz2", ".zst"}
	paperEndings   = []string{".md", ".txt", ".pdf", ".doc", ".docx", ".odt", ".rtf", ".html", ".htm", ".csv", ".png", ".jpg", ".jpeg", ".log"}
	sourceEndings  = []string{".go", ".py", ".js", ".mjs", ".cjs", ".ts", ".java", ".kt", ".kts", ".c", ".h", ".cc", ".cpp", ".hpp", ".cs", ".rs", ".rb", ".pl", ".php", ".lua", ".swift", ".scala", ".hs", ".ml", ".ex", ".exs", ".erl", ".clj", ".zig", ".nim", ".d", ".jl", ".r", ".sh", ".ps1", ".server", scenarioEnding}
)

// hasEnding reports whether a name ends with one of the endings.
func hasEnding(name string, endings []string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(endings, func(ending string) bool { return strings.HasSuffix(name, ending) })
}

// withoutEnding returns the name of an archive or source file without its ending.
func withoutEnding(name string) string {
	for _, ending := range slices.Concat(archiveEndings, sourceEndings) {
		if len(name) >= len(ending) && strings.EqualFold(name[len(name)-len(ending):], ending) {
			return name[:len(name)-len(ending)]
		}
	}
	return name
}
