/* A chat server, from an empty file. It listens, and greets each caller. */
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int argc, char **argv) {
    const char *greeting = "Welcome! What is your name?\n";
    struct sockaddr_in address = {.sin_family = AF_INET};
    int yes = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_port = htons(argc > 1 ? atoi(argv[1]) : 5000);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 128) != 0)
        return 1;
    for (;;) {
        int caller = accept(listener, NULL, NULL);
        if (caller >= 0 && write(caller, greeting, strlen(greeting)) < 0)
            close(caller);
    }
}
