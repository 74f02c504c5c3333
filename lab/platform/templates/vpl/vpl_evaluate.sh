#!/usr/bin/env bash
# The button Evaluate: it makes the program vpl_execution, which prints comments and a grade.
# What students print can't be taken for a grade: the lab breaks up the tags of VPL in it.
{{template "vpl" .}}
go -C "$kit" tool lab grade view "$scratch/results" --as vpl
END
chmod +x vpl_execution
