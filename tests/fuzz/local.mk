# A fuzz target takes any bytes and aborts when something does not hold. Here
# it is a test that replays its corpus; configure --enable-fuzz has libFuzzer
# drive it instead, and the test falls away.

fuzz_tests = tests/fuzz/fuzz_query tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_parquet tests/fuzz/fuzz_packed \
	tests/fuzz/fuzz_wrapped tests/fuzz/fuzz_lines \
	tests/fuzz/fuzz_header tests/fuzz/fuzz_tape \
	tests/fuzz/fuzz_answer
check_PROGRAMS += $(fuzz_tests)
if FUZZ
fuzz_main =
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer
else
fuzz_main = %D%/replay.c
fuzz_ldflags = $(AM_LDFLAGS)
TESTS += $(fuzz_tests)
endif

# Sources that some of them share.
fuzz_input = %D%/input_file.c %D%/input_file.h
fuzz_clean = %D%/clean_reference.c %D%/clean_reference.h

tests_fuzz_fuzz_query_SOURCES = %D%/fuzz_query.c %D%/fuzz.h \
	%D%/query_holds.c %D%/query_holds.h
tests_fuzz_fuzz_query_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"query"'
tests_fuzz_fuzz_query_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_query_LDADD = $(CORE_LIBS)

tests_fuzz_fuzz_config_SOURCES = %D%/fuzz_config.c %D%/fuzz.h
tests_fuzz_fuzz_config_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"config"'
tests_fuzz_fuzz_config_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_config_LDADD = libtui.a $(CORE_LIBS) $(CURSES_LIBS) \
	$(READLINE_LIBS)

tests_fuzz_fuzz_parquet_SOURCES = %D%/fuzz_parquet.c %D%/fuzz.h \
	%D%/parquet_holds.c %D%/parquet_holds.h
tests_fuzz_fuzz_parquet_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"parquet"'
tests_fuzz_fuzz_parquet_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_parquet_LDADD = $(CORE_LIBS)

tests_fuzz_fuzz_packed_SOURCES = %D%/fuzz_packed.c %D%/fuzz.h \
	%D%/packed_holds.c %D%/packed_holds.h \
	%D%/unpack_reference.c %D%/unpack_reference.h $(fuzz_input) \
	$(fuzz_clean)
tests_fuzz_fuzz_packed_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"packed"'
tests_fuzz_fuzz_packed_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_packed_LDADD = $(CORE_LIBS)

tests_fuzz_fuzz_wrapped_SOURCES = %D%/fuzz_wrapped.c %D%/fuzz.h \
	%D%/wrapped_holds.c %D%/wrapped_holds.h \
	%D%/grown_holds.c %D%/grown_holds.h \
	%D%/csv_reference.c %D%/json_reference.c %D%/tabbed_reference.c \
	%D%/unwrap_reference.h %D%/expected_lines.c %D%/expected_lines.h \
	%D%/unpack_reference.c %D%/unpack_reference.h \
	$(fuzz_input) $(fuzz_clean)
tests_fuzz_fuzz_wrapped_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"wrapped"'
tests_fuzz_fuzz_wrapped_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_wrapped_LDADD = $(CORE_LIBS)

tests_fuzz_fuzz_lines_SOURCES = %D%/fuzz_lines.c %D%/fuzz.h \
	%D%/lines_hold.c %D%/lines_hold.h %D%/cells_hold.c %D%/cells_hold.h \
	%D%/line_reference.c %D%/line_reference.h
tests_fuzz_fuzz_lines_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"lines"'
tests_fuzz_fuzz_lines_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_lines_LDADD = $(CORE_LIBS)

tests_fuzz_fuzz_header_SOURCES = %D%/fuzz_header.c %D%/fuzz.h \
	%D%/header_holds.c %D%/header_holds.h \
	%D%/dataset_holds.c %D%/dataset_holds.h $(fuzz_input)
tests_fuzz_fuzz_header_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"header"'
tests_fuzz_fuzz_header_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_header_LDADD = $(CORE_LIBS)

tests_fuzz_fuzz_tape_SOURCES = %D%/fuzz_tape.c %D%/fuzz.h \
	%D%/tape_holds.c %D%/tape_holds.h %D%/harmless.c $(fuzz_input)
tests_fuzz_fuzz_tape_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"tape"'
tests_fuzz_fuzz_tape_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_tape_LDADD = libtui.a $(CORE_LIBS) $(CURSES_LIBS) \
	$(READLINE_LIBS)

tests_fuzz_fuzz_answer_SOURCES = %D%/fuzz_answer.c %D%/fuzz.h \
	%D%/answer_holds.c %D%/answer_holds.h $(fuzz_input)
tests_fuzz_fuzz_answer_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS='"answer"'
tests_fuzz_fuzz_answer_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_fuzz_answer_LDADD = $(CORE_LIBS)

tests_fuzz_fuzz_query_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_config_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_parquet_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_packed_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_wrapped_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_lines_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_header_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_tape_SOURCES += $(fuzz_main)
tests_fuzz_fuzz_answer_SOURCES += $(fuzz_main)

EXTRA_DIST += %D%/corpus
