package confine

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// ownMounts changes the mounts of our namespace. Landlock does not hold modes, owners and
// times, but on a read-only mount nobody can set them. What the program may write is mounted
// once more, over itself, and stays as it is. An error means that the program can't run.
func (j *job) ownMounts() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		j.Spaces.Why = "the system lets us change no mounts: " + err.Error()
		return nil
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	_, write := ofSettings(os.LookupEnv)
	write = append(write, j.Write...)
	for _, path := range write {
		if err := unix.Mount(path, path, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
			return fmt.Errorf("mount %s: %w", path, err)
		}
	}
	if err := setReadOnly("/", true); err != nil { // it changes all of them or none
		j.Spaces.Why = "the system makes no mounts read-only: " + err.Error()
		return os.Chdir(here)
	}
	for _, path := range write {
		if err := setReadOnly(path, false); err != nil {
			return fmt.Errorf("mount %s: %w", path, err)
		}
	}
	j.Spaces.ReadOnly = true
	if err := os.Chdir(here); err != nil { // the old folder is the one of the mount below
		return err
	}
	// A container may hide parts of /proc, and then the system refuses a new one.
	if err := unix.Mount("proc", "/proc", "proc", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, ""); err == nil {
		j.Spaces.Proc = true
		j.Spaces.Numbers = j.limitNumbers() == nil
	}
	return nil
}

// setReadOnly changes a mount and all mounts below it.
func setReadOnly(path string, readOnly bool) error {
	attr := unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY}
	if !readOnly {
		attr = unix.MountAttr{Attr_clr: unix.MOUNT_ATTR_RDONLY}
	}
	return unix.MountSetattr(unix.AT_FDCWD, path, unix.AT_RECURSIVE, &attr)
}

// reservedNumbers is RESERVED_PIDS of the kernel: when all numbers for processes have been used
// once, it gives those below to nobody.
const reservedNumbers = 300

// limitNumbers limits how many numbers our namespace has for processes and threads, in its own
// /proc. Until all have been used once, it has reservedNumbers more, so a low limit can't be held
// in this way. Before Linux 6.14 this file is the whole machine's, and we leave it alone.
func (j *job) limitNumbers() error {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return err
	}
	var major, minor int
	if _, err := fmt.Sscanf(unix.ByteSliceToString(name.Release[:]), "%d.%d", &major, &minor); err != nil {
		return err
	}
	if major < 6 || major == 6 && minor < 14 || j.Limits.Processes < 2*reservedNumbers || os.Getpid() != 1 {
		return unix.ENOSYS
	}
	return os.WriteFile("/proc/sys/kernel/pid_max", fmt.Append(nil, reservedNumbers+j.Limits.Processes+enough), 0)
}
