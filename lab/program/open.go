package program

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"time"
)

// openTime is how long the system's opener may take to hand a file to a program.
const openTime = 20 * time.Second

// Open opens a file with the program that the system uses for it. It returns when the system
// has accepted the file.
func Open(ctx context.Context, file string) error {
	ctx, cancel := context.WithTimeout(ctx, openTime)
	defer cancel()
	name, args := "xdg-open", []string{file}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", file}
	}
	if err := exec.CommandContext(ctx, name, args...).Run(); err != nil {
		return fmt.Errorf("open %s: %w; open it by hand", file, err)
	}
	return nil
}
