libcore_a_SOURCES += \
	%D%/bind.h %D%/edit.h %D%/function.h %D%/print.h %D%/regex.h \
	%D%/stages.def %D%/tree.h %D%/value.h
libcore_a_SOURCES += \
	%D%/bind.c %D%/bind_int.h \
	%D%/bind_expr.c \
	%D%/bind_name.c \
	%D%/bind_scope.c \
	%D%/bind_stats.c \
	%D%/bind_text.c \
	%D%/digest.c %D%/digest.h \
	%D%/fn_common.c \
	%D%/fn_encode.c \
	%D%/fn_format_date.c \
	%D%/fn_general.c \
	%D%/fn_ip.c \
	%D%/fn_number.c \
	%D%/fn_parse_date.c \
	%D%/fn_replace.c \
	%D%/fn_string.c \
	%D%/fn_time.c \
	%D%/function.c %D%/functions.def %D%/function_int.h \
	%D%/order.c \
	%D%/regex.c \
	%D%/value.c
libcore_a_SOURCES += \
	%D%/edit.c %D%/edit_filter.c %D%/edit_int.h %D%/edit_name.c \
	%D%/edit_stats.c \
	%D%/lexer.c %D%/lexer.h \
	%D%/parse.c %D%/parse_expr.c %D%/parse_extract.c \
	%D%/parse_hint.c %D%/parse_int.h %D%/parse_stage.c %D%/parse_value.c \
	%D%/place.c %D%/print.c
