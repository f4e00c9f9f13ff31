# Pattern for a module:
#   unit_tests += tests/unit/test_num
#   tests_unit_test_num_SOURCES = tests/unit/test_num.c
#   tests_unit_test_num_CPPFLAGS = $(unit_cppflags)
#   tests_unit_test_num_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_arena
tests_unit_test_arena_SOURCES = tests/unit/test_arena.c tests/unit/check.h
tests_unit_test_arena_CPPFLAGS = $(unit_cppflags)
tests_unit_test_arena_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_base64
tests_unit_test_base64_SOURCES = tests/unit/test_base64.c tests/unit/check.h
tests_unit_test_base64_CPPFLAGS = $(unit_cppflags)
tests_unit_test_base64_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_cpu
tests_unit_test_cpu_SOURCES = tests/unit/test_cpu.c tests/unit/check.h
tests_unit_test_cpu_CPPFLAGS = $(unit_cppflags)
tests_unit_test_cpu_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_date
tests_unit_test_date_SOURCES = tests/unit/test_date.c tests/unit/check.h
tests_unit_test_date_CPPFLAGS = $(unit_cppflags)
tests_unit_test_date_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_dict
tests_unit_test_dict_SOURCES = tests/unit/test_dict.c tests/unit/check.h
tests_unit_test_dict_CPPFLAGS = $(unit_cppflags)
tests_unit_test_dict_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_err
tests_unit_test_err_SOURCES = tests/unit/test_err.c tests/unit/check.h
tests_unit_test_err_CPPFLAGS = $(unit_cppflags)
tests_unit_test_err_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_num
tests_unit_test_num_SOURCES = tests/unit/test_num.c tests/unit/check.h
tests_unit_test_num_CPPFLAGS = $(unit_cppflags)
tests_unit_test_num_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_spill
tests_unit_test_spill_SOURCES = tests/unit/test_spill.c tests/unit/check.h \
	tests/unit/scratch.c tests/unit/scratch.h
tests_unit_test_spill_CPPFLAGS = $(unit_cppflags)
tests_unit_test_spill_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_str
tests_unit_test_str_SOURCES = tests/unit/test_str.c tests/unit/check.h
tests_unit_test_str_CPPFLAGS = $(unit_cppflags)
tests_unit_test_str_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_utf8
tests_unit_test_utf8_SOURCES = tests/unit/test_utf8.c tests/unit/check.h
tests_unit_test_utf8_CPPFLAGS = $(unit_cppflags)
tests_unit_test_utf8_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_pool
tests_unit_test_pool_SOURCES = tests/unit/test_pool.c tests/unit/check.h
tests_unit_test_pool_CPPFLAGS = $(unit_cppflags)
tests_unit_test_pool_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_file
tests_unit_test_file_SOURCES = tests/unit/test_file.c tests/unit/check.h \
	tests/unit/scratch.c tests/unit/scratch.h
tests_unit_test_file_CPPFLAGS = $(unit_cppflags)
tests_unit_test_file_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_piles
tests_unit_test_piles_SOURCES = tests/unit/test_piles.c tests/unit/check.h \
	tests/unit/scratch.c tests/unit/scratch.h
tests_unit_test_piles_CPPFLAGS = $(unit_cppflags)
tests_unit_test_piles_LDADD = $(unit_ldadd)
