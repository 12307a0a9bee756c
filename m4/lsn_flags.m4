# lsn_flags.m4 - compiler and linker flags that are used where they work.

# LSN_CFLAG(FLAG...) adds each flag the compiler takes without a murmur to
# LSN_CFLAGS. -Werror makes clang refuse what it would only warn about.
AC_DEFUN([LSN_CFLAG], [
	m4_foreach_w([lsn_flag], [$1], [
		AC_MSG_CHECKING([whether $CC takes lsn_flag])
		lsn_saved=$CFLAGS
		CFLAGS="$CFLAGS lsn_flag -Werror"
		AC_COMPILE_IFELSE([AC_LANG_SOURCE([[#include <stdlib.h>
int number;]])],
			[AC_MSG_RESULT([yes]); LSN_CFLAGS="$LSN_CFLAGS lsn_flag"],
			[AC_MSG_RESULT([no])])
		CFLAGS=$lsn_saved
	])
])

# LSN_LDFLAG(FLAG...) likewise for linking, into LSN_LDFLAGS.
AC_DEFUN([LSN_LDFLAG], [
	m4_foreach_w([lsn_flag], [$1], [
		AC_MSG_CHECKING([whether $CC links with lsn_flag])
		lsn_saved=$LDFLAGS
		LDFLAGS="$LDFLAGS lsn_flag -Werror"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdlib.h>]], [[]])],
			[AC_MSG_RESULT([yes]); LSN_LDFLAGS="$LSN_LDFLAGS lsn_flag"],
			[AC_MSG_RESULT([no])])
		LDFLAGS=$lsn_saved
	])
])

# LSN_MODULE(VARIABLE, MODULE, DEBIAN PACKAGE, FEDORA PACKAGE) asks pkg-config;
# what is not there is collected, so that one run names it all.
AC_DEFUN([LSN_MODULE], [
	PKG_CHECK_MODULES([$1], [$2], [], [LSN_MISSING([$2], [$3], [$4])])
])

# LSN_MISSING(WHAT, DEBIAN PACKAGE, FEDORA PACKAGE)
AC_DEFUN([LSN_MISSING], [
	lsn_missing="$lsn_missing
  $1: Debian and Ubuntu: $2, Fedora: $3"
])
