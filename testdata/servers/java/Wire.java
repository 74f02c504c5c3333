import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The chat protocol: bytes into lines, and lines into bytes. It uses no sockets, so you
 * can try all of it with a few bytes and no network.
 */
final class Wire {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{1,32}");
    // What could control a reader's terminal: the control characters except tab, and
    // those for the direction of writing.
    private static final Pattern HARMFUL = Pattern.compile(
        "[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    /**
     * Cuts a stream into lines, however it arrives: a line in ten reads, or ten lines in
     * one read (P2).
     */
    static final class Splitter {
        private ByteArrayOutputStream rest = new ByteArrayOutputStream();  // a line whose LF has not come yet
        private boolean skipping;  // inside a line that is too long: drop its bytes, up to its LF

        /**
         * Returns the lines that these bytes complete: cleaned, without their line ends.
         * null stands for a line that is too long. It comes once, as soon as that is
         * known, so that no line takes more memory than it may (P3).
         */
        List<String> lines(ByteBuffer input) {
            List<String> lines = new ArrayList<>();
            byte[] data = new byte[input.remaining()];
            input.get(data);
            int start = 0;
            for (int at = 0; at < data.length; at++) {
                if (data[at] == '\n') {
                    append(data, start, at, lines);
                    if (!skipping) {
                        lines.add(clean(withoutReturn(rest.toString(StandardCharsets.UTF_8))));
                    }
                    rest = new ByteArrayOutputStream();
                    skipping = false;
                    start = at + 1;
                }
            }
            append(data, start, data.length, lines);
            return lines;
        }

        /** Adds a part of the data to the line that has begun. */
        private void append(byte[] data, int from, int to, List<String> lines) {
            if (!skipping && rest.size() + to - from > Limits.LINE) {
                rest = new ByteArrayOutputStream();
                skipping = true;
                lines.add(null);
            }
            if (!skipping) {
                rest.write(data, from, to - from);
            }
        }

        private static String withoutReturn(String line) {
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }
    }

    /**
     * Makes hostile text harmless (P10). The decoder has turned bytes that are not UTF-8
     * into U+FFFD, and we do the same to harmful characters.
     */
    static String clean(String text) {
        return HARMFUL.matcher(text).replaceAll("\ufffd");
    }

    /** Reports whether a line can be a name (P6, P23). */
    static boolean isName(String line) {
        return NAME.matcher(line).matches();
    }

    /** Returns the start of a word that a client made up: a line of ours must not get long. */
    static String start(String word) {
        int end = Math.min(32, word.codePointCount(0, word.length()));
        return word.substring(0, word.offsetByCodePoints(0, end));
    }

    /** Returns the line that says who is here, or several if it would be too long (P22). */
    static String roster(List<String> names) {
        String start = "* in the room: ";
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(start);
        for (String name : names) {
            boolean first = line.length() == start.length();
            if (!first && line.length() + 2 + name.length() > Limits.LINE) {
                lines.append(line).append('\n');
                line = new StringBuilder(start);
                first = true;
            }
            line.append(first ? "" : ", ").append(name);
        }
        return lines.append(line).append('\n').toString();
    }

    private Wire() {}
}
