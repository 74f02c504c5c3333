package story

import (
	"testing"
)

// TestCommandsCanBePasted: a command is quoted for the shells of its system.
func TestCommandsCanBePasted(t *testing.T) {
	for _, c := range []struct {
		system, arg, want string
	}{
		{"linux", "./my-server", "./my-server"},
		{"linux", "a,b", "a,b"},
		{"linux", "python3 server.py {port}", "'python3 server.py {port}'"},
		{"linux", `"it's"`, `'"it'\''s"'`},
		{"windows", `.\one.exe`, `.\one.exe`},
		{"windows", "a,b", `"a,b"`},
		{"windows", "python server.py {port}", `"python server.py {port}"`},
		{"windows", `"C:\my servers\one.exe" {port}`, `"'C:\my servers\one.exe' {port}"`},
		{"windows", `C:\my servers\`, `"C:\my servers\\"`},
		{"windows", "", `""`},
	} {
		if got, want := (Style{Lab: "lab", System: c.system}).Command("check", c.arg), "lab check "+c.want; got != want {
			t.Errorf("%s: %s, want %s", c.system, got, want)
		}
	}
}
