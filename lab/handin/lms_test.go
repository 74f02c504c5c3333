package handin

import (
	"fmt"
	"testing"
)

// TestExport: names as platforms make them, and names that only look like it.
func TestExport(t *testing.T) {
	for name, want := range map[string]string{
		// Moodle
		"Ana Sousa_12345_assignsubmission_file":                    "Moodle name=Ana Sousa id=12345",
		"Ana Sousa_12345_assignsubmission_file_":                   "Moodle name=Ana Sousa id=12345",
		"Ana Sousa_12345_assignsubmission_file_server.tar":         "Moodle name=Ana Sousa id=12345 file=server.tar",
		"Ana Sousa_12345_assignsubmission_file_my_server.go":       "Moodle name=Ana Sousa id=12345 file=my_server.go",
		"Participant_9_assignsubmission_file_":                     "Moodle name=Participant id=9",
		"O'Neil, Bob \"x\"\n=1_7_assignsubmission_file_":           "Moodle name=O'Neil, Bob \"x\"\n=1 id=7",
		"x_1_assignsubmission_file_y_2_assignsubmission_file_z.go": "Moodle name=x id=1 file=y_2_assignsubmission_file_z.go",
		"Ana_12345_assignsubmission_onlinetext":                    "Moodle skip",
		"Ana_12345_assignsubmission_onlinetext_onlinetext.html":    "Moodle skip",
		// Canvas
		"sousaana_1234_5678_main.go":           "Canvas name=sousaana id=1234 file=main.go",
		"sousaana_LATE_1234_5678_my_server.go": "Canvas name=sousaana id=1234 file=my_server.go",
		"sousa_ana_1234_5678_1_2_x.zip":        "Canvas name=sousa_ana id=1234 file=1_2_x.zip",
		"anon_aB3xY_5678_main.go":              "Canvas name=anon id=aB3xY file=main.go",
		"LATE_anon_aB3xY_5678_main.go":         "Canvas name=anon id=aB3xY file=main.go",
		"sousaana_1234_text.html":              "Canvas skip",
		"sousaana_LATE_1234_link.html":         "Canvas skip",
		// Blackboard
		"Lab 3_asousa_attempt_2026-11-02-10-00-00_chat.zip":                            "Blackboard name=asousa id=asousa file=chat.zip 2026-11-02-10-00-00",
		"Lab_3_x_asousa_attempt_2026-11-02-10-00-00_my_c.zip":                          "Blackboard name=asousa id=asousa file=my_c.zip 2026-11-02-10-00-00",
		"Lab 3_asousa_attempt_2026-11-02-10-00-00.txt":                                 "Blackboard skip",
		"Lab 3_ana_attempt_2026-11-02-10-00-00_x_bo_attempt_2026-11-03-10-00-00_y.zip": "Blackboard name=ana id=ana file=x_bo_attempt_2026-11-03-10-00-00_y.zip 2026-11-02-10-00-00",
		// Brightspace
		"12345-67890 - Ana Sousa - Nov 2, 2026 904 AM":             "Brightspace name=Ana Sousa id=12345 2026-11-02T09:04:00Z",
		"12345-67890 - Ana - Sousa - Nov 22, 2026 1204 PM - a.zip": "Brightspace name=Ana - Sousa id=12345 file=a.zip 2026-11-22T12:04:00Z",
		// none
		"ana": "", "ana.zip": "", "": "", "ana_3.zip": "", "_attempt_": "", "Lab_ana_attempt_1_x": "",
		"Ana_x_assignsubmission_file_": "", "12345-67890 - Ana": "",
	} {
		e, ok := export(name)
		got := ""
		if ok {
			got = e.platform.name
		}
		switch {
		case e.platform.skip:
			got += " skip"
		case ok:
			got += fmt.Sprintf(" name=%s id=%s", e.name, e.id)
			if e.file != "" {
				got += " file=" + e.file
			}
			if e.submitted != "" {
				got += " " + e.submitted
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}
