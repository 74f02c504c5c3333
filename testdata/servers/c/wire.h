// The chat protocol: bytes into lines, and lines into text that can do no harm. It
// uses no sockets, so you can try all of it with a few bytes and no network.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

enum {
    MAX_LINE = 65536,            // bytes in a client's line, before its LF (P3)
    MAX_NAME = 32,               // characters in a name (P23)
    MAX_TEXT = 3 * MAX_LINE + 1, // a cleaned line: each byte may become three; then a zero
};

// A splitter cuts a stream into lines, however it arrives: a line in ten reads, or ten
// lines in one read.
struct splitter {
    struct buffer line; // the start of a line whose LF has not come yet
    bool skipping;      // inside a line that is too long: drop its bytes, up to its LF
};

// What a byte completes.
enum completed { NOTHING, LINE, TOO_LONG };

enum completed take_byte(struct splitter *s, char byte);
void take_line(struct splitter *s, char text[MAX_TEXT]);

bool is_name(const char *text);
