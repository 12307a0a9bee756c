/* place_text.h - what a line of /proc/PID/cgroup says of unit and container. */
#ifndef LSN_SOURCE_PLACE_TEXT_H
#define LSN_SOURCE_PLACE_TEXT_H

#include <stddef.h>

enum { PLACE_SIZE = 256 };

/* Texts, "" where there is none. */
struct place {
	char unit[PLACE_SIZE];          /* as systemctl(1) prints it: "nginx.service" */
	char container[PLACE_SIZE];     /* 12 hex digits of its id, or its name */
};

/* Reads the whole text of cgroups(7) /proc/PID/cgroup, v2, v1 or both. */
struct place place_of(const char *text, size_t size);

#endif
