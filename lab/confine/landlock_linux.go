package confine

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/landlock-lsm/go-landlock/landlock"
	ll "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// The versions of Landlock's interface from which on something holds. They are in the kernel
// since 5.13, 5.19, 6.2, 6.7 and 6.12.
const (
	abiFiles    = 1
	abiRefer    = 2 // renames between folders can be allowed
	abiTruncate = 3 // before, a program that may not write a file could still make it empty
	abiPorts    = 4
	abiSignals  = 6
)

// systemFiles are what programs of the system need to run. Files that tell about people, such
// as /etc/passwd, are not among them. /etc/resolv.conf is not either: there is no network.
var systemFiles = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store",
	"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload",
	"/etc/localtime", "/etc/timezone", "/etc/locale.alias", "/etc/nsswitch.conf", "/etc/hosts", "/etc/host.conf",
	"/etc/gai.conf", "/etc/protocols", "/etc/services", "/etc/mime.types", "/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ssl/cert.pem", "/etc/pki/java", "/etc/ca-certificates",
	"/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/kernel/mm/transparent_hugepage", "/sys/fs/cgroup",
}

// systemPatterns are more of them: Debian keeps settings of Java and Python in such folders.
var systemPatterns = []string{"/etc/java*", "/etc/python*"}

// systemDevices may be written, too.
var systemDevices = []string{"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}

// systemProcesses is what a program may read of /proc, if it has none of its own: itself, and
// what tells about the machine and nobody.
var systemProcesses = []string{"cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "sys", "uptime", "version", strconv.Itoa(os.Getpid())}

// A ruleset is what Landlock will hold.
type ruleset struct {
	abi   int
	fd    int // -1: nothing
	flags uint32
}

// landlockRules makes the ruleset, while we may still open everything.
func (j job) landlockRules() (ruleset, error) {
	r := ruleset{fd: -1}
	abi, err := ll.LandlockGetABIVersion()
	if err != nil {
		return r, nil // the kernel has no Landlock, or it was switched off: noteLandlock says so
	}
	r.abi = abi
	rules := j.fileRules(abi)
	if port, err := strconv.ParseUint(os.Getenv("PORT"), 10, 16); j.Listens && err == nil {
		rules = append(rules, landlock.BindTCP(uint16(port)))
		if !j.Silent {
			rules = append(rules, landlock.ConnectTCP(uint16(port)))
		}
	} else if j.Listens {
		rules = append(rules, landlock.BindTCP(0)) // the system chooses the port, and nobody can know it here
	}
	r.fd, r.flags, err = landlock.V11.BestEffort().NewRulesetFD(rules...)
	if err != nil {
		return r, fmt.Errorf("landlock: %w", err)
	}
	return r, nil
}

func (j job) fileRules(abi int) (rules []landlock.Rule) {
	read, write := ofSettings(os.LookupEnv)
	read = append(append(read, systemFiles...), j.Read...)
	for _, pattern := range systemPatterns {
		found, _ := filepath.Glob(pattern)
		read = append(read, found...)
	}
	if j.Spaces.Proc {
		read = append(read, "/proc")
	} else {
		for _, name := range systemProcesses {
			read = append(read, "/proc/"+name)
		}
	}
	for _, path := range read {
		if isFolder(path) {
			rules = append(rules, landlock.RODirs(path).IgnoreIfMissing())
		} else {
			rules = append(rules, landlock.ROFiles(path).IgnoreIfMissing())
		}
	}
	for _, path := range append(write, j.Write...) {
		rule := landlock.RWDirs(path)
		if abi >= abiRefer { // if asked for it, an older kernel would hold nothing at all
			rule = rule.WithRefer()
		}
		rules = append(rules, rule)
	}
	return append(rules, landlock.RWFiles(systemDevices...).IgnoreIfMissing())
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// enforce restricts this thread.
func (r ruleset) enforce() error {
	if r.fd < 0 {
		return nil
	}
	defer unix.Close(r.fd)
	if err := ll.LandlockRestrictSelf(r.fd, r.flags); err != nil {
		return fmt.Errorf("landlock: %w", err)
	}
	return nil
}

// noteLandlock records what Landlock and the filter hold together.
func (j job) noteLandlock(held *Report, abi int, doorless, notFiltered error) {
	by := fmt.Sprintf("Landlock ABI %d", abi)
	since := func(needs int, what string) (bool, string) {
		if abi >= needs {
			return true, by
		}
		return false, fmt.Sprintf("%s needs Landlock ABI %d, and this kernel has %d", what, needs, abi)
	}
	filtered := func(name string, ok bool, how string) {
		if ok && notFiltered != nil {
			ok, how = false, "the system takes no filter of system calls: "+notFiltered.Error()
		} else if ok {
			how += " and a filter of system calls"
		}
		held.note(name, ok, how)
	}
	ok, how := since(abiTruncate, "to hold writes")
	held.note(Files, ok, how)
	ok, how = since(abiPorts, "it")
	filtered(Connections, ok, how)
	if ok && j.Listens && doorless != nil {
		ok, how = false, fmt.Sprintf("it may listen at all addresses of this machine, and also on a port that the system chooses: the kit can't look at each call (%v)", doorless)
	}
	filtered(Ports, ok, how)
	ok, how = since(abiFiles, "it")
	filtered(Others, ok, how)
	switch ok, how = since(abiSignals, "it"); {
	case j.Spaces.Processes && !ok:
		ok, how = true, "a namespace of processes"
	}
	held.note(Signals, ok, how)
	switch {
	case j.Spaces.ReadOnly:
		held.note(Modes, true, "all other folders are mounted read-only for it")
	case j.Builds:
		held.note(Modes, false, cmp.Or(j.Spaces.Why, "a build has to set modes, and the system does not say of which files"))
	default:
		held.note(Modes, notFiltered == nil, "a filter of system calls")
	}
}
