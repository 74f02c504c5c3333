// A right chat server in C, in one thread.
//
// It asks the system which sockets are ready (poll), does what needs no waiting, and
// asks again. So it needs no locks, but it has one rule: nothing here may ever wait
// for one client. Every socket is non-blocking. What a client can't take yet stays in
// its outbox.
//
//     cc -std=gnu17 -O2 -Wall -Wextra -o server *.c
//     ./server 5000
//
// It speaks docs/protocol.md; P1, P2 and so on are clauses of that page. In C a function
// comes before those that call it. So begin at serve, near the end, and then read what
// serve calls. These are the files:
//
//   - server.c: connections come, are read from, and end
//   - room.c: who is here, what they say, and who hears it
//   - client.h, client.c: one connection, its outbox, and every limit
//   - wire.c: bytes into lines, and lines into harmless text
//   - buffer.c: bytes that wait
//
// What is given up: poll looks at every connection in each turn. With ten thousand
// quiet clients, epoll or kqueue would do less.

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "room.h"

static moment name_time;    // time to give a name (P8)
static size_t most_clients; // connections at once (P14)

// Every connection. A connection is removed only at the end of a turn.
static struct client *clients[MAX_CLIENTS + REFUSALS];
static size_t client_count;

static struct pollfd watched[1 + MAX_CLIENTS + REFUSALS]; // the listener, then the clients in their order
static int listener;
static moment accept_again; // until then nobody is accepted: no descriptors were left
static volatile sig_atomic_t interrupted;
static bool stopping;

// Input.

// end_input handles the end of what a client sends. An error of 0 means a FIN. A write may
// have seen a reset before: the kernel reports it only once.
static void end_input(struct client *c, int error) {
    c->finished = true;
    if (error == ETIMEDOUT) // keepalive got no answer
        hang_up(c, " (timeout)");
    else if (error != 0 || c->reset)
        hang_up(c, " (connection reset)");
    else
        hang_up(c, "");
    if (c->state == DRAINING)
        client_close(c);
}

// read_from reads once. A client that has left, or will be cut off, is not listened to:
// the rest of this read is dropped.
static void read_from(struct client *c) {
    char bytes[READ_SIZE];
    ssize_t count = recv(c->fd, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    c->heard = now();
    if (count <= 0)
        end_input(c, count < 0 ? errno : 0);
    for (ssize_t i = 0; i < count && c->state == TALKING && !c->too_slow; i++)
        hear(c, bytes[i]);
}

// add_caller makes a client of a connection, and greets it (P4). Above most_clients it
// is refused with a line. With REFUSALS more, it is only closed (P14).
static void add_caller(int fd) {
    struct client *c = NULL;
    if (client_count < most_clients + REFUSALS)
        c = client_new(fd, now() + name_time);
    if (c == NULL) {
        close(fd);
        return;
    }
    clients[client_count++] = c;
    if (client_count <= most_clients) {
        tell(c, "Welcome to chatlab! What is your name?\n");
    } else {
        tell(c, "! full: too many people are here; try again later\n");
        hang_up(c, "");
    }
}

// accept_callers accepts the callers that wait. If no descriptor is left, the clients that
// are here must not suffer. Poll would report the callers again and again. So we do not
// ask about them for a tick.
static void accept_callers(void) {
    for (int i = 0; i < CALLERS; i++) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) {
            if (errno != EAGAIN) {
                perror("accept");
                accept_again = now() + TICK;
            }
            return;
        }
        add_caller(fd);
    }
}

// The turns.

// reads_from reports whether we want to read from a client now. While a reader is
// behind, each member is read only once in HOLD_UP. So TCP slows down those who say
// much, and nobody else (P17).
static bool reads_from(const struct client *c, bool behind) {
    if (c->state == TALKING && c->name[0] != '\0' && behind)
        return now() - c->heard >= HOLD_UP;
    return c->state == TALKING || c->state == DRAINING;
}

// watching returns what poll is to wait for. Poll reports errors even if we want nothing,
// again and again. So it does not get such a socket at all: it skips descriptors below 0.
static struct pollfd watching(int fd, bool in, bool out) {
    short events = (in ? POLLIN : 0) | (out ? POLLOUT : 0);
    return (struct pollfd){.fd = events != 0 ? fd : -1, .events = events};
}

static void watch_all(void) {
    bool behind = somebody_is_behind();
    watched[0] = watching(listener, !stopping && now() >= accept_again, false);
    for (size_t i = 0; i < client_count; i++) {
        const struct client *c = clients[i];
        watched[i + 1] = watching(c->fd, reads_from(c, behind), c->out.len > 0);
    }
}

// read_all reads from each client that has something for us. The end of its input and
// an error are something, too.
static void read_all(void) {
    for (size_t i = 0; i < client_count; i++) {
        const struct pollfd *w = &watched[i + 1];
        if ((w->events & POLLIN) && (w->revents & ~POLLOUT))
            read_from(clients[i]);
    }
}

// flush_all sends to each client what it can take. A client that is ending, and has
// taken all, gets our FIN.
static void flush_all(void) {
    for (size_t i = 0; i < client_count; i++)
        if (clients[i]->too_slow)
            hang_up(clients[i], " (too slow)");
    for (size_t i = 0; i < client_count; i++) {
        client_flush(clients[i]);
        if (clients[i]->state == FLUSHING && clients[i]->out.len == 0)
            client_send_fin(clients[i]);
    }
}

// check_time ends what takes too long. Before is a time before the last poll. All that
// was ready by then has been handled, even on a busy machine.
static void check_time(struct client *c, moment before) {
    moment patience = c->state == TALKING ? WRITE_TIME : LAST_WORDS;
    if (c->out.len > 0 && before - c->moved > patience) {
        client_forget(c);
        hang_up(c, " (too slow)");
    } else if (before <= c->deadline) {
        return;
    } else if (c->state == TALKING) {
        tell(c, "! timeout: no name came in time; connect again\n");
        hang_up(c, "");
    } else if (c->state == FLUSHING) {
        client_forget(c);
    } else if (c->state == DRAINING) {
        client_close(c);
    }
}

// remove_closed frees the clients whose sockets are closed.
static void remove_closed(void) {
    size_t kept = 0;
    for (size_t i = 0; i < client_count; i++) {
        if (clients[i]->state == CLOSED)
            free(clients[i]);
        else
            clients[kept++] = clients[i];
    }
    client_count = kept;
}

// stop accepts no more callers, and tells everybody. What was accepted is delivered, as
// far as the clients take it (P15).
static void stop(void) {
    stopping = true;
    close(listener);
    for (size_t i = 0; i < client_count; i++) {
        if (clients[i]->state == TALKING) {
            tell(clients[i], "* the server is closing\n");
            hang_up(clients[i], NULL);
        }
    }
}

// serve runs until it is interrupted and the last client is gone. If a signal comes just
// before poll, we notice it a tick later.
static void serve(void) {
    while (!stopping || client_count > 0) {
        if (interrupted && !stopping)
            stop();
        moment before = now();
        watch_all();
        poll(watched, client_count + 1, TICK); // after an error nothing is ready
        read_all();
        if (watched[0].revents != 0)
            accept_callers();
        flush_all();
        for (size_t i = 0; i < client_count; i++)
            check_time(clients[i], before);
        remove_closed();
    }
}

// The start.

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// setting returns a number from the environment, or the usual one if it is not there. A
// number that is not above 0, or above most, ends the program.
static double setting(const char *name, double usual, double most) {
    const char *value = getenv(name);
    double number = value != NULL ? atof(value) : usual;
    if (number > 0 && number <= most)
        return number;
    fprintf(stderr, "%s is %s; it must be above 0, and %.0f at most\n", name, value, most);
    exit(2);
}

// allow_descriptors raises the limit of open sockets as far as the system lets us.
static void allow_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

// listen_on listens on this machine alone. SO_REUSEADDR lets us start again at once,
// though old connections still wait for their end.
static void listen_on(int port) {
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int yes = 1;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0)
        fail("socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0)
        fail("can't use this port; try another one");
    fcntl(listener, F_SETFL, O_NONBLOCK);
    if (listen(listener, BACKLOG) < 0)
        fail("listen");
    printf("listening on 127.0.0.1:%d\n", port);
    fflush(stdout);
}

static void interrupt(int number) {
    (void)number;
    interrupted = 1;
}

// catch_signals makes an interrupt a request to stop. A second one ends the program at
// once (SA_RESETHAND). A write to a client that has gone is an error, not a signal.
static void catch_signals(void) {
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int main(int count, char **words) {
    int port = count > 1 ? atoi(words[1]) : 5000;
    if (count > 2 || port < 1 || port > 65535) {
        fprintf(stderr, "usage: server [PORT]\n");
        return 2;
    }
    name_time = 1000 * setting("NAME_TIME", 30, 1e6);
    most_clients = setting("MOST_CLIENTS", MAX_CLIENTS, MAX_CLIENTS);
    allow_descriptors();
    catch_signals();
    listen_on(port);
    serve();
    return 0;
}
