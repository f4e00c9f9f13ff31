# Pattern for a module:
#   unit_tests += tests/unit/test_num
#   tests_unit_test_num_SOURCES = tests/unit/test_num.c
#   tests_unit_test_num_CPPFLAGS = $(unit_cppflags)
#   tests_unit_test_num_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_parse
tests_unit_test_parse_SOURCES = tests/unit/test_parse.c
tests_unit_test_parse_CPPFLAGS = $(unit_cppflags)
tests_unit_test_parse_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_edit
tests_unit_test_edit_SOURCES = tests/unit/test_edit.c
tests_unit_test_edit_CPPFLAGS = $(unit_cppflags)
tests_unit_test_edit_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_lexer
tests_unit_test_lexer_SOURCES = tests/unit/test_lexer.c
tests_unit_test_lexer_CPPFLAGS = $(unit_cppflags)
tests_unit_test_lexer_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_query_soup
tests_unit_test_query_soup_SOURCES = tests/unit/test_query_soup.c \
	tests/fuzz/query_holds.c tests/fuzz/query_holds.h
tests_unit_test_query_soup_CPPFLAGS = $(unit_cppflags)
tests_unit_test_query_soup_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_literal_set
tests_unit_test_literal_set_SOURCES = tests/unit/test_literal_set.c
tests_unit_test_literal_set_CPPFLAGS = $(unit_cppflags)
tests_unit_test_literal_set_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_cidr_index
tests_unit_test_cidr_index_SOURCES = tests/unit/test_cidr_index.c
tests_unit_test_cidr_index_CPPFLAGS = $(unit_cppflags)
tests_unit_test_cidr_index_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_saved
tests_unit_test_saved_SOURCES = tests/unit/test_saved.c
tests_unit_test_saved_CPPFLAGS = $(unit_cppflags)
tests_unit_test_saved_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_lookup_index
tests_unit_test_lookup_index_SOURCES = tests/unit/test_lookup_index.c
tests_unit_test_lookup_index_CPPFLAGS = $(unit_cppflags)
tests_unit_test_lookup_index_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_highlight
tests_unit_test_highlight_SOURCES = tests/unit/test_highlight.c \
	tests/unit/check.h
tests_unit_test_highlight_CPPFLAGS = $(unit_cppflags)
tests_unit_test_highlight_LDADD = $(unit_ldadd)

unit_tests += tests/unit/test_complete
tests_unit_test_complete_SOURCES = tests/unit/test_complete.c \
	tests/unit/check.h
tests_unit_test_complete_CPPFLAGS = $(unit_cppflags)
tests_unit_test_complete_LDADD = $(unit_ldadd)
