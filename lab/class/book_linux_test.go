package class

import (
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

// TestBookOnAFullDisk: a result that could be written only in part leaves nothing behind that
// the next one, or the next run, would stumble over.
func TestBookOnAFullDisk(t *testing.T) {
	dir := t.TempDir()
	b := open(t, dir)
	if err := b.Add(result("ana", "03-x", "1")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(dir, ResultsFile))
	if err != nil {
		t.Fatal(err)
	}
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	full := syscall.Rlimit{Cur: uint64(info.Size()) + 10, Max: before.Max}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	err = b.Add(result("bea", "03-x", "2"))
	if back := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before); back != nil || err == nil {
		t.Fatal("the file had room", err, back)
	}
	if err := b.Add(result("cem", "03-x", "3")); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(b.out.Close(), b.lock.Unlock()); err != nil { // as after a kill
		t.Fatal(err)
	}
	if all, err := ReadResults(dir); err != nil || len(all) != 2 || all[1].Key != "3" {
		t.Errorf("%v %v", all, err)
	}
}
