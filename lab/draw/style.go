package draw

import "strings"

// The colours have names, in light.css and dark.css.

// pageStyle is the style of a page: light or dark, as the system is set or the reader chooses.
func pageStyle() string {
	light, dark := file("light.css"), file("dark.css")
	return ":root { color-scheme: light dark; " + light + " }\n" +
		"@media (prefers-color-scheme: dark) { :root { " + dark + " } }\n" +
		"[data-theme=light] { color-scheme: light; " + light + " }\n" +
		"[data-theme=dark] { color-scheme: dark; " + dark + " }\n" +
		"@media print { :root, [data-theme] { color-scheme: light; " + light + " } }\n" +
		file("arrows.css") + file("picture.css")
}

// pictureStyle is the style of a picture alone. It contains the colours themselves, since
// some viewers do not know named colours.
func pictureStyle() string {
	arrows := file("arrows.css")
	return painted(arrows, file("light.css")) +
		"@media (prefers-color-scheme: dark) {\n" + painted(arrows, file("dark.css")) + "}\n"
}

// painted replaces the colour names in a style with a palette, "--name: colour; …".
func painted(style, palette string) string {
	var pairs []string
	for colour := range strings.SplitSeq(palette, ";") {
		if name, value, ok := strings.Cut(strings.TrimSpace(colour), ":"); ok {
			pairs = append(pairs, "var("+name+")", strings.TrimSpace(value))
		}
	}
	return strings.NewReplacer(pairs...).Replace(style)
}
