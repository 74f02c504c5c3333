// A buffer holds bytes that wait: the start of a line, or what is still to be sent.
// It grows as needed. Its user has to keep the limit.
#pragma once

#include <stddef.h>

// A buffer of zeros is empty and ready.
struct buffer {
    char *bytes;
    size_t len;  // bytes in it
    size_t room; // bytes that fit before it must grow
};

void buffer_add(struct buffer *b, const char *bytes, size_t len);
void buffer_drop(struct buffer *b, size_t len); // the first len bytes
void buffer_clear(struct buffer *b);
