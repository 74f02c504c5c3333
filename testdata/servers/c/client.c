#include "client.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

moment now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void set(int fd, int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value); // without it we still serve
}

// tune asks for keepalive (P17), for a modest send buffer, and that small writes go out
// at once.
static void tune(int fd) {
    set(fd, SOL_SOCKET, SO_SNDBUF, SEND_BUFFER);
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_KEEPIDLE // macOS has a different name for it
    set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 15);
#endif
    set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 5);
    set(fd, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

// client_new returns a client that talks, or NULL if there is no memory.
struct client *client_new(int fd, moment deadline) {
    struct client *c = calloc(1, sizeof *c);
    if (c != NULL)
        *c = (struct client){.fd = fd, .deadline = deadline};
    fcntl(fd, F_SETFL, O_NONBLOCK);
    tune(fd);
    return c;
}

// client_tell only appends to the outbox: a line for a thousand clients must not
// depend on the slowest of them. A client with too much in its outbox is cut off a bit
// later, since the caller may be in a loop over the members.
void client_tell(struct client *c, const char *text, size_t len) {
    if (c->out.len + len > OUTBOX)
        client_flush(c); // perhaps the kernel has room by now
    if (c->deaf)
        return;
    if (c->out.len + len > OUTBOX) {
        client_forget(c);
        c->too_slow = true;
        return;
    }
    if (c->out.len == 0)
        c->moved = now();
    buffer_add(&c->out, text, len);
}

// client_flush sends what the kernel takes. The rest waits in the outbox.
void client_flush(struct client *c) {
    while (c->out.len > 0) {
        ssize_t sent = send(c->fd, c->out.bytes, c->out.len, 0);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (sent < 0) { // nobody reads there, but we still read what was said before
            c->reset = c->reset || errno == ECONNRESET;
            client_forget(c);
            return;
        }
        buffer_drop(&c->out, sent);
        c->moved = now();
    }
}

// client_forget drops what is still to be sent.
void client_forget(struct client *c) {
    buffer_clear(&c->out);
    c->deaf = true;
}

// client_send_fin sends our FIN. Closing now, with input unread, would cause a reset,
// which destroys what we have sent (P16). So first we read to the end.
void client_send_fin(struct client *c) {
    c->state = DRAINING;
    c->deadline = now() + DRAIN_TIME;
    c->deaf = true;
    if (shutdown(c->fd, SHUT_WR) < 0 || c->finished)
        client_close(c);
}

// client_close frees all but the client itself, which is still in the server's list.
void client_close(struct client *c) {
    c->state = CLOSED;
    close(c->fd);
    buffer_clear(&c->out);
    buffer_clear(&c->splitter.line);
}
