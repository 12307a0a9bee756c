/* wire_netns_name.c - names of namespaces, as a capture has them. */
#include "wire/netns_name.h"

#include "source_host.h"

static const char *name_of(struct testhost *made, uint64_t inode)
{
	static char name[NETNS_NAME_SIZE];

	strcpy(name, "untouched");
	return netns_name_find(testhost_open(made), inode, name) ? name : NULL;
}

static void reads_names(void **state)
{
	struct testhost *made = *state;

	tree_write(made->tree, "etc/netns",
		   "no number\n\n4026532281\n4026532281 \n4026532290 blue\n4026532281 two words\n"
		   "4026532281 later\n4026532300 the end");
	assert_string_equal(name_of(made, 4026532290), "blue");
	assert_string_equal(name_of(made, 4026532281), "two words");
	assert_string_equal(name_of(made, 4026532300), "the end");
	assert_null(name_of(made, 4026532));
}

static void reads_the_longest(void **state)
{
	struct testhost *made = *state;
	char name[NETNS_NAME_SIZE + 1], file[1024];

	memset(name, 'n', NETNS_NAME_SIZE);
	name[NETNS_NAME_SIZE] = '\0';
	snprintf(file, sizeof file, "1 %s\n2 %s\n", name, name + 1);
	tree_write(made->tree, "etc/netns", file);
	assert_null(name_of(made, 1));
	assert_string_equal(name_of(made, 2), name + 1);
}

static void has_none(void **state)
{
	struct testhost *made = *state;
	char name[NETNS_NAME_SIZE] = "untouched";

	assert_false(netns_name_find(testhost_open(made), HOST_NETNS, name));
	assert_string_equal(name, "untouched");
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(reads_names),
		TEST(reads_the_longest),
		TEST(has_none),
	};

	return cmocka_run_group_tests_name("wire_netns_name", tests, NULL, NULL);
}
