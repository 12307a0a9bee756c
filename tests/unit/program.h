/* program.h - this test's own program, copied under another name and run until it is ended. */
#ifndef LSN_TESTS_PROGRAM_H
#define LSN_TESTS_PROGRAM_H

#include "wire_tree.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

/* To be called first in main(): the copies wait here. */
static inline void program_wait_if_copy(int argc, char **argv)
{
	while (argc == 2 && strcmp(argv[1], "wait") == 0)
		pause();
}

static inline void program_copy(const struct tree *tree, const char *name)
{
	int from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int to = open(tree_path(tree, name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	char block[65536];
	ssize_t got;

	if (from < 0 || to < 0)
		abort();
	while ((got = read(from, block, sizeof block)) > 0)
		if (write(to, block, (size_t)got) != got)
			abort();
	close(from);
	close(to);
}

/* Returns when it runs. */
static inline pid_t program_run(const struct tree *tree, const char *name)
{
	const char *path = tree_path(tree, name);
	int pipes[2];
	char byte;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		abort();
	pid = fork();
	if (pid == 0) {
		/* A test that fails leaves none behind. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(path, path, "wait", (char *)NULL);
		_exit(127);
	}
	close(pipes[1]);
	if (pid < 0 || read(pipes[0], &byte, 1) != 0)
		abort();
	close(pipes[0]);
	return pid;
}

static inline void program_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

#endif
