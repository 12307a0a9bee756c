/* owner_list.h - which processes are there? */
#ifndef LSN_SOURCE_OWNER_LIST_H
#define LSN_SOURCE_OWNER_LIST_H

struct owner_search;

/* Once a tick: adds the processes that are new to the search's map, and takes out
 * those that ended; of these the owners at once, the others when the next process
 * is born. Sets list_error where /proc cannot be listed. */
void owner_list(struct owner_search *search);

#endif
