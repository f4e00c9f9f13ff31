# Terminal tests: the real program in tmux. They skip where there is no tmux.
tui_tests = \
	%D%/standard_job.sh \
	%D%/columns.sh \
	%D%/complete.sh \
	%D%/config.sh \
	%D%/export.sh %D%/line.sh \
	%D%/mouse.sh \
	%D%/plain.sh \
	%D%/query.sh \
	%D%/record.sh \
	%D%/replay.sh \
	%D%/resize.sh \
	%D%/terminal.sh \
	%D%/running.sh \
	%D%/time.sh

dist_check_SCRIPTS += $(tui_tests)
EXTRA_DIST += %D%/lib.sh
TESTS += $(tui_tests)
