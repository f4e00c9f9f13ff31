# A fuzz target takes any bytes and aborts when something does not hold. Here
# it is a test that replays its corpus; configure --enable-fuzz has libFuzzer
# drive it instead, and the test falls away.

check_PROGRAMS += tests/fuzz/fuzz_query
tests_fuzz_fuzz_query_SOURCES = %D%/fuzz_query.c %D%/fuzz.h \
	%D%/query_holds.c %D%/query_holds.h
tests_fuzz_fuzz_query_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"query"'
tests_fuzz_fuzz_query_LDADD = $(CORE_LIBS)

check_PROGRAMS += tests/fuzz/fuzz_config
tests_fuzz_fuzz_config_SOURCES = %D%/fuzz_config.c %D%/fuzz.h
tests_fuzz_fuzz_config_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"config"'
tests_fuzz_fuzz_config_LDADD = libtui.a $(CORE_LIBS) $(CURSES_LIBS) \
	$(READLINE_LIBS)

check_PROGRAMS += tests/fuzz/fuzz_parquet
tests_fuzz_fuzz_parquet_SOURCES = %D%/fuzz_parquet.c %D%/fuzz.h \
	%D%/parquet_holds.c %D%/parquet_holds.h
tests_fuzz_fuzz_parquet_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"parquet"'
tests_fuzz_fuzz_parquet_LDADD = $(CORE_LIBS)

if FUZZ
tests_fuzz_fuzz_query_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_config_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_parquet_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
else
tests_fuzz_fuzz_query_SOURCES += %D%/replay.c
TESTS += tests/fuzz/fuzz_query
tests_fuzz_fuzz_config_SOURCES += %D%/replay.c
TESTS += tests/fuzz/fuzz_config
tests_fuzz_fuzz_parquet_SOURCES += %D%/replay.c
TESTS += tests/fuzz/fuzz_parquet
endif

EXTRA_DIST += %D%/corpus
