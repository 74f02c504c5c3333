import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The chat protocol: bytes into lines, and lines into bytes. It uses no sockets, so you
 * can try all of it with a few bytes and no network.
 */
final class Wire {
    /**
     * Cuts a stream into lines, however it arrives: a line in ten reads, or ten lines in
     * one read (P2).
     */
    static final class Splitter {
        private static final byte[] NOTHING = {};
        private byte[] rest = NOTHING;  // the start of a line whose LF has not come yet
        private boolean skipping;       // inside a line that is too long: drop its bytes, up to its LF

        /**
         * Returns the lines that these bytes complete: cleaned, without their line ends.
         * null stands for a line that is too long. It comes once, as soon as that is
         * known, so that such a line takes no more memory than any other (P3).
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
                        lines.add(clean(withoutReturn(rest)));
                    }
                    rest = NOTHING;
                    skipping = false;
                    start = at + 1;
                }
            }
            append(data, start, data.length, lines);
            return lines;
        }

        /** Adds a part of the data to the line that has begun. */
        private void append(byte[] data, int from, int to, List<String> lines) {
            int before = rest.length;
            if (skipping || from == to) {
                return;
            }
            if (before + to - from > Limits.LINE) {
                rest = NOTHING;
                skipping = true;
                lines.add(null);
                return;
            }
            rest = Arrays.copyOf(rest, before + to - from);
            System.arraycopy(data, from, rest, before, to - from);
        }

        private static byte[] withoutReturn(byte[] line) {
            boolean returns = line.length > 0 && line[line.length - 1] == '\r';
            return returns ? Arrays.copyOf(line, line.length - 1) : line;
        }
    }

    /**
     * Makes hostile text harmless (P10). The decoder turns bytes that are not UTF-8 into
     * U+FFFD, and we do the same to harmful characters.
     */
    static String clean(byte[] line) {
        char[] text = new String(line, StandardCharsets.UTF_8).toCharArray();
        for (int i = 0; i < text.length; i++) {
            if (isHarmful(text[i])) {
                text[i] = '\ufffd';
            }
        }
        return new String(text);
    }

    /**
     * Reports whether a character could control a reader's terminal: the control
     * characters except tab, and those for the direction of writing.
     */
    private static boolean isHarmful(char c) {
        return c < ' ' && c != '\t'
            || c >= 0x7f && c <= 0x9f
            || c == 0x61c || c == 0x200e || c == 0x200f
            || c >= 0x202a && c <= 0x202e
            || c >= 0x2066 && c <= 0x2069;
    }

    /** Reports whether a line can be a name: 1 to 32 ASCII letters and digits (P6, P23). */
    static boolean isName(String line) {
        if (line == null || line.isEmpty() || line.length() > 32) {
            return false;
        }
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9')) {
                return false;
            }
        }
        return true;
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

    /** Returns text as it goes onto the wire. */
    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Wire() {}
}
