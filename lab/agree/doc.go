// Package agree holds the tests of the whole kit: that its scenarios, servers, pages,
// pictures and stories agree with one another. The tests of one package are in its folder.
//
//   - law_test.go: every scenario is proven, every exercise solvable;
//     soak_test.go: however busy the machine is
//   - bank_test.go, hunted_test.go, timers_test.go: wrong servers are found
//   - languages_test.go, dialects_test.go, blind_linux_test.go, durable_test.go: right ones
//     pass, in any language, and wherever they run; pythonspecimens_test.go: the law again,
//     for the broken servers in Python
//   - pages_test.go, terminals_test.go, generated_test.go, pictures_test.go,
//     stories_test.go: what is read is so
//   - main_test.go: the program of the tests is lab; onehash_race_test.go: what the race
//     detector must not change
//   - lessonform_test.go, navigation_test.go: the form of a page, and how it leads on;
//     newlesson_test.go: what a new lesson is laid out as; measured_test.go: how fast
//   - wireshark_test.go, evidence_test.go, secrets_test.go: what is left of a run
//   - agree_test.go, tables_test.go, packagedocs_test.go, floors_test.go: names, links,
//     tables, imports; sizes_test.go: how much is read at once
package agree
