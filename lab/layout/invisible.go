package layout

import "unicode"

// Invisible reports whether a character shows nothing of itself: it controls something, or it is a
// space other than the usual one, or nobody has defined it, or it changes or joins its neighbours, or
// it is blank. A text may hold any number of these and look the same.
//
// Among them are byte order marks, soft hyphens, characters that join or that turn the direction of
// writing, tags (Unicode's category Cf), variation selectors, and fillers that Unicode counts as
// letters or marks (its property Default_Ignorable_Code_Point).
func Invisible(r rune) bool {
	return !unicode.IsPrint(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, blank)
}

// blank are the symbols and marks that are empty by design, and that Unicode does not call ignorable:
// braille without a dot, an Egyptian blank and half of one, a Khitan filler, a note without a head.
var blank = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x2800, Hi: 0x2800, Stride: 1}},
	R32: []unicode.Range32{{Lo: 0x13441, Hi: 0x13442, Stride: 1}, {Lo: 0x16fe4, Hi: 0x16fe4, Stride: 1}, {Lo: 0x1d159, Hi: 0x1d159, Stride: 1}},
}
