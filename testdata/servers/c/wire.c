#include "wire.h"

#include <string.h>

// take_byte takes the next byte of the stream. After LINE, the caller calls take_line.
// TOO_LONG is told once for each line that is too long, as soon as that is known. So
// memory is bounded even if the LF never comes (P3).
enum completed take_byte(struct splitter *s, char byte) {
    bool skipping = s->skipping;
    if (byte == '\n')
        s->skipping = false;
    if (skipping)
        return NOTHING;
    if (byte == '\n')
        return LINE;
    if (s->line.len == MAX_LINE) {
        buffer_clear(&s->line);
        s->skipping = true;
        return TOO_LONG;
    }
    buffer_add(&s->line, &byte, 1);
    return NOTHING;
}

enum { INVALID = -1 }; // stands for a byte that begins no character

// decode returns the next character of UTF-8 (RFC 3629), and in size how many bytes it
// has. Without one it returns INVALID, and size is 1.
static int decode(const unsigned char *bytes, size_t len, size_t *size) {
    static const int smallest[] = {0, 0x80, 0x800, 0x10000}; // that needs so many bytes more
    *size = 1;
    unsigned char first = bytes[0];
    if (first < 0x80)
        return first;
    if (first < 0xc0 || first > 0xf7)
        return INVALID;
    size_t more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (len <= more)
        return INVALID;
    int rune = first & (0x3f >> more);
    for (size_t i = 1; i <= more; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return INVALID;
        rune = rune << 6 | (bytes[i] & 0x3f);
    }
    bool surrogate = 0xd800 <= rune && rune <= 0xdfff;
    if (rune < smallest[more] || rune > 0x10ffff || surrogate)
        return INVALID;
    *size = more + 1;
    return rune;
}

// is_harmful reports whether a character could control a reader's terminal (P10): a
// control character except tab, or one that turns the direction of writing.
static bool is_harmful(int rune) {
    if (rune == '\t')
        return false;
    return rune < ' ' // INVALID as well
        || (0x7f <= rune && rune <= 0x9f)
        || rune == 0x061c || rune == 0x200e || rune == 0x200f
        || (0x202a <= rune && rune <= 0x202e)
        || (0x2066 <= rune && rune <= 0x2069);
}

// clean makes hostile text harmless. A zero byte is harmful, too. So the result is a
// C string, and the rest of the server need not know that there are other bytes.
static void clean(const char *raw, size_t len, char text[MAX_TEXT]) {
    static const char replacement[] = "\xef\xbf\xbd"; // U+FFFD
    while (len > 0) {
        size_t size;
        if (is_harmful(decode((const unsigned char *)raw, len, &size))) {
            memcpy(text, replacement, 3);
            text += 3;
        } else {
            memcpy(text, raw, size);
            text += size;
        }
        raw += size;
        len -= size;
    }
    *text = '\0';
}

// take_line gives the line that is complete, cleaned, without its line end (P2).
void take_line(struct splitter *s, char text[MAX_TEXT]) {
    size_t len = s->line.len;
    if (len > 0 && s->line.bytes[len - 1] == '\r')
        len--;
    clean(s->line.bytes, len, text);
    buffer_clear(&s->line);
}

// is_name reports whether text is 1 to 32 ASCII letters and digits (P6, P23).
bool is_name(const char *text) {
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t len = strlen(text);
    return 1 <= len && len <= MAX_NAME && strspn(text, allowed) == len;
}
