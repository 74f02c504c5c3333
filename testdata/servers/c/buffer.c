#include "buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// grow makes room for at least len bytes. It doubles the room, so many small
// additions copy each byte only a few times. Without memory the server can't keep
// its promises to anybody. Then it ends.
static void grow(struct buffer *b, size_t len) {
    size_t room = b->room > 0 ? b->room : 256;
    while (room < len)
        room *= 2;
    char *bytes = realloc(b->bytes, room);
    if (bytes == NULL) {
        perror("no memory left");
        exit(1);
    }
    b->bytes = bytes;
    b->room = room;
}

void buffer_add(struct buffer *b, const char *bytes, size_t len) {
    if (b->len + len > b->room)
        grow(b, b->len + len);
    memcpy(b->bytes + b->len, bytes, len);
    b->len += len;
}

void buffer_drop(struct buffer *b, size_t len) {
    if (len == b->len) {
        buffer_clear(b);
        return;
    }
    b->len -= len;
    memmove(b->bytes, b->bytes + len, b->len);
}

// buffer_clear frees the memory, too: thousands of idle clients must be cheap.
void buffer_clear(struct buffer *b) {
    free(b->bytes);
    *b = (struct buffer){0};
}
