# Pattern for a module:
#   unit_tests += tests/unit/test_num
#   tests_unit_test_num_SOURCES = tests/unit/test_num.c
#   tests_unit_test_num_CPPFLAGS = $(unit_cppflags)
#   tests_unit_test_num_LDADD = $(unit_ldadd)
unit_tests += tests/unit/test_put
tests_unit_test_put_SOURCES = tests/unit/check.h tests/unit/test_put.c
tests_unit_test_put_CPPFLAGS = $(unit_cppflags)
tests_unit_test_put_LDADD = $(unit_ldadd)
