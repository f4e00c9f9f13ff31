# Values, regexes, functions and the binder of src/query; time zones.

unit_tests += tests/unit/test_value
tests_unit_test_value_SOURCES = tests/unit/test_value.c \
	tests/unit/value_check.h tests/unit/check.h
tests_unit_test_value_CPPFLAGS = $(unit_cppflags)
tests_unit_test_value_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_regex
tests_unit_test_regex_SOURCES = tests/unit/test_regex.c tests/unit/check.h
tests_unit_test_regex_CPPFLAGS = $(unit_cppflags)
tests_unit_test_regex_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_function
tests_unit_test_function_SOURCES = tests/unit/test_function.c \
	tests/unit/value_check.h tests/unit/check.h
tests_unit_test_function_CPPFLAGS = $(unit_cppflags)
tests_unit_test_function_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_bind
tests_unit_test_bind_SOURCES = tests/unit/test_bind.c tests/unit/check.h
tests_unit_test_bind_CPPFLAGS = $(unit_cppflags)
tests_unit_test_bind_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_zone
tests_unit_test_zone_SOURCES = tests/unit/test_zone.c tests/unit/check.h
tests_unit_test_zone_CPPFLAGS = $(unit_cppflags)
tests_unit_test_zone_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_nested
tests_unit_test_nested_SOURCES = tests/unit/test_nested.c \
	tests/unit/value_check.h tests/unit/check.h
tests_unit_test_nested_CPPFLAGS = $(unit_cppflags)
tests_unit_test_nested_LDADD = $(unit_ldadd)
