libcore_a_SOURCES += \
	%D%/bind.h %D%/edit.h %D%/function.h %D%/print.h %D%/regex.h \
	%D%/stages.def %D%/tree.h %D%/value.h
libcore_a_SOURCES += \
	%D%/bind.c %D%/bind_int.h \
	%D%/bind_doubt.c %D%/bind_expr.c \
	%D%/bind_join.c \
	%D%/bind_member.c \
	%D%/bind_name.c \
	%D%/bind_rows.c \
	%D%/bind_scope.c \
	%D%/bind_stats.c \
	%D%/bind_sub.c \
	%D%/bind_fill.c \
	%D%/bind_totals.c \
	%D%/bind_transform.c \
	%D%/bind_text.c \
	%D%/constant.c \
	%D%/date_pattern.c %D%/date_pattern.h \
	%D%/fn_common.c \
	%D%/fn_digest.c \
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
	%D%/bind_compare.c %D%/bind_compare.h \
	%D%/bind_lookup.c \
	%D%/bind_pattern.c \
	%D%/cidr_index.c %D%/cidr_index.h \
	%D%/lookup_index.c %D%/lookup_index.h \
	%D%/lookup_table.c %D%/lookup_table.h \
	%D%/literal_set.c %D%/literal_set.h \
	%D%/name_index.c %D%/name_index.h \
	%D%/fn_json.c \
	%D%/logfmt.c %D%/logfmt.h \
	%D%/xml_path.c %D%/xml_path.h \
	%D%/value_json.c %D%/value_json.h \
	%D%/order.c \
	%D%/regex.c \
	%D%/shape.c %D%/shape.h \
	%D%/saved.c %D%/saved.h %D%/saved_int.h \
	%D%/saved_invoke.c %D%/saved_needs.c %D%/saved_text.c \
	%D%/signature.c %D%/signature.h \
	%D%/value.c
libcore_a_SOURCES += \
	%D%/edit.c %D%/edit_filter.c %D%/edit_int.h %D%/edit_name.c \
	%D%/edit_bounds.c %D%/edit_counts.c %D%/edit_difference.c \
	%D%/edit_display.c %D%/edit_format.c %D%/edit_groups.c %D%/edit_sides.c \
	%D%/edit_stats.c \
	%D%/lexer.c %D%/lexer.h \
	%D%/parse.c %D%/parse_expr.c %D%/parse_extract.c \
	%D%/parse_foreign.c %D%/parse_fill.c %D%/parse_hint.c %D%/parse_hint_value.c %D%/parse_int.h %D%/parse_compare.c %D%/parse_join.c %D%/parse_lookup.c %D%/parse_stage.c %D%/parse_rows.c %D%/parse_saved.c %D%/parse_source.c %D%/parse_value.c \
	%D%/parse_forms.c %D%/parse_path.c %D%/path.c %D%/path.h \
	%D%/place.c %D%/print.c \
	%D%/subquery.c %D%/subquery.h
libcore_a_SOURCES += \
	%D%/complete.c %D%/complete.h %D%/complete_int.h \
	%D%/complete_list.c \
	%D%/complete_scope.c \
	%D%/complete_signature.c \
	%D%/highlight.c %D%/highlight.h \
	%D%/outline.c %D%/outline.h %D%/outline_int.h \
	%D%/outline_step.c \
	%D%/outline_words.c
