libcore_a_SOURCES += \
	%D%/ahead.c %D%/ahead.h \
	%D%/agg_extreme.c \
	%D%/agg_number.c \
	%D%/agg_sketch.c \
	%D%/agg_tuple.c \
	%D%/agg_time.c \
	%D%/aggregate.c %D%/aggregate.h %D%/aggregate_int.h \
	%D%/answer.c %D%/answer.h \
	%D%/ask.c %D%/ask.h \
	%D%/bar.c %D%/bar.h \
	%D%/batch.c %D%/batch.h \
	%D%/budget.c %D%/budget.h \
	%D%/bits.h \
	%D%/capture.c %D%/capture.h \
	%D%/condition.c %D%/condition.h \
	%D%/convert.c %D%/convert.h \
	%D%/engine.h \
	%D%/estimates.c %D%/estimates.h \
	%D%/eval.c %D%/eval.h \
	%D%/explain.c \
	%D%/files.c \
	%D%/fitting.c %D%/fitting.h \
	%D%/filter.c %D%/filter.h \
	%D%/group.c %D%/group.h \
	%D%/group_best.c %D%/group_best.h \
	%D%/group_rank.c %D%/group_rank.h \
	%D%/group_set.c %D%/group_set.h \
	%D%/group_spill.c %D%/group_spill.h \
	%D%/grouper.c \
	%D%/growth.c %D%/growth.h \
	%D%/growth.c %D%/growth.h \
	%D%/health.c %D%/health.h \
	%D%/hll.c %D%/hll.h \
	%D%/job.c %D%/job.h %D%/job_int.h \
	%D%/job_follow.c %D%/job_pass.c %D%/job_results.c %D%/job_time.c \
	%D%/kernel.c %D%/kernel.h %D%/kernel_family.h %D%/kernel_x86.c \
	%D%/keys.c %D%/keys.h \
	%D%/kll.c %D%/kll.h \
	%D%/laid.c %D%/laid.h \
	%D%/literal.c %D%/literal.h \
	%D%/local.c %D%/local.h \
	%D%/key_ranks.c %D%/key_ranks.h \
	%D%/merge_sort.c %D%/merge_sort.h \
	%D%/rank.c %D%/rank.h \
	%D%/rank_rows.c %D%/rank_rows.h \
	%D%/rank_spill.c %D%/rank_spill.h \
	%D%/rank_sort.c %D%/rank_sort.h \
	%D%/native.c %D%/native.h \
	%D%/newest.c %D%/newest.h \
	%D%/needs.c %D%/needs.h \
	%D%/octets.c \
	%D%/partial.c %D%/partial.h \
	%D%/pending.c %D%/pending.h \
	%D%/plan.c %D%/plan.h \
	%D%/possible.c %D%/possible.h \
	%D%/ranking.c %D%/ranking.h \
	%D%/recall.c %D%/recall.h \
	%D%/relation.h \
	%D%/relation_expand.c %D%/relation_expand.h \
	%D%/relation_group.c %D%/relation_group.h \
	%D%/relation_made.c %D%/relation_made.h \
	%D%/relation_scan.c %D%/relation_scan.h \
	%D%/result.c %D%/result.h %D%/result_int.h \
	%D%/row_reader.c %D%/row_reader.h \
	%D%/run_writer.c %D%/run_writer.h \
	%D%/scatter.c %D%/scatter.h \
	%D%/seek.c %D%/seek.h \
	%D%/selection.c %D%/selection.h \
	%D%/serial.c %D%/serial.h %D%/serial_int.h \
	%D%/serial_dedup.c %D%/serial_expand.c %D%/serial_filter.c \
	%D%/serial_order.c %D%/serial_rows.c %D%/serial_stats.c \
	%D%/serial_transform.c \
	%D%/sketch.h \
	%D%/spread.c %D%/spread.h \
	%D%/stats.c %D%/stats.h \
	%D%/stats_estimate.c %D%/stats_estimate.h \
	%D%/stats_finish.c \
	%D%/stats_spill.c %D%/stats_spill.h \
	%D%/sub_values.c %D%/sub_values.h \
	%D%/subqueries.c %D%/subqueries.h \
	%D%/table.c %D%/table.h \
	%D%/transform.c %D%/transform.h \
	%D%/divergence.c %D%/divergence.h \
	%D%/transform_compare.c \
	%D%/transform_fill.c \
	%D%/transform_join.c \
	%D%/transform_pattern.c \
	%D%/transform_outlier.c \
	%D%/transform_rows.c \
	%D%/transform_session.c \
	%D%/transform_totals.c \
	%D%/transform_unnest.c \
	%D%/truth.h \
	%D%/value_bytes.c %D%/value_bytes.h \
	%D%/visit.c %D%/visit.h \
	%D%/visit_pages.c %D%/visit_pages.h \
	%D%/window.c %D%/window.h \
	%D%/worker.c %D%/worker.h
