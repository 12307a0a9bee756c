/* errno_name.h - "EACCES": errors as scripts know them. */
#ifndef LSN_OUT_ERRNO_NAME_H
#define LSN_OUT_ERRNO_NAME_H

#include <stddef.h>

enum { ERRNO_NAME_SIZE = 24 };

/* Names the error; one that has no name here becomes "errno 4711". */
void errno_name(int error, char name[ERRNO_NAME_SIZE]);

#endif
