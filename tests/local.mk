# Tests speak TAP through Automake's driver. A unit test program is one line
# in unit_tests; it links the core library only.

TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = $(SHELL)
AM_TESTS_ENVIRONMENT = \
	LC_ALL=C.UTF-8; export LC_ALL; TZ=UTC; export TZ; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	srcdir='$(abs_srcdir)'; export srcdir; \
	builddir='$(abs_builddir)'; export builddir; \
	VPCSCOPE_DATA='$(abs_top_srcdir)/data'; export VPCSCOPE_DATA; \
	CC='$(CC)'; export CC; \
	HEADER_FLAGS='$(AM_CPPFLAGS) $(CURSES_CFLAGS) $(READLINE_CFLAGS) \
		-std=c11 $(WARN_CFLAGS)'; export HEADER_FLAGS;

include tests/unit/local.mk
include tests/fuzz/local.mk
include tests/tui/local.mk
include tests/bench/local.mk

dist_check_SCRIPTS += %D%/batch.sh %D%/stats.sh %D%/hostile.sh %D%/forms.sh %D%/quirks.sh %D%/compare.sh %D%/examples.sh %D%/faults.sh %D%/hardened.sh %D%/layers.sh %D%/limits.sh %D%/samples.sh %D%/saved.sh
TESTS += %D%/batch.sh %D%/stats.sh %D%/hostile.sh %D%/forms.sh %D%/quirks.sh %D%/compare.sh %D%/examples.sh %D%/faults.sh %D%/hardened.sh %D%/layers.sh %D%/limits.sh %D%/samples.sh %D%/saved.sh

dist_check_SCRIPTS += %D%/estimates.sh
TESTS += %D%/estimates.sh

dist_check_SCRIPTS += %D%/budget.sh %D%/hard.sh %D%/laid.sh %D%/texts.sh
TESTS += %D%/budget.sh %D%/hard.sh %D%/laid.sh %D%/texts.sh

dist_check_SCRIPTS += %D%/shipped.sh
TESTS += %D%/shipped.sh
dist_check_SCRIPTS += %D%/follow.sh
TESTS += %D%/follow.sh

dist_check_SCRIPTS += %D%/plain.sh
TESTS += %D%/plain.sh

# The same answers whatever the way.
dist_check_SCRIPTS += %D%/agree.sh
TESTS += %D%/agree.sh
EXTRA_DIST += %D%/agree.queries %D%/hostile_lib.sh
check_PROGRAMS += tests/agree_warm
tests_agree_warm_SOURCES = %D%/agree_warm.c
tests_agree_warm_LDADD = $(CORE_LIBS)

# The same for Parquet files.
dist_check_SCRIPTS += %D%/parquet.sh
TESTS += %D%/parquet.sh
EXTRA_DIST += %D%/parquet_files

include tests/golden/local.mk

# What can be seen without running anything.
lint: config.h
	@srcdir='$(abs_srcdir)' builddir='$(abs_builddir)' \
		CHECK_FLAGS="$$(echo '-I. $(AM_CPPFLAGS) $(CURSES_CFLAGS)' \
		'$(READLINE_CFLAGS) -std=c11 -DHAVE_CONFIG_H')" \
		$(SHELL) $(srcdir)/tests/lint/lint.sh
EXTRA_DIST += %D%/faults/fault.c
EXTRA_DIST += .clang-tidy .shellcheckrc %D%/lint

# In a build with CFLAGS='-O1 --coverage -fprofile-update=single': threads that
# count together would wait for each other.
coverage: check
	$(SHELL) $(srcdir)/%D%/coverage.sh .
EXTRA_DIST += %D%/coverage.sh %D%/coverage.awk

# In a build with --enable-sanitize=thread: the tests in which threads share
# something. A race ends a program with status 66.
THREAD_TESTS = tests/unit/test_add tests/unit/test_ahead \
	tests/unit/test_cache tests/unit/test_dataset tests/unit/test_dict \
	tests/unit/test_engine tests/unit/test_filter \
	tests/unit/test_follow tests/unit/test_growing \
	tests/unit/test_gzip tests/unit/test_handle tests/unit/test_job \
	tests/unit/test_order tests/unit/test_packing tests/unit/test_past \
	tests/unit/test_pool tests/unit/test_prune tests/unit/test_queue \
	tests/unit/test_shrink tests/unit/test_spill tests/unit/test_tail \
	tests/unit/test_tui_comparison tests/unit/test_tui_report \
	tests/unit/test_tui_session tests/unit/test_wrapping \
	%D%/follow.sh %D%/threads.sh tests/tui/follow.sh tests/tui/session.sh
check-threads: all
	$(MAKE) check TESTS="$(THREAD_TESTS)"
dist_check_SCRIPTS += %D%/threads.sh
TESTS += %D%/threads.sh

# Not among TESTS: the sanitized build sees nearly all of it.
check-valgrind: all
	$(MAKE) check TESTS="%D%/valgrind.sh"
dist_check_SCRIPTS += %D%/valgrind.sh
EXTRA_DIST += %D%/valgrind.supp

.PHONY: check-threads check-valgrind coverage lint
