/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files that are open for reading as far as the system lets so many be: one
 * that nobody reads right now may be closed and opened again when it is read
 * the next time. A file that was replaced meanwhile is not read: it is another
 * one. All but making and freeing is safe from any thread.
 */
#ifndef SOURCE_HANDLE_H
#define SOURCE_HANDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

/* The files that share what the system allows. */
struct handles;
struct unpack_room;

/* At most so many are open at once; 0: what the system allows, less some. */
struct handles *handles_new(unsigned most);
/* No file of it may be left. */
void handles_free(struct handles *all);
/*
 * Before files are opened: what is packed is unpacked within half of so much
 * memory, by so many threads.
 */
void handles_limit_unpacking(struct handles *all, uint64_t memory_bytes,
                             unsigned threads);

struct handle;

/*
 * Open a path, without waiting: the descriptor is O_NONBLOCK, which matters to
 * no file that lies on a disk. -1 with errno. Others are closed for it where
 * that must be, and the soft limit is raised; all may be NULL.
 */
int handles_open(struct handles *all, const char *path);
/*
 * Take over a descriptor, of a file that can be opened again as path; *st is
 * what fstat says of it. Without a path, or with all NULL, it stays open, and
 * st may be NULL.
 */
struct handle *handle_new(struct handles *all, const char *path, int fd,
                          const struct stat *st);
/* Closes it. NULL is fine. */
void handle_free(struct handle *h);

/* Bytes from offset on into to: n, or fewer at the end and at a fault. */
size_t handle_read(struct handle *h, char *to, size_t n, uint64_t offset);
/* The same, *got being how many; false with errno at a fault. */
bool handle_read_to(struct handle *h, char *to, size_t n, uint64_t offset,
                    size_t *got);
/* What the system knows of the file now; false when it cannot be had. */
bool handle_stat(struct handle *h, struct stat *st);
/* Its size now; likewise. */
bool handle_size(struct handle *h, uint64_t *size);
/* Map its first n bytes; NULL with errno. To be unmapped with munmap. */
void *handle_map(struct handle *h, size_t n);
/*
 * Never close it from now on: another file may take its name, and this one
 * still be written to.
 */
void handle_keep(struct handle *h);
/*
 * The end of that, and it may not be read for long. It stays open as far as
 * there is room for that (those that rest longest are closed first), since so
 * it is the same file whatever becomes of its name. Where it is closed it is
 * opened by the name it has then, for as long as it is read.
 */
void handle_rest(struct handle *h);
/* Close it: its text is not wanted any more. */
void handle_let_go(struct handle *h);
/* It can be read but has no name any more. */
bool handle_is_deleted(struct handle *h);
/* It was given another name. */
void handle_rename(struct handle *h, const char *path);
/* How many are open now. */
unsigned handles_count(struct handles *all);

/* For unpacking what the file holds; NULL: no limit. */
struct unpack_room *handle_unpack_room(struct handle *h);

#endif
