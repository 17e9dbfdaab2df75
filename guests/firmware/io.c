/* Reading and writing. */
#include "fs.h"

#define MAX_RW 0x7ffff000u

static u8 pipe_data[MAX_PIPES][PIPE_SIZE];

static s32 wait_or_again(file *f)
{
    if (f->flags & O_NONBLOCK) return -EAGAIN;
    block(T_PIPE);
    return (s32)NO_RESULT;
}

/* The host says how many bytes follow; more than asked for would be a lie and ends the run. */
static s32 read_stdin(u32 buf, u32 len)
{
    if (cannon()) return 0; /* the prover has no say in what a program of the oracle is given */
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

static s32 read_kind(file *f, u32 buf, u32 len)
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
    case K_HINT_READ: case K_PREIMAGE_READ:
        if (!len) return 0;
        return oracle_readable(f->kind) ? (s32)oracle_read(f->kind, buf, len) : wait_or_again(f);
    case K_EPOLL: return -EINVAL;
    default: return -EBADF;
    }
}

static u32 put_pipe(u32 p, u32 buf, u32 len)
{
    u32 space = PIPE_SIZE - pipes[p].used, n = len < space ? len : space;
    for (u32 done = 0; done < n;) {
        u32 at = (pipes[p].head + pipes[p].used) & (PIPE_SIZE - 1);
        u32 part = PIPE_SIZE - at < n - done ? PIPE_SIZE - at : n - done;
        copy(&pipe_data[p][at], (void *)(buf + done), part);
        pipes[p].used += part;
        done += part;
    }
    return n;
}

/* Up to PAGE bytes go in as one piece; more go in as room appears, and the call waits for the rest. */
static s32 write_pipe(file *f, u32 parts, u32 count, u32 total)
{
    u32 p = f->index, done = current->progress, start = 0;
    current->progress = 0;
    if (!total) return 0;
    if (!pipes[p].readers) {
        raise_self(SIGPIPE);
        return done ? (s32)done : -EPIPE;
    }
    u32 before = done;
    if (total > PAGE || PIPE_SIZE - pipes[p].used >= total)
        for (u32 i = 0; i < count; i++) {
            u32 buf = get32(parts + 8 * i), len = get32(parts + 8 * i + 4), skip = done - start;
            if (skip < len) {
                u32 n = put_pipe(p, buf + skip, len - skip);
                done += n;
                if (n < len - skip) break;
            }
            start += len;
        }
    if (done != before) wake_pollers();
    if (done >= total) return (s32)done;
    if (f->flags & O_NONBLOCK) return done ? (s32)done : -EAGAIN;
    current->progress = done;
    block(T_PIPE);
    return (s32)NO_RESULT;
}

static s32 write_kind(file *f, u32 buf, u32 len)
{
    switch (f->kind) {
    case K_STDOUT: out_bytes(buf, len); host_write(1, buf, len); return (s32)len;
    case K_STDERR: host_write(2, buf, len); return (s32)len;
    case K_NULL: case K_ZERO: case K_RANDOM: return (s32)len;
    case K_FULL: return len ? -ENOSPC : 0;
    case K_PIPE_WRITE: {
        u32 part[2] = {buf, len};
        return write_pipe(f, (u32)part, 1, len);
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
    case K_HINT_WRITE: case K_PREIMAGE_WRITE: {
        u32 n = oracle_write(f->kind, buf, len);
        wake_pollers();
        return (s32)n;
    }
    case K_EPOLL: case K_DIR: return -EINVAL;
    default: return -EBADF;
    }
}

static s32 read_file(file *f, u32 buf, u32 len)
{
    s32 r = read_kind(f, buf, len);
    settle_watches();
    return r;
}

static s32 write_file(file *f, u32 buf, u32 len)
{
    s32 r = write_kind(f, buf, len);
    settle_watches();
    return r;
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

/* A write that waited may find its descriptor gone or changed: then it ends with what it has written. */
static s32 lost(file *f, s32 error)
{
    s32 done = (s32)current->progress;
    if (!done || (!error && f->kind == K_PIPE_WRITE)) return error;
    current->progress = 0;
    return done;
}

s32 sys_write(u32 fd, u32 buf, u32 len)
{
    file *f = get(fd);
    s32 e = !f || !writable(f) ? -EBADF : 0;
    if (len > MAX_RW) len = MAX_RW;
    if (!e && f->kind != K_NULL && !vm_ok(buf, len)) e = -EFAULT;
    e = lost(f, e);
    return e ? e : write_file(f, buf, len);
}

/* The bytes that the parts hold, at most MAX_RW, or an error. */
static s32 total_of(u32 iov, u32 count)
{
    if (count > 1024) return -EINVAL;
    if (!vm_ok(iov, count * 8)) return -EFAULT;
    u32 total = 0;
    for (u32 i = 0; i < count; i++) {
        u32 len = get32(iov + 8 * i + 4);
        if ((s32)len < 0) return -EINVAL;
        total = len > MAX_RW - total ? MAX_RW : total + len;
    }
    return (s32)total;
}

static s32 vectored(u32 fd, u32 iov, u32 count, int write)
{
    file *f = get(fd);
    s32 e = !f || !(write ? writable(f) : readable(f)) ? -EBADF : 0, total = e ? 0 : total_of(iov, count);
    if (total < 0) e = total;
    if (!e && f->kind == K_PIPE_WRITE)
        for (u32 i = 0; i < count; i++)
            if (!vm_ok(get32(iov + 8 * i), get32(iov + 8 * i + 4))) e = -EFAULT;
    e = lost(f, e);
    if (e) return e;
    if (f->kind == K_PIPE_WRITE) {
        s32 r = write_pipe(f, iov, count, (u32)total);
        settle_watches();
        return r;
    }
    u32 done = 0;
    for (u32 i = 0; i < count; i++) {
        u32 buf = get32(iov + 8 * i), len = get32(iov + 8 * i + 4);
        if (len > (u32)total - done) len = (u32)total - done;
        if (!len) continue;
        if (f->kind != K_NULL && !vm_ok(buf, len)) return done ? (s32)done : -EFAULT;
        /* a later part must not wait */
        if (done && (f->kind == K_EVENT || (f->kind == K_PIPE_READ && !pipes[f->index].used))) return (s32)done;
        if (done && (f->kind == K_HINT_READ || f->kind == K_PREIMAGE_READ) && !oracle_readable(f->kind)) return (s32)done;
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
