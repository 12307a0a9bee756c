#!/bin/sh
# close.sh - runs close.c, built.
exec ./tests/live/close
