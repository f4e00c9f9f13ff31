libcore_a_SOURCES += \
	%D%/cell.h %D%/column.h %D%/dataset.h %D%/scanner.h %D%/split.h
