/* The table of descriptors; pipes and eventfds. */
#include "fs.h"

file files[MAX_FDS];
pipe_state pipes[MAX_PIPES];
event_state events[MAX_EVENTS];
static u8 fd_file[MAX_FDS];    /* file + 1; 0: closed */
static u8 fd_cloexec[MAX_FDS];

file *get(u32 fd) { return fd < MAX_FDS && fd_file[fd] ? &files[fd_file[fd] - 1] : 0; }

static file *new_file(u32 kind, u32 flags, u32 index)
{
    for (u32 i = 0; i < MAX_FDS - 1; i++)
        if (!files[i].users) {
            files[i] = (file){kind, flags & ~(u32)O_CLOEXEC, 0, index};
            return &files[i];
        }
    return 0;
}

static s32 new_fd(file *f, u32 from, u32 cloexec)
{
    for (u32 fd = from; fd < MAX_FDS; fd++)
        if (!fd_file[fd]) {
            fd_file[fd] = (u8)(f - files + 1);
            fd_cloexec[fd] = cloexec != 0;
            f->users++;
            return (s32)fd;
        }
    return -EMFILE;
}

s32 open_kind(u32 kind, u32 flags, u32 index)
{
    file *f = new_file(kind, flags, index);
    return f ? new_fd(f, 0, flags & O_CLOEXEC) : -EMFILE;
}

void fs_init(void)
{
    open_kind(K_STDIN, 0, 0);
    open_kind(K_STDOUT, O_WRONLY, 0);
    open_kind(K_STDERR, O_WRONLY, 0);
    if (!cannon()) return;
    open_kind(K_HINT_READ, 0, 0);
    open_kind(K_HINT_WRITE, O_WRONLY, 0);
    open_kind(K_PREIMAGE_READ, 0, 0);
    open_kind(K_PREIMAGE_WRITE, O_WRONLY, 0);
}

static void drop(file *f)
{
    if (--f->users) return;
    switch (f->kind) {
    case K_PIPE_READ: pipes[f->index].readers = 0; wake_pollers(); break;
    case K_PIPE_WRITE: pipes[f->index].writers = 0; wake_pollers(); break;
    case K_EVENT: events[f->index].used = 0; break;
    }
    forget_watches((u32)(f - files) + 1);
    f->kind = K_NONE;
}

static s32 close_fd(u32 fd)
{
    file *f = get(fd);
    if (!f) return -EBADF;
    fd_file[fd] = 0;
    drop(f);
    return 0;
}

s32 sys_close(u32 fd) { return close_fd(fd); }

s32 sys_close_range(u32 first, u32 last, u32 flags)
{
    if (first > last || (flags & ~6u)) return -EINVAL;
    for (u32 fd = first; fd <= last && fd < MAX_FDS; fd++)
        if (flags & 4) fd_cloexec[fd] = 1; else close_fd(fd);
    return 0;
}

/* ---- duplicates and flags ---- */
s32 sys_dup(u32 fd) { file *f = get(fd); return f ? new_fd(f, 0, 0) : -EBADF; }

s32 sys_dup3(u32 from, u32 to, u32 flags)
{
    file *f = get(from);
    if (flags & ~(u32)O_CLOEXEC) return -EINVAL;
    if (from == to) return -EINVAL;
    if (!f || to >= MAX_FDS) return -EBADF;
    close_fd(to);
    return new_fd(f, to, flags);
}

s32 sys_dup2(u32 from, u32 to)
{
    if (from == to) return get(from) ? (s32)to : -EBADF;
    return sys_dup3(from, to, 0);
}

s32 sys_fcntl(u32 fd, u32 cmd, u32 arg)
{
    file *f = get(fd);
    if (!f) return -EBADF;
    switch (cmd) {
    case 0: case 1030: return arg >= MAX_FDS ? -EINVAL : new_fd(f, arg, cmd == 1030);
    case 1: return fd_cloexec[fd];
    case 2: fd_cloexec[fd] = arg & 1; return 0;
    case 3: return (s32)f->flags;
    case 4: f->flags = (f->flags & ~(u32)(O_NONBLOCK | 8)) | (arg & (O_NONBLOCK | 8)); return 0;
    case 1031: case 1032: return f->kind == K_PIPE_READ || f->kind == K_PIPE_WRITE || f->kind <= K_STDERR ? (s32)PIPE_SIZE : -EBADF;
    default: return -EINVAL;
    }
}

/* ---- pipes, eventfd ---- */
static s32 make_pipe(u32 flags, u32 pair[2])
{
    u32 p = 0;
    while (p < MAX_PIPES && (pipes[p].readers | pipes[p].writers)) p++;
    if (p == MAX_PIPES) return -EMFILE;
    pipes[p] = (pipe_state){1, 1, 0, 0};
    s32 r = open_kind(K_PIPE_READ, flags, p), w = r < 0 ? r : open_kind(K_PIPE_WRITE, flags | O_WRONLY, p);
    if (w < 0) {
        if (r >= 0) close_fd((u32)r);
        pipes[p].readers = pipes[p].writers = 0;
        return w;
    }
    pair[0] = (u32)r, pair[1] = (u32)w;
    return 0;
}

s32 sys_pipe2(u32 out, u32 flags)
{
    u32 pair[2];
    if (flags & ~(u32)(O_CLOEXEC | O_NONBLOCK)) return -EINVAL;
    if (!vm_ok(out, 8)) return -EFAULT;
    s32 e = make_pipe(flags, pair);
    if (!e) put32(out, pair[0]), put32(out + 4, pair[1]);
    return e;
}

/* MIPS answers pipe() in v0 and v1. */
s32 sys_pipe(void)
{
    u32 pair[2];
    s32 e = make_pipe(0, pair);
    if (e) return e;
    current->r[3] = pair[1];
    return (s32)pair[0];
}

s32 sys_eventfd2(u32 initial, u32 flags)
{
    if (flags & ~(u32)(O_CLOEXEC | O_NONBLOCK | 1)) return -EINVAL;
    u32 e = 0;
    while (e < MAX_EVENTS && events[e].used) e++;
    if (e == MAX_EVENTS) return -EMFILE;
    s32 fd = open_kind(K_EVENT, (flags & ~1u) | O_RDWR, e);
    if (fd < 0) return fd;
    events[e].used = 1, events[e].semaphore = flags & 1, events[e].hi = 0, events[e].lo = initial;
    return fd;
}

s32 sys_eventfd(u32 initial) { return sys_eventfd2(initial, 0); }
