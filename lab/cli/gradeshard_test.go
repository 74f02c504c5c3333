package cli

import (
	"testing"

	"chatlab/lab/grader"
)

// TestShardOfEngine: GitLab counts from 1 and Kubernetes from 0; a part of an unknown number
// of parts is no part.
func TestShardOfEngine(t *testing.T) {
	for _, test := range []struct {
		name  string
		env   map[string]string
		shard string
		fails bool
	}{
		{"no engine", nil, "", false},
		{"GitLab, parallel", map[string]string{"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4"}, "1/4", false},
		{"GitLab, the last", map[string]string{"CI_NODE_INDEX": "4", "CI_NODE_TOTAL": "4"}, "4/4", false},
		{"GitLab, not parallel", map[string]string{"CI_NODE_TOTAL": "1"}, "", false},
		{"half of GitLab", map[string]string{"CI_NODE_INDEX": "1"}, "", true},
		{"Kubernetes", map[string]string{"JOB_COMPLETION_INDEX": "0", "JOB_COMPLETIONS": "4"}, "1/4", false},
		{"Kubernetes, the last", map[string]string{"JOB_COMPLETION_INDEX": "3", "JOB_COMPLETIONS": "4"}, "4/4", false},
		{"Kubernetes, of how many?", map[string]string{"JOB_COMPLETION_INDEX": "0"}, "", true},
		{"Kubernetes, no number", map[string]string{"JOB_COMPLETION_INDEX": "", "JOB_COMPLETIONS": "4"}, "", true},
	} {
		shard, err := shardOfEngine(func(name string) (string, bool) { v, ok := test.env[name]; return v, ok })
		if shard != test.shard || (err != nil) != test.fails {
			t.Errorf("%s: %q, %v; want %q, an error: %v", test.name, shard, err, test.shard, test.fails)
		}
		if shard != "" {
			if _, err := grader.ParseShard(shard); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
		}
	}
	beyond, err := shardOfEngine(func(name string) (string, bool) {
		v, ok := map[string]string{"JOB_COMPLETION_INDEX": "4", "JOB_COMPLETIONS": "4"}[name]
		return v, ok
	})
	if _, wrong := grader.ParseShard(beyond); err != nil || wrong == nil {
		t.Errorf("index 4 of 4 is %q, %v: it would be graded by nobody, and must be refused", beyond, err)
	}
}
