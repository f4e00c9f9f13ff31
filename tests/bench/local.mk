# genlog makes the logs of the sample, the tests and the benchmarks.

noinst_PROGRAMS += tests/bench/genlog
tests_bench_genlog_SOURCES = \
	%D%/gen_int.h %D%/gen_model.c %D%/gen_model.h \
	%D%/gen_rng.h %D%/gen_traffic.c \
	%D%/gen_write.c %D%/gen_write.h %D%/genlog.c

dist_check_SCRIPTS += %D%/genlog.sh
TESTS += %D%/genlog.sh

# The queries of the benchmarks, over columns in memory.
noinst_PROGRAMS += tests/bench/bench_queries
tests_bench_bench_queries_SOURCES = \
	%D%/bench_queries.c %D%/bench_run.c %D%/bench_run.h
tests_bench_bench_queries_CPPFLAGS = $(AM_CPPFLAGS) \
	-DBENCH_QUERIES='"$(abs_srcdir)/%D%/queries.txt"'
# Of the screen only the texts of its questions: no curses.
tests_bench_bench_queries_LDADD = libtui.a $(CORE_LIBS)
EXTRA_DIST += %D%/queries.txt

# Parts of a query: text to columns, going over text, tables of groups.
bench_programs = \
	tests/bench/bench_scan tests/bench/bench_split \
	tests/bench/bench_group tests/bench/bench_inflate \
	tests/bench/bench_keys tests/bench/bench_open \
	tests/bench/log_to_parquet
check_PROGRAMS += $(bench_programs)
tests_bench_bench_scan_SOURCES = %D%/bench_scan.c
tests_bench_bench_scan_LDADD = $(CORE_LIBS)
tests_bench_bench_split_SOURCES = %D%/bench_split.c
tests_bench_bench_split_LDADD = $(CORE_LIBS)
tests_bench_bench_group_SOURCES = %D%/bench_group.c
tests_bench_bench_group_LDADD = $(CORE_LIBS)

# What libisal alone does with gzip files, and the opening of many files.
tests_bench_bench_inflate_SOURCES = %D%/bench_inflate.c
tests_bench_bench_inflate_LDADD = $(CORE_LIBS)
tests_bench_bench_open_SOURCES = %D%/bench_open.c
tests_bench_bench_open_LDADD = $(CORE_LIBS)

# How much memory a command has at most.
check_PROGRAMS += tests/bench/peak
tests_bench_peak_SOURCES = %D%/peak.c
tests_bench_peak_LDADD =

# The same records as Parquet.
tests_bench_log_to_parquet_SOURCES = %D%/log_to_parquet.c
tests_bench_log_to_parquet_LDADD = $(CORE_LIBS)

# The explorer's answers to keys, in a terminal of its own.
tests_bench_bench_keys_SOURCES = \
	%D%/bench_keys.c %D%/bench_run.c %D%/bench_run.h %D%/pty.c %D%/pty.h
tests_bench_bench_keys_LDADD = $(CORE_LIBS)

# make bench [BENCH_FLAGS='--rows 10000000 --runs 3']
bench: vpcscope$(EXEEXT) tests/bench/genlog$(EXEEXT) \
		tests/bench/bench_queries$(EXEEXT) $(bench_programs)
	$(srcdir)/tests/bench/bench.sh $(BENCH_FLAGS) .

dist_check_SCRIPTS += %D%/bench_check.sh
TESTS += %D%/bench_check.sh

# Following; a few seconds here. make soak [SOAK_FLAGS='600 folder'] is an
# hour.
soak_programs = tests/bench/soak_batch tests/bench/soak_screen
check_PROGRAMS += $(soak_programs)
soak_sources = \
	%D%/gen_int.h %D%/gen_model.c %D%/gen_model.h \
	%D%/gen_rng.h %D%/gen_traffic.c %D%/gen_write.c %D%/gen_write.h \
	%D%/pour.c %D%/pour.h %D%/usage.c %D%/usage.h %D%/sanitized.h
tests_bench_soak_batch_SOURCES = %D%/soak_batch.c $(soak_sources)
tests_bench_soak_screen_SOURCES = \
	%D%/soak_screen.c %D%/pty.c %D%/pty.h $(soak_sources)
SOAK_FLAGS = 3600 file folder stdin turns screen queries
soak: vpcscope$(EXEEXT) $(soak_programs)
	srcdir=$(srcdir) builddir=$(builddir) SOAK_TEST_EVERY=60 \
		$(SHELL) $(srcdir)/tests/bench/soak.sh $(SOAK_FLAGS)

dist_check_SCRIPTS += %D%/soak.sh %D%/soak_screen.sh
TESTS += %D%/soak.sh %D%/soak_screen.sh
dist_noinst_SCRIPTS += %D%/bench.sh %D%/compare %D%/memory.sh

.PHONY: bench soak
