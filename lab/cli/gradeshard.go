package cli

import (
	"fmt"
	"strconv"
)

// shardOfEngine returns the part of the class, as K/N, that an engine for batches has given
// this process: GitLab's parallel jobs, or an Indexed Job of Kubernetes. It is empty if no
// engine did. GitHub's matrix sets no variables; there, --shard says it.
func shardOfEngine(lookup func(string) (string, bool)) (string, error) {
	if k, ok := lookup("CI_NODE_INDEX"); ok {
		n, ok := lookup("CI_NODE_TOTAL")
		if !ok {
			return "", fmt.Errorf("CI_NODE_INDEX is %s, and CI_NODE_TOTAL is not set: of how many parts is this one? Set it, or write --shard K/N", k)
		}
		return k + "/" + n, nil
	}
	// Kubernetes counts from 0, and says nowhere of how many. Without that number, each pod
	// would grade the whole class.
	if index, ok := lookup("JOB_COMPLETION_INDEX"); ok {
		n, ok := lookup("JOB_COMPLETIONS")
		k, err := strconv.Atoi(index)
		if !ok || err != nil {
			return "", fmt.Errorf("JOB_COMPLETION_INDEX is %s, and JOB_COMPLETIONS is %q: of how many parts is this one? Set JOB_COMPLETIONS to the number of completions, or write --shard K/N", index, n)
		}
		return fmt.Sprintf("%d/%s", k+1, n), nil
	}
	return "", nil
}
