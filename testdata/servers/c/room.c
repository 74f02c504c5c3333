#include "room.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

// The members, in order of joining.
static struct client *members[MAX_CLIENTS];
static size_t member_count;

// Output.

// format writes a line for clients. The line is valid until the next one.
static const char *format(const char *form, va_list values, size_t *len) {
    static char line[MAX_TEXT + 128]; // room for a text, two names and what is around them
    *len = vsnprintf(line, sizeof line, form, values);
    return line;
}

void tell(struct client *c, const char *form, ...) {
    size_t len;
    va_list values;
    va_start(values, form);
    const char *line = format(form, values, &len);
    va_end(values);
    client_tell(c, line, len);
}

// tell_all tells every member but one, which may be NULL.
__attribute__((format(printf, 2, 3)))
static void tell_all(const struct client *but, const char *form, ...) {
    size_t len;
    va_list values;
    va_start(values, form);
    const char *line = format(form, values, &len);
    va_end(values);
    for (size_t i = 0; i < member_count; i++)
        if (members[i] != but)
            client_tell(members[i], line, len);
}

// tell_roster tells a client who is here (P5). A line that would be too long is cut into
// several (P22).
static void tell_roster(struct client *c) {
    static const char start[] = "* in the room: ";
    static char line[MAX_LINE + 1];
    strcpy(line, start);
    size_t len = strlen(start);
    const char *between = "";
    for (size_t i = 0; i < member_count; i++) {
        if (len + strlen(", ") + strlen(members[i]->name) > MAX_LINE) {
            tell(c, "%s\n", line);
            len = strlen(start);
            between = "";
        }
        len += sprintf(line + len, "%s%s", between, members[i]->name);
        between = ", ";
    }
    tell(c, "%s\n", line);
}

// Coming and going.

// find_member compares names without case (P7), and only ASCII has case here.
static struct client *find_member(const char *name) {
    for (size_t i = 0; i < member_count; i++)
        if (strcasecmp(members[i]->name, name) == 0)
            return members[i];
    return NULL;
}

static void remove_member(const struct client *c) {
    size_t i = 0;
    while (members[i] != c)
        i++;
    member_count--;
    memmove(&members[i], &members[i + 1], (member_count - i) * sizeof members[0]);
}

// hang_up ends the conversation with a client, for any reason. The others are told once, and
// its name is free (P13). If why is NULL, nobody is told. What waits for the client still
// goes out.
void hang_up(struct client *c, const char *why) {
    if (c->state != TALKING)
        return;
    c->state = FLUSHING;
    c->moved = now();
    c->deadline = now() + CLOSING_TIME;
    if (c->name[0] == '\0')
        return;
    remove_member(c);
    if (why != NULL) {
        tell_all(NULL, "* %s left%s\n", c->name, why);
        fprintf(stderr, "%s left%s\n", c->name, why);
    }
}

// claim_name takes the first line as a name. A name that can't be had ends the
// connection, and nobody else hears of it (P6, P7).
static void claim_name(struct client *c, const char *name) {
    if (name == NULL || !is_name(name)) {
        tell(c, "! bad-name: a name is 1 to %d letters and digits; connect again with another\n", MAX_NAME);
        hang_up(c, "");
    } else if (find_member(name) != NULL) {
        tell(c, "! name-taken: %s is taken; connect again with another name\n", name);
        hang_up(c, "");
    } else {
        tell_roster(c);
        tell_all(NULL, "* %s joined\n", name);
        strcpy(c->name, name);
        c->deadline = NEVER;
        members[member_count++] = c;
        fprintf(stderr, "%s joined\n", name);
    }
}

// Commands (P11).

// cut_word ends text after its first word, and returns what follows the space.
static char *cut_word(char *text) {
    char *space = strchr(text, ' ');
    if (space == NULL)
        return text + strlen(text);
    *space = '\0';
    return space + 1;
}

// whisper tells one member alone (P18).
static void whisper(struct client *c, char *name) {
    const char *text = cut_word(name);
    struct client *member = find_member(name);
    if (name[0] == '\0' || text[0] == '\0')
        tell(c, "! bad-command: it is /msg NAME TEXT\n");
    else if (member == NULL)
        tell(c, "! no-such-user: %s is not here; /who lists who is\n", name);
    else
        tell(member, "[%s -> %s] %s\n", c->name, member->name, text);
}

static void command(struct client *c, char *word) {
    char *rest = cut_word(word);
    if (strcmp(word, "who") == 0)
        tell_roster(c);
    else if (strcmp(word, "msg") == 0)
        whisper(c, rest);
    else if (strcmp(word, "quit") == 0)
        hang_up(c, " (quit)");
    else if (strcmp(word, "help") == 0)
        tell(c, "* /who: who is here\n"
                "* /msg: /msg NAME TEXT tells NAME, and nobody else\n"
                "* /quit: leave\n"
                "* /help: this list; //text says /text\n");
    else
        tell(c, "! unknown-command: /%s is not a command; /help lists them\n", word);
}

// What clients say.

// handle_line handles a cleaned line. NULL stands for one that is too long.
static void handle_line(struct client *c, char *text) {
    if (c->name[0] == '\0')
        claim_name(c, text);
    else if (text == NULL)
        tell(c, "! too-long: that line was too long; it was not sent\n");
    else if (text[0] == '/' && text[1] != '/')
        command(c, text + 1);
    else if (text[0] != '\0') // an empty line says nothing (P24)
        tell_all(c, "[%s] %s\n", c->name, text[0] == '/' ? text + 1 : text);
}

// hear takes the next byte that a client has sent.
void hear(struct client *c, char byte) {
    static char text[MAX_TEXT];
    enum completed completed = take_byte(&c->splitter, byte);
    if (completed == LINE) {
        take_line(&c->splitter, text);
        handle_line(c, text);
    } else if (completed == TOO_LONG) {
        handle_line(c, NULL);
    }
}

// somebody_is_behind reports whether much waits for a client that takes something. It
// will soon have room. A client that takes nothing may never have room, so nobody waits
// for it.
bool somebody_is_behind(void) {
    for (size_t i = 0; i < member_count; i++)
        if (members[i]->out.len > HIGH_WATER && now() - members[i]->moved < MOVING)
            return true;
    return false;
}
