package trace

import (
	"errors"
	"fmt"
	"os"
)

// ReadFile reads a trace file. An error names the file and the line.
func ReadFile(name string) (Log, error) {
	file, err := os.Open(name)
	if err != nil {
		return Log{}, err
	}
	defer file.Close()
	log, err := Parse(file)
	if wrong := new(Error); errors.As(err, &wrong) {
		err = fmt.Errorf("%s:%d: %w", name, wrong.Line, wrong.What)
	}
	return log, err
}
