// Package agree holds the tests of the whole kit: that its scenarios, servers, pages,
// pictures and stories agree with one another. It has no tests of a single package:
// those are in the package's folder.
//
//   - law_test.go: every scenario is proven, every exercise can be solved; soak_test.go:
//     the same on a busy machine
//   - bank_test.go, hunted_test.go, timers_test.go: wrong servers are found
//   - languages_test.go, dialects_test.go, blind_linux_test.go, durable_test.go: right
//     servers pass, in any language and on any system; pythonspecimens_test.go: the law
//     again, for the specimens in Python; core_test.go: the core asks no more than it says
//   - pages_test.go, terminals_test.go, generated_test.go, pictures_test.go,
//     stories_test.go: pages show what really happens; lessonform_test.go,
//     navigation_test.go: all lesson pages have one form; own_test.go: so have the stages
//     of a server from an empty file
//   - hostile_linux_test.go, hostilearchives_linux_test.go, hostilechecks_linux_test.go: a class
//     with hostile hand-ins has the results that it has without them;
//     hostilefree_linux_test.go: it is the confinement that stops them
//   - newlesson_test.go: a new lesson runs at once
//   - main_test.go: the test binary is lab; onehash_race_test.go: what the race
//     detector must not change
//   - bench_test.go, benchpicture_test.go, benchplay_test.go, benchsimulate_test.go: the lab in a
//     browser
//   - engines_test.go, enginegithub_test.go, engineforms_test.go: the files of docs/grading,
//     run as processes; platforms_test.go: those that "lab grade init" writes;
//     grading_test.go: the flag that these and forged_test.go need
//   - measured_test.go: the numbers of docs/measured.md
//   - wireshark_test.go, evidence_test.go, secrets_test.go: the files that a run leaves
//   - agree_test.go, clauselinks_test.go, tables_test.go, packagedocs_test.go, floors_test.go: names,
//     links, tables, imports; sizes_test.go: how long functions and files are;
//     lazyregexp_test.go: what waits until it is needed; unused_test.go: names, files and pages
//     that nobody needs
package agree
