package agree

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"chatlab/lab/sandbox"
)

// TestFreeHostileHandIns is the control of TestHostileHandIns: without confinement the crimes of one
// of its hand-ins are successful, so it is the confinement that stops them. It touches only
// what belongs to the test.
func TestFreeHostileHandIns(t *testing.T) {
	if !*hostile {
		t.Skip("it belongs to TestHostileHandIns; run it with -hostile")
	}
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	p := newPrison(t)
	p.hostile()
	p.only("own", "right-py")
	own := p.grade("free", "--isolate", "none")["own"]
	if own.Trouble == nil {
		t.Fatalf("none of its crimes has worked: %+v", own)
	}
	for _, what := range p.crimesOf("own") {
		if !strings.Contains(own.Trouble.Output, "DID "+what) {
			t.Errorf("even without confinement it failed to %s, so this crime proves nothing", what)
		}
	}
	if !strings.Contains(own.Trouble.Output, secret) {
		t.Error("it has read the secret, and nothing that is printed has it")
	}
}

// nobody is a user without privileges. It need not be known to the system.
const nobody = "65534"

// TestUnprivilegedHostileHandIns: the same crimes fail if the teacher is not root, for whom the
// kernel holds other things. The user gets to see, in a namespace of mounts, what root keeps
// to itself: Go's caches and the test binary.
func TestUnprivilegedHostileHandIns(t *testing.T) {
	if !*hostile {
		t.Skip("it belongs to TestHostileHandIns; run it with -hostile")
	}
	if os.Getuid() != 0 {
		t.Skip("the other tests run as such a user already")
	}
	sandbox.OfContent(t)
	sandbox.NeedsPython(t)
	for _, name := range []string{"unshare", "setpriv"} {
		sandbox.NeedsProgram(t, name)
	}
	p := newPrison(t)
	clone := sandbox.Clone(t).Path("lab/main.go")
	if exec.Command("setpriv", "--reuid", nobody, "--regid", nobody, "--clear-groups", "test", "-r", clone).Run() != nil {
		t.Skip("not tested: here a user without privileges can't read the clone")
	}
	p.hostile()
	p.only("own", "reads", "writes", "kills", "right-py", "right-go")
	p.as = nobody
	all := p.grade("all")
	for name, earns := range map[string]string{"own": "2", "reads": "2", "writes": "2", "kills": "at most 2", "right-py": "10", "right-go": "10"} {
		t.Run(name, func(t *testing.T) { expected{"earns": earns}.check(t, all[name]) })
	}
	p.nothingTaken()
	p.nothingLeft()
}

// only removes all other hand-ins.
func (p *prison) only(names ...string) {
	p.T.Helper()
	entries, err := os.ReadDir(p.handIns)
	if err != nil {
		p.T.Fatal(err)
	}
	keep := "\n" + strings.Join(names, "\n") + "\n"
	for _, e := range entries {
		if !strings.Contains(keep, "\n"+e.Name()+"\n") {
			if err := os.RemoveAll(filepath.Join(p.handIns, e.Name())); err != nil {
				p.T.Fatal(err)
			}
		}
	}
}

// crimesOf returns what a hand-in attempts.
func (p *prison) crimesOf(name string) (all []string) {
	p.T.Helper()
	text := p.Read(hostileFolder + "/" + name + ".txtar")
	for _, found := range regexp.MustCompile(`attempt\("([^"]*)"`).FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	if len(all) == 0 {
		p.T.Fatalf("%s attempts nothing", name)
	}
	return all
}

// unprivileged makes a command one of another user, who may use the folders of the test and,
// in a namespace of mounts, what root keeps to itself. It returns the environment to add.
func (p *prison) unprivileged(command *exec.Cmd, caches map[string]string) (env []string) {
	p.T.Helper()
	top := p.T.TempDir()
	script := "set -e\n"
	bind := func(name, from string) string {
		to := filepath.Join(top, name)
		script += "mount --bind '" + from + "' '" + to + "'\n"
		return to
	}
	for name, from := range caches {
		if err := os.Mkdir(filepath.Join(top, name), 0o755); err != nil {
			p.T.Fatal(err)
		}
		env = append(env, name+"="+bind(name, from))
	}
	p.put(top, "lab", "")
	self := bind("lab", command.Path)
	home := p.T.TempDir()
	env = append(env, "HOME="+home)
	for _, dir := range []string{p.Root, p.handIns, p.out, p.home, p.hidden, top, home} {
		if err := os.Chmod(dir, 0o777); err != nil {
			p.T.Fatal(err)
		}
		os.Chmod(filepath.Dir(dir), 0o755) // of the test, and closed
	}
	script += `exec setpriv --reuid ` + p.as + ` --regid ` + p.as + ` --clear-groups "$0" "$@"`
	shell, err := exec.LookPath("unshare")
	if err != nil {
		p.T.Fatal(err)
	}
	command.Path = shell
	command.Args = append([]string{"unshare", "--mount", "sh", "-c", script, self}, command.Args[1:]...)
	return env
}
