package cli

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
	"chatlab/lab/share"
)

// TestDialectProbe: a server is probed, and what is proposed is a server file that works. What
// can't be probed is reported.
func TestDialectProbe(t *testing.T) {
	sandbox.NeedsPython(t)
	t.Parallel()
	share.Slow(t)
	s := sandboxOfServers(t)
	club := "python3 club/club.py {port}"
	for name, probed := range map[string]func(*testing.T, sandbox.Sandbox, expectation){
		"proposes a file": func(t *testing.T, s sandbox.Sandbox, expect expectation) {
			expect(0, "check    go tool lab check --server club", "dialect", "probe", "--server", club, "--out", "club/chatlab.server")
			if file := s.Read("club/chatlab.server"); !strings.Contains(file, "run python3 club.py {port}\n") || !strings.Contains(file, "\nname NICK {name}\n") {
				t.Errorf("proposed:\n%s", file)
			}
			expect(0, "excuses  echo yes", "dialect", "probe", "--server", club, "--out", "club/third.server")
			expect(0, "1 passed", "check", "3", "--run", "split_write", "--server", "club/third.server")
			expect(0, "1 passed", "check", "3", "--run", "split_write", "--server", "club") // which has two files now
			expect(ExitUsage, "file already exists", "dialect", "probe", "--server", club, "--out", "club/chatlab.server")
		},
		"misused": func(t *testing.T, s sandbox.Sandbox, expect expectation) {
			expect(ExitUsage, "there is no server file club/fourth.server", "check", "3", "--server", "club/fourth.server")
			expect(ExitUsage, "club.txt: the name of a server file ends in .server", "dialect", "probe", "--server", club, "--out", "club.txt")
			expect(ExitUsage, "which server?", "dialect", "probe")
			expect(ExitUsage, "make the folder of --out first", "dialect", "probe", "--server", club, "--out", "nowhere/chatlab.server")
		},
		"mute": func(t *testing.T, s sandbox.Sandbox, expect expectation) {
			expect(ExitFailed, "no client heard another", "dialect", "probe", "--server", "python3 mute.py {port}")
		},
		"serves one at a time": func(t *testing.T, s sandbox.Sandbox, expect expectation) {
			expect(ExitFailed, "It may serve one client at a time", "dialect", "probe", "--server", "python3 alone.py {port}")
		},
		"dies": func(t *testing.T, s sandbox.Sandbox, expect expectation) {
			s.Put("dies.py", strings.Replace(s.Read("club/club.py"), "BANNER)", "BANNER); import os; print('I\x1b[31m give up', flush=True); os._exit(4)", 1))
			expect(ExitFailed, "the server ended while it was probed: exit status 4\nI\uFFFD[31m give up", "dialect", "probe", "--server", "python3 dies.py {port}")
			expect(ExitTrouble, "ended before it listened", "dialect", "probe", "--server", "python3 -c pass {port}")
		},
		"a command of several lines": func(t *testing.T, s sandbox.Sandbox, expect expectation) {
			lines := "python3 -c 'import runpy\nbuild = evil = 0\nrunpy.run_path(\"club/club.py\")' {port}"
			expect(0, "check    go tool lab check --server lines.server", "dialect", "probe", "--server", lines, "--out", "lines.server")
			if file := s.Read("lines.server"); !strings.Contains(file, "Put it into a script") || strings.Contains(file, "\nbuild") || strings.Contains(file, "\nrun") {
				t.Errorf("a line of the command has become a line of the file:\n%s", file)
			}
		},
		"makes the file itself": func(t *testing.T, s sandbox.Sandbox, expect expectation) {
			s.Put("first.py", "open("+strconv.Quote(s.Path("mine.server"))+", 'w').write('mine')\n"+s.Read("club/club.py"))
			expect(ExitFailed, "exists", "dialect", "probe", "--server", "python3 first.py {port}", "--out", "mine.server")
			if file := s.Read("mine.server"); file != "mine" {
				t.Errorf("a file that was there is overwritten:\n%s", file)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sandbox.Sandbox{T: t, Kit: s.Kit}
			probed(t, s, expects(t, s))
		})
	}
}

// sandboxOfServers is a sandbox with a server in words of its own, one that says nothing, and one whose
// clients do not hear each other.
func sandboxOfServers(t *testing.T) sandbox.Sandbox {
	t.Helper()
	s := sandbox.New(t)
	if err := os.Mkdir(s.Path("club"), 0o777); err != nil {
		t.Fatal(err)
	}
	s.Put("club/club.py", s.Read("testdata/servers/odd/club.py"))
	s.Put("mute.py", "import socket, sys, time\nwith socket.create_server(('127.0.0.1', int(sys.argv[1]))) as server:\n    time.sleep(3600)\n")
	s.Put("alone.py", `import socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        client, _ = server.accept()
        client.sendall(b"name?\\n")
        while client.recv(4096):
            client.sendall(b"* hello\\n")
        client.close()
`)
	return s
}
