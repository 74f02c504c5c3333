package hunt_test

import (
	"chatlab/lab/hunt"
)

// workers are servers that the test binary serves as another process.
var workers = map[string]hunt.Serve{
	"reference": reference,
}
