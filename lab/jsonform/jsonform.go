// Package jsonform compares, in tests, a JSON form with the page that describes it: the page has
// a table with a row for each field.
package jsonform

import (
	"reflect"
	"regexp"
	"strings"
	"time"
)

// Fields returns the names of a form's fields in order, each with its JSON type, such as
// "times.took_ns number". A list has [] at its name. The fields of an object follow it.
func Fields(of reflect.Type) []string { return fields("", of) }

func fields(below string, of reflect.Type) (all []string) {
	for field := range of.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || name == "-" || !field.IsExported() {
			continue
		}
		at, kind := below+name, field.Type
		for list := kind.Kind() == reflect.Slice && kind.Elem().Kind() != reflect.Uint8; list || kind.Kind() == reflect.Pointer; list = false {
			if list {
				at += "[]"
			}
			kind = kind.Elem()
		}
		switch {
		case kind == reflect.TypeFor[time.Time]():
			all = append(all, at+" string")
		case kind.Kind() == reflect.Struct:
			all = append(append(all, at+" object"), fields(at+".", kind)...)
		default:
			all = append(all, at+" "+word(kind.Kind()))
		}
	}
	return all
}

// word returns the JSON type of a kind that has no fields.
func word(kind reflect.Kind) string {
	switch kind {
	case reflect.Bool:
		return "boolean"
	case reflect.String, reflect.Slice: // a slice of bytes
		return "string"
	case reflect.Map:
		return "object"
	}
	return "number"
}

var row = regexp.MustCompile("(?m)^\\| `(\\S+)` \\| (\\w+) \\| \\S")

// Rows returns the fields that a page has rows for, each with its type, as Fields does.
func Rows(page string) (all []string) {
	for _, found := range row.FindAllStringSubmatch(page, -1) {
		all = append(all, found[1]+" "+found[2])
	}
	return all
}
