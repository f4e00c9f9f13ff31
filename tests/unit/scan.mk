unit_tests += tests/unit/test_split
tests_unit_test_split_SOURCES = tests/unit/check.h tests/unit/test_split.c
tests_unit_test_split_CPPFLAGS = $(unit_cppflags)
tests_unit_test_split_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_search
tests_unit_test_search_SOURCES = tests/unit/check.h tests/unit/test_search.c
tests_unit_test_search_CPPFLAGS = $(unit_cppflags)
tests_unit_test_search_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_lines
tests_unit_test_lines_SOURCES = tests/unit/check.h tests/unit/test_lines.c
tests_unit_test_lines_CPPFLAGS = $(unit_cppflags)
tests_unit_test_lines_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_decode
tests_unit_test_decode_SOURCES = tests/unit/check.h tests/unit/test_decode.c
tests_unit_test_decode_CPPFLAGS = $(unit_cppflags)
tests_unit_test_decode_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_cache
tests_unit_test_cache_SOURCES = tests/unit/check.h tests/unit/test_cache.c
tests_unit_test_cache_CPPFLAGS = $(unit_cppflags)
tests_unit_test_cache_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_dataset
tests_unit_test_dataset_SOURCES = tests/unit/check.h tests/unit/test_dataset.c
tests_unit_test_dataset_CPPFLAGS = $(unit_cppflags)
tests_unit_test_dataset_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_past
tests_unit_test_past_SOURCES = tests/unit/check.h tests/unit/test_past.c
tests_unit_test_past_CPPFLAGS = $(unit_cppflags)
tests_unit_test_past_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_tail
tests_unit_test_tail_SOURCES = tests/unit/check.h tests/unit/scratch.c \
	tests/unit/scratch.h tests/unit/test_tail.c
tests_unit_test_tail_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tail_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_queue
tests_unit_test_queue_SOURCES = tests/unit/test_queue.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_queue_CPPFLAGS = $(unit_cppflags)
tests_unit_test_queue_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_add
tests_unit_test_add_SOURCES = tests/unit/test_add.c \
	tests/unit/scratch.c tests/unit/scratch.h tests/unit/check.h
tests_unit_test_add_CPPFLAGS = $(unit_cppflags)
tests_unit_test_add_LDADD = $(unit_ldadd)
