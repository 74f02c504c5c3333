package program

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	if Find("go") == "" {
		t.Error("go is not found, and runs this test")
	}
	if path := Find("no-such-program"); path != "" {
		t.Errorf("no-such-program is found: %s", path)
	}
}

func TestOutput(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/go.mod", []byte("module here\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := Output(t.Context(), dir, "go", "list", "-m"); out != "here" || err != nil {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := Output(t.Context(), dir, "go", "nonsense"); err == nil || !strings.Contains(err.Error(), "unknown command") {
		t.Errorf("the command's own words are not in %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Output(ctx, dir, "go", "version"); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}
