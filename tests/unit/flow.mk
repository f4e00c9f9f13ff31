# Pattern for a module:
#   unit_tests += tests/unit/test_num
#   tests_unit_test_num_SOURCES = tests/unit/test_num.c
#   tests_unit_test_num_CPPFLAGS = $(unit_cppflags)
#   tests_unit_test_num_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_addr
tests_unit_test_addr_SOURCES = tests/unit/test_addr.c tests/unit/check.h
tests_unit_test_addr_CPPFLAGS = $(unit_cppflags)
tests_unit_test_addr_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_field
tests_unit_test_field_SOURCES = tests/unit/test_field.c tests/unit/check.h
tests_unit_test_field_CPPFLAGS = $(unit_cppflags)
tests_unit_test_field_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_layout
tests_unit_test_layout_SOURCES = tests/unit/test_layout.c tests/unit/check.h
tests_unit_test_layout_CPPFLAGS = $(unit_cppflags)
tests_unit_test_layout_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_names
tests_unit_test_names_SOURCES = tests/unit/test_names.c tests/unit/check.h
tests_unit_test_names_CPPFLAGS = $(unit_cppflags)
tests_unit_test_names_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_guess
tests_unit_test_guess_SOURCES = tests/unit/test_guess.c tests/unit/check.h
tests_unit_test_guess_CPPFLAGS = $(unit_cppflags)
tests_unit_test_guess_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_guess_line
tests_unit_test_guess_line_SOURCES = tests/unit/test_guess_line.c tests/unit/check.h
tests_unit_test_guess_line_CPPFLAGS = $(unit_cppflags)
tests_unit_test_guess_line_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_community
tests_unit_test_community_SOURCES = tests/unit/test_community.c tests/unit/check.h
tests_unit_test_community_CPPFLAGS = $(unit_cppflags)
tests_unit_test_community_LDADD = $(unit_ldadd)
