package wire

// CheckName says whether name may be used in the room: 1 to MaxName ASCII
// letters and digits (P6, P23). Otherwise it returns ErrBadName.
//
// This small set keeps every later line unambiguous. A name cannot contain a space, a
// bracket or a comma, or look like another name.
func CheckName(name string) error {
	if name == "" || len(name) > MaxName {
		return ErrBadName
	}
	for _, b := range []byte(name) {
		if !letterOrDigit(b) {
			return ErrBadName
		}
	}
	return nil
}

// FoldName returns the form in which names are compared: Ana, ANA and ana are the
// same name (P7). It expects a name that CheckName allows.
func FoldName(name string) string {
	folded := []byte(name)
	for i, b := range folded {
		if 'A' <= b && b <= 'Z' {
			folded[i] = b - 'A' + 'a'
		}
	}
	return string(folded)
}

func letterOrDigit(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9'
}
