package sheet

import (
	"fmt"
	"strings"

	"chatlab/lab/class"
)

// lessonColumns are the columns of a lesson.
type lessonColumns struct {
	class.Lesson
	Columns []column
	at      map[string]int // of a scenario, by its id
}

// A column is a scenario.
type column struct {
	ID, Name      string
	Claim         string
	About, Hidden bool
}

// A choice is a scenario in the list of those that can be chosen, by its column in the table.
type choice struct {
	Column int
	Name   string
}

// columnsOf returns the columns of a class: the scenarios of each lesson in the order of the
// first result that has them.
func columnsOf(c class.Class) []lessonColumns {
	var all []lessonColumns
	for i, l := range c.Lessons {
		columns := lessonColumns{Lesson: l, at: map[string]int{}}
		for _, row := range c.Rows {
			if i < len(row.Results) {
				columns.add(row.Results[i].Scenarios)
			}
		}
		all = append(all, columns)
	}
	return all
}

func (l *lessonColumns) add(scenarios []class.Scenario) {
	for _, sc := range scenarios {
		if _, ok := l.at[sc.ID]; ok {
			continue
		}
		l.at[sc.ID] = len(l.Columns)
		l.Columns = append(l.Columns, column{sc.ID, nameIn(sc.ID, l.ID), sc.Claim, sc.About, sc.Hidden})
	}
}

// Span is how many columns the lesson has in the table, with that of its mark.
func (l lessonColumns) Span() int { return len(l.Columns) + 1 }

// nameIn names a scenario below the heading of a lesson: one of an earlier lesson has the
// earlier number.
func nameIn(id, lesson string) string {
	of, name, ok := strings.Cut(id, "/")
	switch number, _, _ := strings.Cut(of, "-"); {
	case !ok:
		return id
	case of == lesson:
		return name
	default:
		return number + " " + name
	}
}

// choices returns the scenarios by their columns in the table. Name and total come before.
func choices(lessons []lessonColumns) (all []choice) {
	at := 2
	for _, l := range lessons {
		for i, c := range l.Columns {
			all = append(all, choice{at + 1 + i, fmt.Sprintf("%s: %s", l.ID, c.Name)})
		}
		at += l.Span()
	}
	return all
}
