// The room: who is in it, what they say, and who hears it. It waits for nothing. What it
// has to say goes into outboxes.
#pragma once

#include "client.h"

__attribute__((format(printf, 2, 3)))
void tell(struct client *c, const char *form, ...);
void hear(struct client *c, char byte);
void hang_up(struct client *c, const char *why);
bool somebody_is_behind(void);
