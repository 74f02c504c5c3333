// What the server knows about one connection, and the limits that it keeps.
//
// A server without limits works until a client stops reading, or sends a line that
// never ends.
#pragma once

#include "wire.h"

// Sizes in bytes, times in milliseconds. The time for a name (P8) is a setting, in
// server.c.
enum {
    MAX_CLIENTS = 10000,      // connections at once, unless a setting says less (P14)
    REFUSALS = 64,            // more callers than that are told so; the rest are only closed
    CALLERS = 100,            // accepted in one turn, so that the clients have their turn, too
    BACKLOG = 1024,           // callers that wait in the kernel
    OUTBOX = 1 << 20,         // most that may wait for one client (P17)
    HIGH_WATER = 256 << 10,   // in an outbox: above it its senders wait
    HOLD_UP = 1000,           // longest wait of a sender, each time
    MOVING = 250,             // senders do not wait for a reader that took nothing for so long
    WRITE_TIME = 10 * 1000,   // a client that takes nothing for so long is cut off (P17)
    LAST_WORDS = 1000,        // the same for a connection that is ending (P15)
    CLOSING_TIME = 10 * 1000, // for all its last words
    DRAIN_TIME = 1000,        // to read and throw away after our FIN (P16)
    SEND_BUFFER = 128 << 10,  // in the kernel; with its usual 4 MB a steady reader would look stuck
    READ_SIZE = 4 << 10,      // in one read; after each we look at the readers again
    TICK = 100,               // between two looks at the clock, if nothing happens
};

// A time is in milliseconds. It never goes back, as the time of day may do.
typedef long long moment;
#define NEVER ((moment)1 << 62)

moment now(void);

// First a client talks. Then its last words are flushed. Then we have sent our FIN, and
// read and drop what still comes. Then its socket is closed.
enum state { TALKING, FLUSHING, DRAINING, CLOSED };

struct client {
    int fd;
    enum state state;
    char name[MAX_NAME + 1]; // empty until it has joined
    moment deadline;         // for its name, then for its last words, then for its FIN
    struct splitter splitter;
    moment heard;            // when we last read from it
    struct buffer out;       // its outbox: what is still to be sent to it
    moment moved;            // when it last took something
    bool deaf;               // we send nothing to it any more
    bool too_slow;           // its outbox was full; to be cut off
    bool finished;           // its input has ended
    bool reset;              // by a reset
};

struct client *client_new(int fd, moment deadline);
void client_tell(struct client *c, const char *text, size_t len);
void client_flush(struct client *c);
void client_forget(struct client *c);
void client_send_fin(struct client *c);
void client_close(struct client *c);
