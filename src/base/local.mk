libcore_a_SOURCES += \
	%D%/arena.c %D%/arena.h \
	%D%/base64.c %D%/base64.h \
	%D%/big.c %D%/big.h \
	%D%/buf.c %D%/buf.h \
	%D%/cpu.c %D%/cpu.h \
	%D%/csv.c %D%/csv.h \
	%D%/date.c %D%/date.h \
	%D%/dict.c %D%/dict.h \
	%D%/err.c %D%/err.h \
	%D%/file.c %D%/file.h \
	%D%/hash.c %D%/hash.h \
	%D%/json_text.c %D%/json_text.h \
	%D%/mem.c %D%/mem.h \
	%D%/num.c %D%/num.h \
	%D%/piles.c %D%/piles.h \
	%D%/pool.c %D%/pool.h \
	%D%/spill.c %D%/spill.h \
	%D%/str.c %D%/str.h \
	%D%/swar.h \
	%D%/team.c %D%/team.h \
	%D%/utf8.c %D%/utf8.h \
	%D%/zone.c %D%/zone.h
