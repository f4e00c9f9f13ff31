libtui_a_SOURCES += \
	%D%/answers.c \
	%D%/answer_complete.c %D%/answer_complete.h \
	%D%/alert.c %D%/alert.h \
	%D%/app.c %D%/app.h %D%/app_int.h \
	%D%/ask.c %D%/ask.h \
	%D%/apply.c %D%/apply.h \
	%D%/bar_crumbs.c %D%/bar_hints.c %D%/bar_status.c %D%/bars.h \
	%D%/check.c %D%/check.h \
	%D%/command.h %D%/commands.def \
	%D%/command_follow.c \
	%D%/cells.c %D%/cells.h \
	%D%/columns.h %D%/command_columns.c \
	%D%/command_fields.c %D%/fields.h \
	%D%/command_app.c %D%/command_move.c %D%/command_query.c \
	%D%/command_mark.c %D%/command_time.c %D%/command_write.c \
	%D%/command_yank.c \
	%D%/clipboard.c %D%/clipboard.h \
	%D%/compare.c %D%/compare.h \
	%D%/comparison.c %D%/comparison.h \
	%D%/completer.c %D%/completer.h \
	%D%/draw.c %D%/draw.h \
	%D%/command_editor.c \
	%D%/empty.c %D%/empty.h \
	%D%/explore.c %D%/explore.h %D%/explore_int.h \
	%D%/export.c %D%/export.h %D%/export_name.c \
	%D%/follow.c %D%/follow.h \
	%D%/frame.c \
	%D%/fuzzy.c %D%/fuzzy.h \
	%D%/glyphs.c %D%/glyphs.h \
	%D%/guide.c %D%/guide.h \
	%D%/help.c %D%/help.h %D%/help_list.c \
	%D%/input.c \
	%D%/keymap.c %D%/keymap.h %D%/keys.def \
	%D%/lane.c %D%/lane.h \
	%D%/later.c %D%/later.h \
	%D%/layout.c %D%/layout.h \
	%D%/line.c %D%/line.h %D%/line_setup.c %D%/lines.def \
	%D%/loop.c %D%/tui.h \
	%D%/history.c %D%/history.h \
	%D%/mark_seek.c %D%/mark_seek.h \
	%D%/marks.c %D%/marks.h \
	%D%/look.c %D%/look.h \
	%D%/mouse.c %D%/mouse.h \
	%D%/page.h \
	%D%/pane.c %D%/pane.h \
	%D%/pane_detail.c \
	%D%/pane_fields.c \
	%D%/section.h %D%/section_fields.c %D%/section_values.c \
	%D%/pane_guess.c \
	%D%/pane_health.c \
	%D%/pane_lanes.c %D%/pane_lanes.h \
	%D%/pane_table.c %D%/table_columns.c %D%/table_columns.h \
	%D%/pane_talkers.c %D%/pane_talkers.h \
	%D%/pane_timeline.c \
	%D%/picker.c %D%/picker.h \
	%D%/plain.c %D%/plain_command.c %D%/plain_complete.c \
	%D%/plain_input.c %D%/plain_print.c \
	%D%/plain_int.h %D%/plain.def \
	%D%/popup.c %D%/popup.h \
	%D%/prompt.c %D%/prompt.h \
	%D%/prompt_history.c %D%/prompt_history.h \
	%D%/prompt_keys.c %D%/prompt_keys.h \
	%D%/prompt_view.c %D%/prompt_view.h \
	%D%/questions.c \
	%D%/range.c %D%/range.h \
	%D%/recall.c %D%/recall.h \
	%D%/report.c %D%/report.h %D%/report_parts.c \
	%D%/replay.c %D%/replay.h \
	%D%/run.c %D%/run.h \
	%D%/saved_names.c %D%/saved_names.h \
	%D%/section_marks.c %D%/section_saved.c \
	%D%/saved_call.c %D%/saved_call.h \
	%D%/session.c %D%/session.h %D%/session_json.c \
	%D%/session_file.c %D%/session_file.h \
	%D%/roles.def \
	%D%/screen.c %D%/screen.h \
	%D%/search.c %D%/search.h \
	%D%/settings.c %D%/settings.h %D%/settings.def \
	%D%/setup.c %D%/setup.h \
	%D%/shell.c %D%/shell.h \
	%D%/shell_command.c %D%/shell_command.h \
	%D%/show.c %D%/show.h \
	%D%/spike.c %D%/spike.h \
	%D%/start.c %D%/start.h \
	%D%/state.c %D%/state.h \
	%D%/step.c %D%/step.h \
	%D%/suggest.c %D%/suggest.h \
	%D%/tape.c %D%/tape.h \
	%D%/tips.def \
	%D%/theme.c %D%/theme.h \
	%D%/widths.c %D%/widths.h
