/* replay.c - feeds every file of the directories on the command line to a fuzz
 * target, so that its corpus is tested without a fuzzer. Fails where there is
 * none: a corpus that got lost tests nothing. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* How many inputs it was: 1, or 0 where it is no file. */
static size_t replay_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct stat stat;
	uint8_t *data;
	size_t size;

	if (!file)
		return 0;
	if (fstat(fileno(file), &stat) < 0 || !S_ISREG(stat.st_mode)) {
		fclose(file);
		return 0;
	}
	data = malloc((size_t)stat.st_size + 1);
	size = data ? fread(data, 1, (size_t)stat.st_size, file) : 0;
	fclose(file);
	if (data)
		LLVMFuzzerTestOneInput(data, size);
	free(data);
	return data != NULL;
}

static size_t replay_directory(const char *path)
{
	DIR *dir = opendir(path);
	const struct dirent *entry;
	size_t count = 0;

	if (!dir)
		return 0;
	while ((entry = readdir(dir))) {
		char file[4096];
		int length = snprintf(file, sizeof file, "%s/%s", path, entry->d_name);

		if (length > 0 && (size_t)length < sizeof file)
			count += replay_file(file);
	}
	closedir(dir);
	return count;
}

int main(int argc, char **argv)
{
	int status = EXIT_SUCCESS;

	for (int i = 1; i < argc; i++) {
		size_t count = replay_directory(argv[i]);

		fprintf(stderr, "%s: %zu inputs\n", argv[i], count);
		if (!count)
			status = EXIT_FAILURE;
	}
	return argc > 1 ? status : EXIT_FAILURE;
}
