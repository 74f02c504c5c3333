package draw

import "strings"

// Colours have names, in light.css and dark.css.

// pageStyle is the style of a page: as the system is set, light or dark,
// unless the reader says otherwise.
func pageStyle() string {
	light, dark := file("light.css"), file("dark.css")
	return ":root { color-scheme: light dark; " + light + " }\n" +
		"@media (prefers-color-scheme: dark) { :root { " + dark + " } }\n" +
		"[data-theme=light] { color-scheme: light; " + light + " }\n" +
		"[data-theme=dark] { color-scheme: dark; " + dark + " }\n" +
		file("arrows.css") + file("picture.css")
}

// pictureStyle is the style of a picture alone. Not everything that shows
// pictures knows named colours, so they are put in.
func pictureStyle() string {
	arrows := file("arrows.css")
	return painted(arrows, file("light.css")) +
		"@media (prefers-color-scheme: dark) {\n" + painted(arrows, file("dark.css")) + "}\n"
}

// painted puts the colours of a palette, --name: colour; …, into a style.
func painted(style, palette string) string {
	var pairs []string
	for colour := range strings.SplitSeq(palette, ";") {
		if name, value, ok := strings.Cut(strings.TrimSpace(colour), ":"); ok {
			pairs = append(pairs, "var("+name+")", strings.TrimSpace(value))
		}
	}
	return strings.NewReplacer(pairs...).Replace(style)
}
