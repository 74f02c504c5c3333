package handin

import (
	"regexp"
	"strings"
	"time"

	"chatlab/lab/lazyregexp"
)

// A platform is a learning platform that exports what students handed in under names of its
// own.
type platform struct {
	name string

	// pattern finds in a file or folder name, without its extension if it is a folder: name,
	// id, stamp (when it was handed in), file (as the student called it). Parts may be missing.
	pattern func() *regexp.Regexp

	// vague: other people's names may look the same, so that most of a class must match.
	vague bool

	// skip: it is nothing that a student handed in, such as a receipt.
	skip bool
}

// platforms are tried in this order. The rows of a platform follow each other. A file name is
// the student's, and may look like the rest of such a name. So the first place that fits counts.
//
//   - Moodle: mod/assign/classes/downloader.php: NAME_ID_assignsubmission_file, then a slash,
//     or _ and a slash (before 4.0), or _ and the file. It replaces _ in names by a blank. ID is
//     the participant's number, as in the grading worksheet.
//   - Canvas: lib/content_zipper.rb: name_ID_ATTACHMENT_file, with _LATE before the ID if it is
//     late, and anon_ID for anonymous marking. The name is the sortable name in lower case
//     without blanks. ID is that of the column ID in the gradebook.
//   - Blackboard: ASSIGNMENT_LOGIN_attempt_2026-11-30-01-02-03_file, and a receipt as .txt
//     without a file.
//   - Brightspace: ID-NUMBER - NAME - Nov 30, 2026 102 AM, with " - file" if it is not a folder.
var platforms = []platform{
	{name: "Moodle", pattern: lazyregexp.New(`(?s)^(?P<name>.*?)_(?P<id>\d+)_assignsubmission_file(?:_(?P<file>.*))?$`)},
	{name: "Moodle", pattern: lazyregexp.New(`(?s)^.*_\d+_assignsubmission_onlinetext(?:_.*)?$`), skip: true},
	{name: "Blackboard", pattern: lazyregexp.New(`(?s)^.+_[^_]+_attempt_\d{4}(?:-\d\d){5}\.txt$`), skip: true},
	{name: "Blackboard", pattern: lazyregexp.New(`(?s)^.+?_(?P<id>[^_]+)_attempt_(?P<stamp>\d{4}(?:-\d\d){5})(?:_(?P<file>.*))?$`)},
	{name: "Brightspace", pattern: lazyregexp.New(`(?s)^(?P<id>\d+)-\d+ - (?P<name>.+?) - (?P<stamp>[A-Z][a-z]+ \d{1,2}, \d{4} \d{3,4} [AP]M)(?: - (?P<file>.+))?$`)},
	{name: "Canvas", vague: true, pattern: lazyregexp.New(`(?s)^(?:LATE_)?(?P<name>anon)_(?P<id>[A-Za-z0-9]+)_\d+_(?P<file>.+)$`)},
	{name: "Canvas", vague: true, skip: true, pattern: lazyregexp.New(`(?s)^.+?(?:_LATE)?_\d+_(?:text|link)\.html$`)},
	{name: "Canvas", vague: true, pattern: lazyregexp.New(`(?s)^(?P<name>.+?)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)$`)},
}

// An exported is what a platform's name says.
type exported struct {
	platform  platform
	name, id  string
	file      string // empty if the name has none
	submitted string // sorts by time; empty if the name has none
}

// export reads a name as one that some platform made.
func export(name string) (e exported, ok bool) { return exportBy(platforms, name) }

// platformOf returns the rows of the platform that made the names of a class: the one that knows
// most of them. There are none if no platform did.
//
// A single name proves nothing. A student may name a file as another platform names what somebody
// else handed in.
func platformOf(parts []part) (rows []platform) {
	all := 0
	for _, p := range parts {
		if _, ok := export(p.name); ok || p.kind != Files {
			all++
		}
	}
	most := 0
	for from, to := 0, 0; from < len(platforms); from = to {
		for to < len(platforms) && platforms[to].name == platforms[from].name {
			to++
		}
		n := 0
		for _, p := range parts {
			if _, ok := exportBy(platforms[from:to], p.name); ok {
				n++
			}
		}
		if n > most && (!platforms[from].vague || n > all/2) {
			rows, most = platforms[from:to], n
		}
	}
	return rows
}

// exportBy reads a name as one that the platform of these rows made.
func exportBy(rows []platform, name string) (e exported, ok bool) {
	for _, p := range rows {
		found := p.pattern().FindStringSubmatch(name)
		if found == nil {
			continue
		}
		e.platform = p
		for i, group := range p.pattern().SubexpNames() {
			switch group {
			case "name":
				e.name = found[i]
			case "id":
				e.id = found[i]
			case "file":
				e.file = found[i]
			case "stamp":
				e.submitted = sortable(found[i])
			}
		}
		if e.name == "" {
			e.name = e.id
		}
		return e, true
	}
	return e, false
}

// sortable returns a time as text that sorts by time: Brightspace's "Jan 2, 2026 304 PM" has
// no colon and no leading zero. Blackboard's already sorts.
func sortable(stamp string) string {
	words := strings.Fields(stamp)
	if len(words) != 5 {
		return stamp
	}
	if len(words[3]) == 3 {
		words[3] = "0" + words[3]
	}
	for _, layout := range []string{"Jan 2, 2006 0304 PM", "January 2, 2006 0304 PM"} {
		if at, err := time.Parse(layout, strings.Join(words, " ")); err == nil {
			return at.Format(time.RFC3339)
		}
	}
	return ""
}
