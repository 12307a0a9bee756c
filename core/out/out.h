/* out.h - answers written down. */
#ifndef LSN_OUT_OUT_H
#define LSN_OUT_OUT_H

#include <stdbool.h>
#include <stdio.h>

struct query;
struct scene;
struct table;

/* Everything is borrowed. */
struct report {
	const struct scene *scene;
	const struct query *query;
	const struct table *table;
	bool first;                     /* first refresh: CSV has its titles here */
	bool dated;                     /* one of several: plain text says when */
	bool ascii;
	bool color;                     /* marks may be coloured: a terminal */
};

struct writer {
	const char *name;               /* "plain", "json", "csv" */
	bool every_column;              /* writes all there are, unless some were
					 * chosen: and so needs rates */
	bool advises;                   /* tells what is wrong, too: worth a look at what
					 * that rests on */

	/* False where the file could not take it; errno says why. What a stranger
	 * chose leaves here harmless: no terminal and no parser can be misled. */
	bool (*write)(FILE *file, const struct report *report);
};

/* NULL for a name that is none. */
const struct writer *writer_find(const char *name);

/* Keys, titles and help of all columns of listeners, for --columns help. */
bool out_column_help(FILE *file);

#endif
