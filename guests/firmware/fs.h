/* Descriptors: the three standard streams, the device files everybody has, pipes, eventfds and epoll. The file system behind
 * them is an empty read-only root. Standard streams are pipes to the guest, so nothing of the host's files shows. */
#ifndef FS_H
#define FS_H

#include "fw.h"

enum { O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_NONBLOCK = 0x80, O_CREAT = 0x100, O_TRUNC = 0x200, O_EXCL = 0x400,
       O_DIRECTORY = 0x10000, O_CLOEXEC = 0x80000 };
enum { K_NONE, K_STDIN, K_STDOUT, K_STDERR, K_NULL, K_ZERO, K_FULL, K_RANDOM, K_DIR, K_PIPE_READ, K_PIPE_WRITE, K_EVENT, K_EPOLL,
       K_HINT_READ, K_HINT_WRITE, K_PREIMAGE_READ, K_PREIMAGE_WRITE };
#define PIPE_SIZE 65536u
#define MAX_PIPES 32
#define MAX_EVENTS 64
#define MAX_WATCHES 256
#define AT_FDCWD ((u32)-100)

typedef struct { u32 kind, flags, users, index; } file;
typedef struct { u32 readers, writers, used, head; } pipe_state;
typedef struct { u32 used, semaphore, hi, lo; } event_state;

extern file files[MAX_FDS];
extern pipe_state pipes[MAX_PIPES];
extern event_state events[MAX_EVENTS];

/* fd.c */
file *get(u32 fd); /* or 0 */
s32 open_kind(u32 kind, u32 flags, u32 index);

/* oracle.c: what moved, or 0 where there is nothing to read yet */
u32 oracle_read(u32 kind, u32 to, u32 count);
u32 oracle_write(u32 kind, u32 from, u32 count);
int oracle_readable(u32 kind);

/* poll.c */
void settle_watches(void); /* after whatever may have used up what a descriptor was ready for */
void forget_watches(u32 file_id); /* file_id: index in files + 1 */

static inline int seekable(const file *f) { return (f->kind >= K_NULL && f->kind <= K_RANDOM) || f->kind == K_DIR; }

#endif
