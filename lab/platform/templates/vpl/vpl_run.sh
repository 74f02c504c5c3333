#!/usr/bin/env bash
# The button Run: it makes the program vpl_execution, which prints the comments and no grade.
{{template "vpl" .}}
go -C "$kit" tool lab grade view "$scratch/results" --as vpl | sed '/^Grade :=>>/d'
END
chmod +x vpl_execution
