/* Descriptors: the three standard streams, the device files everybody has, pipes, eventfds and epoll. The file system behind
 * them is an empty read-only root. Standard streams are pipes to the guest, so nothing of the host's files shows. */
#include "fw.h"

enum { O_WRONLY = 1, O_RDWR = 2, O_ACCMODE = 3, O_NONBLOCK = 0x80, O_CREAT = 0x100, O_TRUNC = 0x200, O_EXCL = 0x400,
       O_DIRECTORY = 0x10000, O_CLOEXEC = 0x80000 };
enum { K_NONE, K_STDIN, K_STDOUT, K_STDERR, K_NULL, K_ZERO, K_FULL, K_RANDOM, K_DIR, K_PIPE_READ, K_PIPE_WRITE, K_EVENT, K_EPOLL };
enum { POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 0x10, POLLNVAL = 0x20, EPOLLET = 0x80000000, EPOLLONESHOT = 0x40000000 };
#define MAX_RW 0x7ffff000u
#define PIPE_SIZE 65536u
#define MAX_PIPES 32
#define MAX_EVENTS 64
#define MAX_WATCHES 256
#define AT_FDCWD ((u32)-100)

typedef struct { u32 kind, flags, users, index; } file;
static file files[MAX_FDS];
static u8 fd_file[MAX_FDS];    /* file + 1; 0: closed */
static u8 fd_cloexec[MAX_FDS];
static struct { u32 readers, writers, used, head; } pipes[MAX_PIPES];
static u8 pipe_data[MAX_PIPES][PIPE_SIZE];
static struct { u32 used, semaphore, hi, lo; } events[MAX_EVENTS];
/* A watch of an epoll: `seen` are the ready events already reported, for edge triggering. */
static struct { u32 epoll, fd, f, events, data[2], seen; } watches[MAX_WATCHES]; /* epoll: file + 1 */

static file *get(u32 fd) { return fd < MAX_FDS && fd_file[fd] ? &files[fd_file[fd] - 1] : 0; }

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

static s32 open_kind(u32 kind, u32 flags, u32 index)
{
    file *f = new_file(kind, flags, index);
    return f ? new_fd(f, 0, flags & O_CLOEXEC) : -EMFILE;
}

void fs_init(void)
{
    open_kind(K_STDIN, 0, 0);
    open_kind(K_STDOUT, O_WRONLY, 0);
    open_kind(K_STDERR, O_WRONLY, 0);
}

static void drop(file *f)
{
    if (--f->users) return;
    u32 id = (u32)(f - files) + 1;
    switch (f->kind) {
    case K_PIPE_READ: pipes[f->index].readers = 0; wake_pollers(); break;
    case K_PIPE_WRITE: pipes[f->index].writers = 0; wake_pollers(); break;
    case K_EVENT: events[f->index].used = 0; break;
    }
    for (u32 i = 0; i < MAX_WATCHES; i++)
        if (watches[i].epoll == id || (watches[i].epoll && watches[i].f == id)) watches[i].epoll = 0;
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

/* ---- reading and writing ---- */

static s32 wait_or_again(file *f)
{
    if (f->flags & O_NONBLOCK) return -EAGAIN;
    block(T_PIPE);
    return (s32)NO_RESULT;
}

/* The host says how many bytes follow; more than asked for would be a lie and ends the run. */
static s32 read_stdin(u32 buf, u32 len)
{
    u32 n = zkfp_hint(ZKFP_HINT_STDIN_LENGTH, len);
    if (n > len) stop("host: more input than asked for");
    u32 words = n >> 2;
    if (!(buf & 3)) hint_words((u32 *)buf, words, ZKFP_HINT_STDIN_WORD);
    else for (u32 i = 0; i < words; i++) put32(buf + 4 * i, zkfp_hint(ZKFP_HINT_STDIN_WORD, 0));
    if (n & 3) {
        u32 w = zkfp_hint(ZKFP_HINT_STDIN_WORD, 0);
        copy((void *)(buf + 4 * words), &w, n & 3);
    }
    return (s32)n;
}

static s32 read_file(file *f, u32 buf, u32 len)
{
    switch (f->kind) {
    case K_STDIN: return read_stdin(buf, len);
    case K_NULL: return 0;
    case K_ZERO: case K_FULL: fill((void *)buf, 0, len); return (s32)len;
    case K_RANDOM:
        for (u32 i = 0; i < len; i += 4) {
            u32 w = random_word();
            copy((void *)(buf + i), &w, len - i < 4 ? len - i : 4);
        }
        return (s32)len;
    case K_DIR: return -EISDIR;
    case K_PIPE_READ: {
        u32 p = f->index, n = pipes[p].used < len ? pipes[p].used : len;
        if (!len) return 0;
        if (!n) return pipes[p].writers ? wait_or_again(f) : 0;
        for (u32 done = 0; done < n;) {
            u32 part = PIPE_SIZE - pipes[p].head < n - done ? PIPE_SIZE - pipes[p].head : n - done;
            copy((void *)(buf + done), &pipe_data[p][pipes[p].head], part);
            pipes[p].head = (pipes[p].head + part) & (PIPE_SIZE - 1);
            done += part;
        }
        pipes[p].used -= n;
        wake_pollers();
        return (s32)n;
    }
    case K_EVENT: {
        u32 e = f->index;
        if (len < 8) return -EINVAL;
        if (!(events[e].hi | events[e].lo)) return wait_or_again(f);
        if (events[e].semaphore) {
            put64(buf, 0, 1);
            if (!events[e].lo--) events[e].hi--;
        } else {
            put64(buf, events[e].hi, events[e].lo);
            events[e].hi = events[e].lo = 0;
        }
        wake_pollers();
        return 8;
    }
    case K_EPOLL: return -EINVAL;
    default: return -EBADF;
    }
}

static s32 write_file(file *f, u32 buf, u32 len)
{
    switch (f->kind) {
    case K_STDOUT: out_bytes(buf, len); host_write(1, buf, len); return (s32)len;
    case K_STDERR: host_write(2, buf, len); return (s32)len;
    case K_NULL: case K_ZERO: case K_RANDOM: return (s32)len;
    case K_FULL: return len ? -ENOSPC : 0;
    case K_PIPE_WRITE: {
        u32 p = f->index, space = PIPE_SIZE - pipes[p].used;
        if (!pipes[p].readers) { raise_self(SIGPIPE); return -EPIPE; }
        if (!len) return 0;
        if (!space || (len <= PAGE && space < len)) return wait_or_again(f);
        u32 n = len < space ? len : space;
        for (u32 done = 0; done < n;) {
            u32 at = (pipes[p].head + pipes[p].used) & (PIPE_SIZE - 1);
            u32 part = PIPE_SIZE - at < n - done ? PIPE_SIZE - at : n - done;
            copy(&pipe_data[p][at], (void *)(buf + done), part);
            pipes[p].used += part;
            done += part;
        }
        wake_pollers();
        return (s32)n;
    }
    case K_EVENT: {
        u32 e = f->index;
        if (len < 8) return -EINVAL;
#ifdef __MIPSEB__
        u32 hi = get32(buf), lo = get32(buf + 4);
#else
        u32 hi = get32(buf + 4), lo = get32(buf);
#endif
        u64 add = (u64)hi << 32 | lo, have = (u64)events[e].hi << 32 | events[e].lo, sum = have + add;
        if (add == ~0ull) return -EINVAL;
        if (sum < have || sum == ~0ull) return wait_or_again(f);
        events[e].hi = (u32)(sum >> 32);
        events[e].lo = (u32)sum;
        wake_pollers();
        return 8;
    }
    case K_EPOLL: case K_DIR: return -EINVAL;
    default: return -EBADF;
    }
}

static int readable(const file *f) { return (f->flags & O_ACCMODE) != O_WRONLY; }
static int writable(const file *f) { return (f->flags & O_ACCMODE) != 0; }

s32 sys_read(u32 fd, u32 buf, u32 len)
{
    file *f = get(fd);
    if (!f || !readable(f)) return -EBADF;
    if (len > MAX_RW) len = MAX_RW;
    if (!vm_ok(buf, len)) return -EFAULT;
    return read_file(f, buf, len);
}

s32 sys_write(u32 fd, u32 buf, u32 len)
{
    file *f = get(fd);
    if (!f || !writable(f)) return -EBADF;
    if (len > MAX_RW) len = MAX_RW;
    if (f->kind != K_NULL && !vm_ok(buf, len)) return -EFAULT;
    return write_file(f, buf, len);
}

static s32 vectored(u32 fd, u32 iov, u32 count, int write)
{
    file *f = get(fd);
    if (!f || !(write ? writable(f) : readable(f))) return -EBADF;
    if (count > 1024) return -EINVAL;
    if (!vm_ok(iov, count * 8)) return -EFAULT;
    u32 total = 0;
    for (u32 i = 0; i < count; i++) {
        u32 len = get32(iov + 8 * i + 4);
        if ((s32)len < 0 || (s32)(total += len) < 0) return -EINVAL;
    }
    u32 done = 0;
    for (u32 i = 0; i < count; i++) {
        u32 buf = get32(iov + 8 * i), len = get32(iov + 8 * i + 4);
        if (!len) continue;
        if (!vm_ok(buf, len)) return done ? (s32)done : -EFAULT;
        if (done && (f->kind == K_PIPE_READ || f->kind == K_PIPE_WRITE || f->kind == K_EVENT)) {
            u32 p = f->index; /* a later part must not wait */
            if (f->kind == K_EVENT || (f->kind == K_PIPE_READ ? !pipes[p].used : PIPE_SIZE - pipes[p].used < len)) return (s32)done;
        }
        s32 r = write ? write_file(f, buf, len) : read_file(f, buf, len);
        if (r < 0) return done ? (s32)done : r; /* NO_RESULT is negative too, and only comes first */
        done += (u32)r;
        if ((u32)r < len) break;
    }
    return (s32)done;
}

s32 sys_readv(u32 fd, u32 iov, u32 count) { return vectored(fd, iov, count, 0); }
s32 sys_writev(u32 fd, u32 iov, u32 count) { return vectored(fd, iov, count, 1); }

/* ---- positions: only device files have one, and theirs does nothing ---- */
static int seekable(const file *f) { return (f->kind >= K_NULL && f->kind <= K_RANDOM) || f->kind == K_DIR; }

s32 sys_lseek(u32 fd, u32 offset, u32 whence)
{
    file *f = get(fd);
    (void)offset;
    return !f ? -EBADF : !seekable(f) ? -ESPIPE : whence > 4 ? -EINVAL : 0;
}

s32 sys_llseek(u32 fd, u32 hi, u32 lo, u32 result)
{
    u32 whence;
    if (stack_arg(4, &whence)) return -EFAULT;
    s32 r = sys_lseek(fd, hi | lo, whence);
    if (r < 0) return r;
    if (!vm_ok(result, 8)) return -EFAULT;
    put64(result, 0, 0);
    return 0;
}

s32 sys_pread64(u32 fd, u32 buf, u32 len)
{
    file *f = get(fd);
    return f && !seekable(f) ? -ESPIPE : sys_read(fd, buf, len);
}

s32 sys_pwrite64(u32 fd, u32 buf, u32 len)
{
    file *f = get(fd);
    return f && !seekable(f) ? -ESPIPE : sys_write(fd, buf, len);
}

s32 sys_fsync(u32 fd) { return get(fd) ? -EINVAL : -EBADF; }
s32 sys_ftruncate(u32 fd) { return get(fd) ? -EINVAL : -EBADF; }
s32 sys_fadvise64(u32 fd) { file *f = get(fd); return !f ? -EBADF : seekable(f) ? 0 : -ESPIPE; }
s32 sys_flock(u32 fd) { return get(fd) ? 0 : -EBADF; }
s32 sys_ioctl(u32 fd) { return get(fd) ? -ENOTTY : -EBADF; }
s32 sys_getdents(u32 fd) { file *f = get(fd); return !f ? -EBADF : f->kind == K_DIR ? 0 : -ENOTDIR; }
s32 sys_fchdir(u32 fd) { file *f = get(fd); return !f ? -EBADF : f->kind == K_DIR ? 0 : -ENOTDIR; }

s32 map_file(u32 fd)
{
    file *f = get(fd);
    return !f ? -EBADF : f->kind == K_ZERO ? 1 : -ENODEV;
}

/* ---- names ---- */
static int equal(const char *a, u32 b)
{
    const char *s = (const char *)b;
    while (*a && *a == *s) a++, s++;
    return *a == *s;
}

/* The kind behind a path, or an error. Paths are absolute or start at the root, where every process stands. */
static s32 lookup(u32 path)
{
    static const struct { char name[12]; u8 kind; } names[] = {
        {"null", K_NULL}, {"zero", K_ZERO}, {"full", K_FULL}, {"random", K_RANDOM}, {"urandom", K_RANDOM},
        {"stdin", K_STDIN}, {"stdout", K_STDOUT}, {"stderr", K_STDERR}, {"fd/0", K_STDIN}, {"fd/1", K_STDOUT}, {"fd/2", K_STDERR}};
    int n = user_string(path, 4096);
    if (n < 0) return n;
    if (!n) return -ENOENT;
    const char *p = (const char *)path;
    while (*p == '/' || (*p == '.' && (p[1] == '/' || !p[1]))) p++;
    if (!*p) return K_DIR;
    if (p[0] == 'd' && p[1] == 'e' && p[2] == 'v') {
        p += 3;
        if (*p && *p != '/') return -ENOENT;
        while (*p == '/') p++;
        if (!*p) return K_DIR;
        for (u32 i = 0; i < sizeof names / sizeof *names; i++)
            if (equal(names[i].name, (u32)p)) return names[i].kind;
    }
    return -ENOENT;
}

static s32 open_path(u32 path, u32 flags)
{
    s32 kind = lookup(path);
    if (kind == -ENOENT && (flags & O_CREAT)) {
        /* A new name in a directory that exists meets the read-only root; deeper ones have no directory. */
        const char *p = (const char *)path;
        if (!*p) return -ENOENT;
        while (*p == '/') p++;
        while (*p && *p != '/') p++;
        return *p ? -ENOENT : -EROFS;
    }
    if (kind < 0) return kind;
    if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) return -EEXIST;
    if (kind == K_DIR && ((flags & O_ACCMODE) || (flags & O_CREAT))) return -EISDIR;
    if (kind != K_DIR && (flags & O_DIRECTORY)) return -ENOTDIR;
    return open_kind((u32)kind, flags & ~(u32)(O_CREAT | O_EXCL | O_TRUNC | O_DIRECTORY), 0);
}

/* Relative names start at the root whatever directory is open: the root and /dev are all there is. */
static s32 check_dir(u32 dir, u32 path)
{
    if (!vm_ok(path, 1)) return -EFAULT;
    if (*(const char *)path == '/' || dir == AT_FDCWD) return 0;
    file *f = get(dir);
    return !f ? -EBADF : f->kind == K_DIR ? 0 : -ENOTDIR;
}

s32 sys_open(u32 path, u32 flags) { return open_path(path, flags); }
s32 sys_creat(u32 path) { return open_path(path, O_CREAT | O_WRONLY | O_TRUNC); }

s32 sys_openat(u32 dir, u32 path, u32 flags)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : open_path(path, flags);
}

static s32 access_path(u32 path, u32 mode)
{
    s32 kind = lookup(path);
    return kind < 0 ? kind : mode & ~7u ? -EINVAL : kind == K_DIR ? (mode & 2 ? -EROFS : 0) : mode & 1 ? -EACCES : 0;
}

s32 sys_access(u32 path, u32 mode) { return access_path(path, mode); }

s32 sys_faccessat(u32 dir, u32 path, u32 mode)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : access_path(path, mode);
}

s32 sys_readlink(u32 path, u32 buf, u32 len)
{
    (void)buf;
    if ((s32)len <= 0) return -EINVAL;
    s32 kind = lookup(path);
    return kind < 0 ? kind : -EINVAL;
}

s32 sys_readlinkat(u32 dir, u32 path, u32 buf, u32 len)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : sys_readlink(path, buf, len);
}

s32 sys_chdir(u32 path) { s32 k = lookup(path); return k < 0 ? k : k == K_DIR ? 0 : -ENOTDIR; }

s32 sys_getcwd(u32 buf, u32 len)
{
    if (len < 2) return -ERANGE;
    if (!vm_ok(buf, 2)) return -EFAULT;
    copy((void *)buf, "/", 2);
    return 2;
}

/* Changing the file system: what is there is read-only, what is not is not. */
s32 sys_change_path(u32 path) { s32 k = lookup(path); return k < 0 ? k : -EROFS; }

s32 sys_change_at(u32 dir, u32 path)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : sys_change_path(path);
}

static s32 make_path(u32 path)
{
    s32 k = open_path(path, O_CREAT | O_EXCL);
    return k;
}

s32 sys_mkdir(u32 path) { return make_path(path); }

s32 sys_mkdirat(u32 dir, u32 path)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : make_path(path);
}

/* ---- status ---- */
static u32 mode_of(u32 kind)
{
    switch (kind) {
    case K_STDIN: case K_STDOUT: case K_STDERR: case K_PIPE_READ: case K_PIPE_WRITE: return 0010600;
    case K_DIR: return 0040555;
    case K_EVENT: case K_EPOLL: return 0600;
    default: return 0020666;
    }
}

static u32 rdev_of(u32 kind)
{
    switch (kind) {
    case K_NULL: return 0x103;
    case K_ZERO: return 0x105;
    case K_FULL: return 0x107;
    case K_RANDOM: return 0x109;
    default: return 0;
    }
}

static s32 put_stat(u32 p, u32 kind)
{
    if (!vm_ok(p, 144)) return -EFAULT;
    fill((void *)p, 0, 144);
    put32(p, 1), put32(p + 16, kind + 1), put32(p + 20, mode_of(kind)), put32(p + 24, kind == K_DIR ? 2 : 1);
    put32(p + 36, rdev_of(kind));
    put32(p + 56, EPOCH), put32(p + 64, EPOCH), put32(p + 72, EPOCH);
    put32(p + 80, PAGE);
    return 0;
}

static s32 put_stat64(u32 p, u32 kind)
{
    if (!vm_ok(p, 104)) return -EFAULT;
    fill((void *)p, 0, 104);
    put32(p, 1), put64(p + 16, 0, kind + 1), put32(p + 24, mode_of(kind)), put32(p + 28, kind == K_DIR ? 2 : 1);
    put32(p + 40, rdev_of(kind));
    put32(p + 64, EPOCH), put32(p + 72, EPOCH), put32(p + 80, EPOCH);
    put32(p + 88, PAGE);
    return 0;
}

static s32 put_statx(u32 p, u32 kind)
{
    if (!vm_ok(p, 256)) return -EFAULT;
    fill((void *)p, 0, 256);
    put32(p, 0x7ff), put32(p + 4, PAGE), put32(p + 16, kind == K_DIR ? 2 : 1);
    u16 mode = (u16)mode_of(kind);
    copy((void *)(p + 28), &mode, 2);
    put64(p + 32, 0, kind + 1);
    for (u32 t = 64; t < 128; t += 16) put64(p + t, 0, EPOCH);
    put32(p + 128, rdev_of(kind) >> 8), put32(p + 132, rdev_of(kind) & 255), put32(p + 140, 1);
    return 0;
}

s32 sys_fstat(u32 fd, u32 p) { file *f = get(fd); return f ? put_stat(p, f->kind) : -EBADF; }
s32 sys_fstat64(u32 fd, u32 p) { file *f = get(fd); return f ? put_stat64(p, f->kind) : -EBADF; }
s32 sys_stat(u32 path, u32 p) { s32 k = lookup(path); return k < 0 ? k : put_stat(p, (u32)k); }
s32 sys_stat64(u32 path, u32 p) { s32 k = lookup(path); return k < 0 ? k : put_stat64(p, (u32)k); }

/* Kind behind (dir, path, flags) of the *at calls, AT_EMPTY_PATH included. */
static s32 kind_at(u32 dir, u32 path, u32 flags)
{
    if (!vm_ok(path, 1)) return -EFAULT;
    if ((flags & 0x1000) && !*(const char *)path) {
        file *f = get(dir);
        return dir == AT_FDCWD ? K_DIR : f ? (s32)f->kind : -EBADF;
    }
    s32 e = check_dir(dir, path);
    return e < 0 ? e : lookup(path);
}

s32 sys_fstatat64(u32 dir, u32 path, u32 p, u32 flags)
{
    s32 k = kind_at(dir, path, flags);
    return k < 0 ? k : put_stat64(p, (u32)k);
}

s32 sys_statx(u32 dir, u32 path, u32 flags, u32 mask)
{
    u32 p;
    (void)mask;
    if (stack_arg(4, &p)) return -EFAULT;
    s32 k = kind_at(dir, path, flags);
    return k < 0 ? k : put_statx(p, (u32)k);
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
s32 sys_pipe2(u32 out, u32 flags)
{
    if (flags & ~(u32)(O_CLOEXEC | O_NONBLOCK)) return -EINVAL;
    if (!vm_ok(out, 8)) return -EFAULT;
    u32 p = 0;
    while (p < MAX_PIPES && (pipes[p].readers | pipes[p].writers)) p++;
    if (p == MAX_PIPES) return -EMFILE;
    pipes[p].readers = pipes[p].writers = 1;
    pipes[p].used = pipes[p].head = 0;
    s32 r = open_kind(K_PIPE_READ, flags, p), w = r < 0 ? r : open_kind(K_PIPE_WRITE, flags | O_WRONLY, p);
    if (w < 0) {
        if (r >= 0) close_fd((u32)r);
        pipes[p].readers = pipes[p].writers = 0;
        return w;
    }
    put32(out, (u32)r), put32(out + 4, (u32)w);
    return 0;
}

/* MIPS answers pipe() in v0 and v1. */
s32 sys_pipe(void)
{
    static u32 pair[2];
    u32 p = 0;
    while (p < MAX_PIPES && (pipes[p].readers | pipes[p].writers)) p++;
    if (p == MAX_PIPES) return -EMFILE;
    pipes[p].readers = pipes[p].writers = 1;
    pipes[p].used = pipes[p].head = 0;
    pair[0] = (u32)open_kind(K_PIPE_READ, 0, p);
    pair[1] = (u32)open_kind(K_PIPE_WRITE, O_WRONLY, p);
    if ((s32)pair[0] < 0 || (s32)pair[1] < 0) {
        if ((s32)pair[0] >= 0) close_fd(pair[0]);
        pipes[p].readers = pipes[p].writers = 0;
        return -EMFILE;
    }
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

/* ---- readiness ---- */
static u32 ready_events(const file *f)
{
    switch (f->kind) {
    case K_PIPE_READ: return (pipes[f->index].used ? POLLIN : 0) | (pipes[f->index].writers ? 0 : POLLHUP);
    case K_PIPE_WRITE: return (PIPE_SIZE - pipes[f->index].used >= PAGE ? POLLOUT : 0) | (pipes[f->index].readers ? 0 : POLLERR);
    case K_EVENT: {
        u32 e = f->index;
        return (events[e].hi | events[e].lo ? POLLIN : 0) | (events[e].hi == ~0u && events[e].lo >= ~1u ? 0 : POLLOUT);
    }
    case K_EPOLL: {
        u32 id = (u32)(f - files) + 1;
        for (u32 i = 0; i < MAX_WATCHES; i++)
            if (watches[i].epoll == id && files[watches[i].f - 1].kind != K_EPOLL
                && (ready_events(&files[watches[i].f - 1]) & (watches[i].events | POLLERR | POLLHUP))) return POLLIN;
        return 0;
    }
    case K_STDIN: return POLLIN;
    case K_STDOUT: case K_STDERR: return POLLOUT;
    default: return POLLIN | POLLOUT;
    }
}

s32 sys_epoll_create1(u32 flags)
{
    return flags & ~(u32)O_CLOEXEC ? -EINVAL : open_kind(K_EPOLL, flags | O_RDWR, 0);
}

s32 sys_epoll_create(u32 size) { return (s32)size <= 0 ? -EINVAL : sys_epoll_create1(0); }

s32 sys_epoll_ctl(u32 epfd, u32 op, u32 fd, u32 event)
{
    file *e = get(epfd), *f = get(fd);
    if (op != 2 && !vm_ok(event, 16)) return -EFAULT;
    if (!e || !f) return -EBADF;
    if (e->kind != K_EPOLL || e == f) return -EINVAL;
    if (f->kind >= K_NULL && f->kind <= K_DIR) return -EPERM;
    u32 id = (u32)(e - files) + 1, slot = MAX_WATCHES, free_slot = MAX_WATCHES;
    for (u32 i = 0; i < MAX_WATCHES; i++) {
        if (!watches[i].epoll) { if (free_slot == MAX_WATCHES) free_slot = i; }
        else if (watches[i].epoll == id && watches[i].fd == fd) slot = i;
    }
    switch (op) {
    case 1:
        if (slot != MAX_WATCHES) return -EEXIST;
        if ((slot = free_slot) == MAX_WATCHES) return -ENOSPC;
        watches[slot].epoll = id, watches[slot].fd = fd, watches[slot].f = (u32)(f - files) + 1;
        break;
    case 2:
        if (slot == MAX_WATCHES) return -ENOENT;
        watches[slot].epoll = 0;
        return 0;
    case 3:
        if (slot == MAX_WATCHES) return -ENOENT;
        break;
    default: return -EINVAL;
    }
    watches[slot].events = get32(event), watches[slot].data[0] = get32(event + 8), watches[slot].data[1] = get32(event + 12);
    watches[slot].seen = 0;
    wake_pollers();
    return 0;
}

/* Waits with a deadline; `again` says that this call was here before and its deadline stands. */
static s32 wait_poll(int timed, fwtime deadline)
{
    if (!current->again) current->timed = (u32)timed, current->deadline = deadline;
    block(T_POLL);
    return (s32)NO_RESULT;
}

static s32 done_poll(s32 r)
{
    current->again = current->timed = 0;
    return r;
}

static s32 wait_ms(s32 ms)
{
    fwtime t = {0, 0};
    if (ms > 0) {
        u32 sec = (u32)ms / 1000;
        t = (fwtime){sec, ((u32)ms - sec * 1000) * 1000000};
    }
    return wait_poll(ms >= 0, time_add(now, t));
}

/* A poll that waited and was woken: is its time over? */
static int expired(void) { return current->again && current->timed && !time_before(now, current->deadline); }

static void swap_mask(u32 mask)
{
    if (current->again || !mask) return;
    current->saved_mask = current->blocked;
    current->restore_mask = 1;
    copy(&current->blocked, (void *)mask, sizeof(sigset));
    current->blocked.bits[0] &= ~(1u << (SIGKILL - 1) | 1u << (SIGSTOP - 1));
}

s32 sys_epoll_pwait(u32 epfd, u32 out, u32 max, u32 timeout)
{
    file *e = get(epfd);
    u32 mask, n = 0;
    if (!e) return done_poll(-EBADF);
    if (e->kind != K_EPOLL || (s32)max <= 0 || max > 0x7ffffff) return done_poll(-EINVAL);
    if (!vm_ok(out, max * 16)) return done_poll(-EFAULT);
    u32 id = (u32)(e - files) + 1;
    for (u32 i = 0; i < MAX_WATCHES && n < max; i++) {
        if (watches[i].epoll != id) continue;
        u32 is = ready_events(&files[watches[i].f - 1]) & (watches[i].events | POLLERR | POLLHUP), fresh = is;
        if (watches[i].events & EPOLLET) {
            fresh = is & ~watches[i].seen;
            watches[i].seen = is;
            if (fresh) fresh = is;
        }
        if (!fresh) continue;
        if (watches[i].events & EPOLLONESHOT) watches[i].events &= EPOLLONESHOT | EPOLLET;
        put32(out + 16 * n, fresh), put32(out + 16 * n + 4, 0);
        put32(out + 16 * n + 8, watches[i].data[0]), put32(out + 16 * n + 12, watches[i].data[1]);
        n++;
    }
    if (n || !timeout || expired()) return done_poll((s32)n);
    if (current->wait_bits == 0 && !stack_arg(4, &mask)) swap_mask(mask && vm_ok(mask, 16) ? mask : 0);
    return wait_ms((s32)timeout);
}

s32 sys_epoll_wait(u32 epfd, u32 out, u32 max, u32 timeout)
{
    current->wait_bits = 1; /* no mask on the stack */
    s32 r = sys_epoll_pwait(epfd, out, max, timeout);
    current->wait_bits = 0;
    return r;
}

static s32 poll_once(u32 fds, u32 count)
{
    u32 n = 0;
    for (u32 i = 0; i < count; i++) {
        u32 p = fds + 8 * i, fd = get32(p);
        u16 want, got = 0;
        copy(&want, (void *)(p + 4), 2);
        if ((s32)fd >= 0) {
            file *f = get(fd);
            got = f ? (u16)(ready_events(f) & (want | POLLERR | POLLHUP)) : POLLNVAL;
        }
        copy((void *)(p + 6), &got, 2);
        n += got != 0;
    }
    return (s32)n;
}

s32 sys_poll(u32 fds, u32 count, u32 timeout)
{
    if (count > MAX_FDS) return done_poll(-EINVAL);
    if (!vm_ok(fds, count * 8)) return done_poll(-EFAULT);
    s32 n = poll_once(fds, count);
    return n || !timeout || expired() ? done_poll(n) : wait_ms((s32)timeout);
}

static s32 ppoll(u32 fds, u32 count, u32 timeout, u32 mask, int is64)
{
    fwtime d = {0, 0}, t;
    if (count > MAX_FDS) return done_poll(-EINVAL);
    if (!vm_ok(fds, count * 8) || (mask && !vm_ok(mask, 16))) return done_poll(-EFAULT);
    if (timeout) {
        int e = read_timespec(timeout, is64, &t);
        if (e) return done_poll(e);
        d = time_add(now, t);
        if (!(t.sec | t.nsec) || expired()) return done_poll(poll_once(fds, count));
    }
    s32 n = poll_once(fds, count);
    if (n) return done_poll(n);
    swap_mask(mask);
    return wait_poll(timeout != 0, d);
}

s32 sys_ppoll(u32 fds, u32 count, u32 timeout, u32 mask) { return ppoll(fds, count, timeout, mask, 0); }
s32 sys_ppoll64(u32 fds, u32 count, u32 timeout, u32 mask) { return ppoll(fds, count, timeout, mask, 1); }

static s32 select(u32 n, u32 set[3], int timed, fwtime deadline, int zero, u32 mask)
{
    u32 bytes = (n + 31) / 32 * 4, out[3][MAX_FDS / 32] = {{0}}, count = 0;
    if (n > MAX_FDS) return done_poll(-EINVAL);
    for (u32 k = 0; k < 3; k++)
        if (set[k] && !vm_ok(set[k], bytes)) return done_poll(-EFAULT);
    for (u32 fd = 0; fd < n; fd++)
        for (u32 k = 0; k < 3; k++) {
            if (!set[k] || !(get32(set[k] + fd / 32 * 4) >> (fd & 31) & 1)) continue;
            file *f = get(fd);
            if (!f) return done_poll(-EBADF);
            u32 is = ready_events(f);
            if (k == 0 ? is & (POLLIN | POLLHUP | POLLERR) : k == 1 ? is & (POLLOUT | POLLERR) : 0) out[k][fd / 32] |= 1u << (fd & 31), count++;
        }
    if (!count && !zero && !expired()) {
        swap_mask(mask);
        return wait_poll(timed, deadline);
    }
    for (u32 k = 0; k < 3; k++)
        if (set[k])
            for (u32 i = 0; i < bytes; i += 4) put32(set[k] + i, out[k][i / 4]);
    return done_poll((s32)count);
}

s32 sys_select(u32 n, u32 in, u32 out, u32 ex)
{
    u32 tv, set[3] = {in, out, ex};
    fwtime d = {0, 0};
    if (stack_arg(4, &tv)) return done_poll(-EFAULT);
    if (tv) {
        if (!vm_ok(tv, 8)) return done_poll(-EFAULT);
        u32 sec = get32(tv), usec = get32(tv + 4);
        if ((s32)sec < 0 || usec >= 1000000) return done_poll(-EINVAL);
        d = (fwtime){sec, usec * 1000};
    }
    return select(n, set, tv != 0, time_add(now, d), tv && !(d.sec | d.nsec), 0);
}

static s32 pselect6(u32 n, u32 in, u32 out, u32 ex, int is64)
{
    u32 ts, arg, set[3] = {in, out, ex}, mask = 0;
    fwtime d = {0, 0};
    if (stack_arg(4, &ts) || stack_arg(5, &arg) || (arg && !vm_ok(arg, 8))) return done_poll(-EFAULT);
    if (arg && (mask = get32(arg)) && !vm_ok(mask, 16)) return done_poll(-EFAULT);
    if (ts) {
        int e = read_timespec(ts, is64, &d);
        if (e) return done_poll(e);
    }
    return select(n, set, ts != 0, time_add(now, d), ts && !(d.sec | d.nsec), mask);
}

s32 sys_pselect6(u32 n, u32 in, u32 out, u32 ex) { return pselect6(n, in, out, ex, 0); }
s32 sys_pselect64(u32 n, u32 in, u32 out, u32 ex) { return pselect6(n, in, out, ex, 1); }
