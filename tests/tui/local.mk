# Terminal tests: the real program in tmux. They skip where there is no tmux.
tui_tests = \
	%D%/acceptance.sh \
	%D%/standard_job.sh \
	%D%/columns.sh \
	%D%/complete.sh \
	%D%/config.sh \
	%D%/edges.sh %D%/export.sh %D%/line.sh \
	%D%/follow.sh \
	%D%/hostile.sh %D%/hostile_tty.sh \
	%D%/mouse.sh \
	%D%/plain.sh \
	%D%/query.sh \
	%D%/record.sh \
	%D%/replay.sh \
	%D%/resize.sh \
	%D%/terminal.sh \
	%D%/running.sh \
	%D%/signals.sh \
	%D%/compare.sh %D%/history.sh %D%/report.sh %D%/saved.sh %D%/session.sh %D%/start.sh %D%/marks.sh \
	%D%/svg.sh \
	%D%/tour.sh \
	%D%/time.sh \
	%D%/empty.sh %D%/lanes.sh %D%/state.sh %D%/yank.sh

dist_check_SCRIPTS += $(tui_tests)
EXTRA_DIST += %D%/lib.sh
dist_noinst_SCRIPTS += %D%/pictures.sh %D%/screen_svg
TESTS += $(tui_tests)
