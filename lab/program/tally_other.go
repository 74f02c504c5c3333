//go:build !linux

package program

import "time"

// familyOf returns nothing: only Linux shows the processes of others.
func familyOf(int) family { return nil }

func (f family) memory() int64 { return 0 }

func exactly(int) time.Duration { return 0 }

func readyThreads(int) int { return 0 }

// machineMemory returns 0: nobody asks.
func machineMemory() int64 { return 0 }
