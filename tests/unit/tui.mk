# Modules of the screen; these link libtui.a as well.
tui_test_ldadd = libtui.a $(CORE_LIBS) $(CURSES_LIBS) $(READLINE_LIBS) \
	$(CMOCKA_LIBS)

unit_tests += tests/unit/test_tui_ask
tests_unit_test_tui_ask_SOURCES = tests/unit/test_tui_ask.c tests/unit/check.h
tests_unit_test_tui_ask_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_ask_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_prompt
tests_unit_test_tui_prompt_SOURCES = tests/unit/test_tui_prompt.c tests/unit/check.h
tests_unit_test_tui_prompt_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_prompt_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_keymap
tests_unit_test_tui_keymap_SOURCES = tests/unit/test_tui_keymap.c tests/unit/check.h
tests_unit_test_tui_keymap_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_keymap_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_layout
tests_unit_test_tui_layout_SOURCES = tests/unit/test_tui_layout.c \
	tests/unit/check.h
tests_unit_test_tui_layout_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_layout_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_range
tests_unit_test_tui_range_SOURCES = tests/unit/test_tui_range.c tests/unit/check.h
tests_unit_test_tui_range_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_range_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_explore
tests_unit_test_tui_explore_SOURCES = tests/unit/test_tui_explore.c \
	tests/unit/check.h
tests_unit_test_tui_explore_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_explore_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_show
tests_unit_test_tui_show_SOURCES = tests/unit/test_tui_show.c tests/unit/check.h
tests_unit_test_tui_show_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_show_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_spike
tests_unit_test_tui_spike_SOURCES = tests/unit/test_tui_spike.c tests/unit/check.h
tests_unit_test_tui_spike_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_spike_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_fuzzy
tests_unit_test_tui_fuzzy_SOURCES = tests/unit/test_tui_fuzzy.c tests/unit/check.h
tests_unit_test_tui_fuzzy_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_fuzzy_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_clipboard
tests_unit_test_tui_clipboard_SOURCES = tests/unit/test_tui_clipboard.c \
	tests/unit/check.h
tests_unit_test_tui_clipboard_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_clipboard_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_shell
tests_unit_test_tui_shell_SOURCES = tests/unit/test_tui_shell.c tests/unit/check.h
tests_unit_test_tui_shell_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_shell_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_widths
tests_unit_test_tui_widths_SOURCES = tests/unit/test_tui_widths.c \
	tests/unit/check.h
tests_unit_test_tui_widths_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_widths_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_setup
tests_unit_test_tui_setup_SOURCES = tests/unit/test_tui_setup.c tests/unit/check.h
tests_unit_test_tui_setup_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_setup_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_mouse
tests_unit_test_tui_mouse_SOURCES = tests/unit/test_tui_mouse.c tests/unit/check.h
tests_unit_test_tui_mouse_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_mouse_LDADD = $(tui_test_ldadd)

unit_tests += tests/unit/test_tui_tape
tests_unit_test_tui_tape_SOURCES = tests/unit/test_tui_tape.c tests/unit/check.h
tests_unit_test_tui_tape_CPPFLAGS = $(unit_cppflags)
tests_unit_test_tui_tape_LDADD = $(tui_test_ldadd)
