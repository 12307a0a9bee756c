#!/bin/sh
# reuse.sh - runs reuse.c, built.
exec ./tests/live/reuse
