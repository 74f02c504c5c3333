package layout

import "fmt"

// Count names a number of things: "1 byte", "12 bytes".
func Count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
