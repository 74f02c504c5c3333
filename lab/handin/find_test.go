package handin

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFind: each class is found as a teacher sees it.
func TestFind(t *testing.T) {
	zipped := string(zipOf(t, small))
	for _, c := range []struct {
		name  string
		files []made // the last element of their path is "/" for an empty folder
		want  []string
	}{
		{"folders and archives", append(under("dora", small), made{"ana.zip", zipped, 0}, made{"bruno.tar.gz", string(gzOf(t, tarOf(t, small))), 0},
			made{"carla.TGZ", string(gzOf(t, tarOf(t, small))), 0}, made{"emil.tar", string(tarOf(t, small)), 0}, made{"roster.csv", "name\n", 0}, made{".DS_Store", "x", 0}, made{"__MACOSX/._x", "x", 0}, made{".git/config", "", 0}),
			[]string{"ana zip", "bruno tar.gz", "carla tar.gz", "dora folder", "emil tar"}},
		{"unreadable ones are not missing", []made{{"ana.zip", zipped, 0}, {"bruno.rar", "Rar!\x1a\x07\x00", 0}, {"carla.zip", "", 0}},
			[]string{"ana zip", "bruno unknown", "carla unknown"}},
		{"an archive in each folder", []made{{"ana/chat.zip", zipped, 0}, {"bruno/chat.zip", zipped, 0}, {"bruno/report.pdf", "%PDF", 0}, {"carla/one.zip", zipped, 0}, {"carla/two.zip", zipped, 0}, {"dora/main.go", goMain, 0}, {"dora/old.zip", zipped, 0}},
			[]string{"ana zip", "bruno zip", "carla several", "dora folder"}},
		{"a clone", append(under("work/03-half-a-message", small), made{"go.mod", "module chatlab\n", 0}), []string{"class folder"}},
		{"a clone's folder work alone", under("work/03-half-a-message", small), []string{"class folder"}},
		{"a class called work", under("work/ana", small), []string{"work folder"}},
		{"a clone's work", under("03-half-a-message", small), []string{"class folder"}},
		{"a program", append([]made{{"lib/x.py", "x", 0}}, made{"server.py", "x", 0}), []string{"class folder"}},
		{"a server file", []made{{"chatlab.server", "run x\n", 0}, {"src/x.py", "x", 0}}, []string{"class folder"}},
		{"source alone", []made{{"a.py", "x", 0}, {"b.py", "x", 0}}, []string{"class folder"}},
		{"source files beside folders", []made{{"ana/main.go", goMain, 0}, {"bruno.py", "x", 0}}, []string{"ana folder", "bruno files"}},
		{"Moodle", append(under("Ana Sousa_101_assignsubmission_file", small), made{"Bo_102_assignsubmission_file_/x.zip", zipped, 0},
			made{"Cy_103_assignsubmission_onlinetext/onlinetext.html", "x", 0}),
			[]string{"Ana Sousa 101 Moodle folder", "Bo 102 Moodle zip"}},
		{"Moodle without folders", []made{{"Ana Sousa_101_assignsubmission_file_main.go", goMain, 0}, {"Ana Sousa_101_assignsubmission_file_chatlab.server", "run x", 0}, {"Bo_102_assignsubmission_file_b.zip", zipped, 0}},
			[]string{"Ana Sousa 101 Moodle files", "Bo 102 Moodle zip"}},
		{"Canvas", []made{{"sousaana_1234_5678_chat.zip", zipped, 0}, {"limabo_LATE_1235_5679_main.py", "x", 0}, {"limabo_LATE_1235_5680_lib.py", "x", 0}, {"coxcy_1236_text.html", "x", 0}},
			[]string{"limabo 1235 Canvas files", "sousaana 1234 Canvas zip"}},
		{"no Canvas", []made{{"ana_3_2_chat.zip", zipped, 0}, {"bruno.zip", zipped, 0}, {"carla.zip", zipped, 0}}, []string{"ana_3_2_chat zip", "bruno zip", "carla zip"}},
		{"Blackboard", []made{{"Lab 3_asousa_attempt_2026-11-02-10-00-00_chat.zip", zipped, 0}, {"Lab 3_asousa_attempt_2026-11-10-09-00-00_chat.zip", zipped, 0}, {"Lab 3_asousa_attempt_2026-11-10-09-00-00.txt", "receipt", 0}},
			[]string{"asousa asousa Blackboard zip, 1 older"}},
		{"Canvas, and a file called as another platform calls that of somebody else", []made{{"sousaana_1234_5678_x_1235_assignsubmission_file_y.zip", zipped, 0}, {"coxcy_1236_5680_z_1235_attempt_2026-11-02-10-00-00_y.zip", zipped, 0}, {"limabo_1235_5679_main.py", "x", 0}},
			[]string{"coxcy 1236 Canvas zip", "limabo 1235 Canvas files", "sousaana 1234 Canvas zip"}},
		{"Blackboard, and a title with numbers", []made{{"Lab_3_2_asousa_attempt_2026-11-02-10-00-00_1_2_chat.zip", zipped, 0}, {"Lab_3_2_bo_attempt_2026-11-02-10-00-00_z_7_assignsubmission_file_y.zip", zipped, 0}},
			[]string{"asousa asousa Blackboard zip", "bo bo Blackboard zip"}},
		{"Brightspace", append(under("77-5 - Ana Sousa - Nov 2, 2026 904 AM", small), under("77-5 - Ana Sousa - Nov 2, 2026 1159 PM", small)...),
			[]string{"Ana Sousa 77 Brightspace folder, 1 older"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "class")
			makeFolder(t, dir, c.files)
			all, err := Find(dir)
			check(t, err)
			var got []string
			for _, h := range all {
				text := strings.Join(strings.Fields(fmt.Sprint(h.Name, " ", h.ID, " ", h.Platform, " ", h.Kind)), " ")
				if h.Older > 0 {
					text += fmt.Sprintf(", %d older", h.Older)
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestLastAttempt: the last attempt is laid, also where the text of the times sorts
// otherwise.
func TestLastAttempt(t *testing.T) {
	dir := t.TempDir()
	for stamp, text := range map[string]string{"Nov 2, 2026 904 AM": "one", "Nov 2, 2026 1159 PM": "two", "Nov 10, 2026 100 AM": "last", "November 9, 2026 1200 PM": "three"} {
		save(t, dir, "77-5 - Ana - "+stamp+" - server.py", []byte(text))
	}
	into := t.TempDir()
	h := findOne(t, dir)
	_, err := Lay(h, lesson3, into)
	check(t, err)
	if text, err := os.ReadFile(filepath.Join(into, "server.py")); string(text) != "last" || h.Older != 3 {
		t.Errorf("laid is %q, %d older, %v", text, h.Older, err)
	}
}

// TestFindMistakes: a path without hand-ins is an error that says what is needed.
func TestFindMistakes(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir, filepath.Join(dir, "missing")} {
		if all, err := Find(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, %v", path, all, err)
		}
	}
}

// TestFindClassInArchive: an export that is not unpacked is no hand-in, and the teacher is told.
func TestFindClassInArchive(t *testing.T) {
	dir, zipped := t.TempDir(), string(zipOf(t, small))
	for name, c := range map[string]struct {
		files []made
		class bool
	}{
		"moodle":      {append(under("Ana Sousa_101_assignsubmission_file", small), under("Bo_102_assignsubmission_file", small)...), true},
		"moodle flat": {[]made{{"Ana_101_assignsubmission_file_main.go", goMain, 0}, {"Bo_102_assignsubmission_file_main.go", goMain, 0}}, true},
		"archives":    {[]made{{"ana.zip", zipped, 0}, {"bo.zip", zipped, 0}}, true},
		"wrapped":     {[]made{{"class/ana.zip", zipped, 0}, {"class/bo.zip", zipped, 0}, {"class/names.csv", "x", 0}}, true},
		"one":         {small, false},
		"old ones":    {append([]made{{"a.zip", zipped, 0}, {"b.zip", zipped, 0}}, small...), false},
		"one archive": {[]made{{"a.zip", zipped, 0}}, false},
	} {
		for ending, content := range map[string][]byte{".zip": zipOf(t, c.files), ".tgz": gzOf(t, tarOf(t, c.files))} {
			all, err := Find(save(t, dir, name+ending, content))
			if (err != nil) != c.class || err == nil && len(all) != 1 || err != nil && !strings.Contains(err.Error(), "unpack it") {
				t.Errorf("%s: %v, %v", name, all, err)
			}
		}
	}
}

// TestFolders: links in folders, pipes and what is behind them are not read.
func TestFolders(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights")
	}
	y, dir := newYard(t), t.TempDir()
	makeFolder(t, filepath.Join(dir, "ana"), small)
	secret := save(t, t.TempDir(), "secret.py", []byte("x"))
	check(t, os.Symlink(secret, filepath.Join(dir, "ana", "absolute.py")))
	check(t, os.Symlink("../bruno/main.go", filepath.Join(dir, "ana", "other.go")))
	check(t, os.Symlink("main.go", filepath.Join(dir, "ana", "inside.go")))
	check(t, os.Symlink(filepath.Dir(secret), filepath.Join(dir, "ana", "folder")))
	check(t, os.Symlink("ana", filepath.Join(dir, "bruno")))
	all, err := Find(dir)
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	laid, err := y.lay(all[0])
	if err != nil || len(laid.Files) != len(small) || laid.AllLeftOut != 4 || laid.LeftOut[0].Reason != SymbolicLink {
		t.Errorf("laid %q, left out %v, %v", laid.Files, laid.LeftOut, err)
	}
	_, err = y.lay(all[1])
	if refusal := new(Refusal); !errors.As(err, &refusal) || refusal.Reason != NotReadable {
		t.Error(err)
	}
}
