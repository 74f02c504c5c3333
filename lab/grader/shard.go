package grader

import (
	"fmt"
	"strconv"
	"strings"

	"chatlab/lab/handin"
)

// A Shard is the part K of N of a class, from 1. The zero value is the whole class.
type Shard struct{ K, N int }

// ParseShard reads "K/N".
func ParseShard(text string) (Shard, error) {
	first, second, _ := strings.Cut(text, "/")
	k, errK := strconv.Atoi(first)
	n, errN := strconv.Atoi(second)
	if errK != nil || errN != nil || k < 1 || k > n {
		return Shard{}, fmt.Errorf("%q is not a shard; write K/N with K from 1 to N, such as 2/4", text)
	}
	return Shard{k, n}, nil
}

// Of returns the hand-ins of a shard. All shards of a class together have each hand-in once, if
// they are given the same hand-ins.
func (s Shard) Of(all []handin.HandIn) (mine []handin.HandIn) {
	if s.N == 0 {
		return all
	}
	for i, h := range all {
		if i%s.N == s.K-1 {
			mine = append(mine, h)
		}
	}
	return mine
}
