/* source_place.c - units and containers off cgroup lines as hosts have them. */
#include "source/place_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define ID "4f2d1c0b9a8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a392817061524"
#define SHORT "4f2d1c0b9a8e"

static const struct { const char *text, *unit, *container; } cases[] = {
	{ "0::/system.slice/nginx.service\n", "nginx.service", "" },
	{ "0::/system.slice/system-getty.slice/getty@tty1.service\n", "getty@tty1.service", "" },
	{ "0::/system.slice/system-postgresql.slice/postgresql@15-main.service\n",
	  "postgresql@15-main.service", "" },
	{ "0::/system.slice/dev-disk-by\\x2duuid-1.swap\n", "dev-disk-by\\x2duuid-1.swap", "" },
	{ "0::/user.slice/user-1000.slice/session-3.scope\n", "session-3.scope", "" },
	{ "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-gnome\\x2dterminal-1.scope\n",
	  "app-gnome\\x2dterminal-1.scope", "" },
	{ "0::/user.slice/user-1000.slice/user@1000.service/init.scope\n", "init.scope", "" },
	{ "0::/system.slice/ssh.service/child\n", "ssh.service", "" },
	{ "0::/system.slice/_odd.service\n", "odd.service", "" },
	{ "0::/system.slice/docker-" ID ".scope\n", "docker-" ID ".scope", SHORT },
	{ "0::/docker/" ID "\n", "", SHORT },
	{ "0::/system.slice/docker-" ID ".scope/system.slice/cron.service\n", "cron.service", SHORT },
	{ "0::/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/"
	  "cri-containerd-" ID ".scope\n", "cri-containerd-" ID ".scope", SHORT },
	{ "0::/kubepods.slice/kubepods-pod1.slice/crio-" ID ".scope/container\n", "crio-" ID ".scope", SHORT },
	{ "0::/kubepods/besteffort/pod8c2/" ID "\n", "", SHORT },
	{ "0::/machine.slice/libpod-" ID ".scope/container\n", "libpod-" ID ".scope", SHORT },
	{ "0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" ID ".scope\n",
	  "libpod-" ID ".scope", SHORT },
	{ "0::/machine.slice/libpod-conmon-" ID ".scope\n", "libpod-conmon-" ID ".scope", "" },
	{ "0::/lxc.payload.web1/system.slice/apache2.service\n", "apache2.service", "web1" },
	{ "0::/lxc.monitor.web1\n", "", "" },
	{ "0::/machine.slice/machine-my\\x2dbox.scope/payload/init.scope\n", "init.scope", "my-box" },
	{ "0::/\n", "", "" },
	{ "", "", "" },
	{ "12:pids:/system.slice/cron.service\n1:name=systemd:/system.slice/cron.service\n",
	  "cron.service", "" },
	{ "11:memory:/docker/" ID "\n1:name=systemd:/docker/" ID "\n0::/\n", "", SHORT },
	{ "9:name=systemd:/\n8:pids:/\n4:memory:/docker/" ID "\n0::/\n", "", SHORT },
	{ "4:cpu,cpuacct:/lxc/old1\n1:name=systemd:/system.slice/lxc.service\n", "lxc.service", "old1" },
	{ "5:memory:/system.slice/ssh.service\n1:name=systemd:/user.slice/user-0.slice/session-1.scope\n",
	  "session-1.scope", "" },
	{ "0::/system.slice/docker-" "zz" ".scope\n", "docker-zz.scope", "" },
	{ "0::/docker/4f2d\n", "", "" },
	{ "0::/.service\n", "", "" },
	{ "garbage\n:::\n0:\n0::\n::/x.service\n", "x.service", "" },
	{ "0::/../../a.service", "a.service", "" },
	{ "0::/a:b.service", "a:b.service", "" },
};

static void check_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct place place = place_of(cases[i].text, strlen(cases[i].text));

		if (strcmp(place.unit, cases[i].unit) || strcmp(place.container, cases[i].container))
			fail_msg("%s: unit '%s' container '%s'", cases[i].text, place.unit,
				 place.container);
	}
}

/* However it is cut, it is read within its bounds and gives no part of an id. */
static void check_cut_anywhere(void **state)
{
	static const char text[] = "0::/system.slice/docker-" ID ".scope/system.slice/cron.service\n";

	(void)state;
	for (size_t size = 0; size < sizeof text; size++) {
		char copy[sizeof text];
		struct place place;

		memcpy(copy, text, size);
		memset(copy + size, 'f', sizeof copy - size);
		place = place_of(copy, size);
		assert_true(!*place.container || strcmp(place.container, SHORT) == 0);
	}
}

static void check_long_names_are_cut(void **state)
{
	char text[2000] = "0::/";
	struct place place;

	(void)state;
	memset(text + 4, 'x', 1000);
	memcpy(text + 1004, ".service\n", 10);
	place = place_of(text, strlen(text));
	assert_int_equal(strlen(place.unit), PLACE_SIZE - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_cases),
		cmocka_unit_test(check_cut_anywhere),
		cmocka_unit_test(check_long_names_are_cut),
	};

	return cmocka_run_group_tests_name("source_place", tests, NULL, NULL);
}
