/* Readiness: epoll, poll, select. */
#include "fs.h"

enum { POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 0x10, POLLNVAL = 0x20, EPOLLET = 0x80000000, EPOLLONESHOT = 0x40000000 };

/* A watch of an epoll: `seen` are the ready events already reported, for edge triggering. */
static struct { u32 epoll, fd, f, events, data[2], seen; } watches[MAX_WATCHES]; /* epoll: file + 1; 0: free */
static u32 watch_limit; /* one above the highest slot ever used */

void forget_watches(u32 file_id)
{
    for (u32 i = 0; i < watch_limit; i++)
        if (watches[i].epoll == file_id || (watches[i].epoll && watches[i].f == file_id)) watches[i].epoll = 0;
}

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
    case K_STDOUT: case K_STDERR: case K_HINT_WRITE: case K_PREIMAGE_WRITE: return POLLOUT;
    case K_HINT_READ: case K_PREIMAGE_READ: return oracle_readable(f->kind) ? POLLIN : 0;
    default: return POLLIN | POLLOUT;
    }
}

/* What a call has used up is news when it comes again, whether or not anybody looked in between: edges are not lost. */
void settle_watches(void)
{
    for (u32 i = 0; i < watch_limit; i++)
        if (watches[i].epoll && watches[i].seen) watches[i].seen &= ready_events(&files[watches[i].f - 1]);
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
        if (slot >= watch_limit) watch_limit = slot + 1;
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

/* The end of a poll. A mask of its own ends with it; an interrupted one keeps it until the handler's frame is made. */
static s32 done_poll(s32 r)
{
    current->again = current->timed = 0;
    if (current->restore_mask && r != -EINTR) current->restore_mask = 0, current->blocked = current->saved_mask;
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

/* The mask at `mask` (checked; 0: none) holds until the call ends. 1 when a signal that it lets in ends the call at once. */
static int swap_mask(u32 mask)
{
    if (current->again || !mask) return 0;
    sigset m;
    copy(&m, (void *)mask, sizeof m);
    return suspend_mask(&m);
}

static s32 epoll(u32 epfd, u32 out, u32 max, u32 timeout, u32 mask)
{
    file *e = get(epfd);
    u32 n = 0;
    if (!e) return done_poll(-EBADF);
    if (e->kind != K_EPOLL || (s32)max <= 0 || max > 0x7ffffff) return done_poll(-EINVAL);
    if (!vm_ok(out, max * 16)) return done_poll(-EFAULT);
    u32 id = (u32)(e - files) + 1;
    for (u32 i = 0; i < watch_limit && n < max; i++) {
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
    return swap_mask(mask) ? done_poll(-EINTR) : wait_ms((s32)timeout);
}

s32 sys_epoll_wait(u32 epfd, u32 out, u32 max, u32 timeout) { return epoll(epfd, out, max, timeout, 0); }

s32 sys_epoll_pwait(u32 epfd, u32 out, u32 max, u32 timeout)
{
    u32 mask, size;
    if (stack_arg(4, &mask) || stack_arg(5, &size)) return done_poll(-EFAULT);
    if (mask && size != sizeof(sigset)) return done_poll(-EINVAL);
    if (mask && !vm_ok(mask, sizeof(sigset))) return done_poll(-EFAULT);
    return epoll(epfd, out, max, timeout, mask);
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

/* Linux writes the time that is left back, where the call has a timeout and was not interrupted. */
static fwtime left_until(fwtime deadline) { return time_sub(current->again ? current->deadline : deadline, now); }

static s32 ppoll(u32 fds, u32 count, u32 timeout, u32 mask, int is64)
{
    fwtime d = {0, 0}, t = {0, 0};
    u32 size;
    if (stack_arg(4, &size)) return done_poll(-EFAULT);
    if (timeout) {
        int e = read_timespec(timeout, is64, &t);
        if (e) return done_poll(e);
        d = time_add(now, t);
    }
    if (mask && size != sizeof(sigset)) return done_poll(-EINVAL);
    if (mask && !vm_ok(mask, sizeof(sigset))) return done_poll(-EFAULT);
    if (count > MAX_FDS) return done_poll(-EINVAL);
    if (!vm_ok(fds, count * 8)) return done_poll(-EFAULT);
    s32 n = poll_once(fds, count);
    if (n || (timeout && (!(t.sec | t.nsec) || expired()))) {
        if (timeout) write_timespec(timeout, is64, left_until(d));
        return done_poll(n);
    }
    return swap_mask(mask) ? done_poll(-EINTR) : wait_poll(timeout != 0, d);
}

s32 sys_ppoll(u32 fds, u32 count, u32 timeout, u32 mask) { return ppoll(fds, count, timeout, mask, 0); }
s32 sys_ppoll64(u32 fds, u32 count, u32 timeout, u32 mask) { return ppoll(fds, count, timeout, mask, 1); }

/* One look at up to MAX_FDS descriptors: -1 to wait, else the answer. A larger n means those that can exist, as on Linux. */
static s32 select_once(u32 n, const u32 set[3], int zero)
{
    u32 out[3][MAX_FDS / 32] = {{0}}, count = 0;
    if ((s32)n < 0) return -EINVAL;
    if (n > MAX_FDS) n = MAX_FDS;
    u32 bytes = (n + 31) / 32 * 4;
    for (u32 k = 0; k < 3; k++)
        if (set[k] && !vm_ok(set[k], bytes)) return -EFAULT;
    for (u32 fd = 0; fd < n; fd++)
        for (u32 k = 0; k < 3; k++) {
            if (!set[k] || !(get32(set[k] + fd / 32 * 4) >> (fd & 31) & 1)) continue;
            file *f = get(fd);
            if (!f) return -EBADF;
            u32 is = ready_events(f);
            if (k == 0 ? is & (POLLIN | POLLHUP | POLLERR) : k == 1 ? is & (POLLOUT | POLLERR) : 0) out[k][fd / 32] |= 1u << (fd & 31), count++;
        }
    if (!count && !zero && !expired()) return -EAGAIN;
    for (u32 k = 0; k < 3; k++)
        if (set[k])
            for (u32 i = 0; i < bytes; i += 4) put32(set[k] + i, out[k][i / 4]);
    return (s32)count;
}

s32 sys_select(u32 n, u32 in, u32 out, u32 ex)
{
    u32 tv, set[3] = {in, out, ex};
    fwtime d = {0, 0};
    if (stack_arg(4, &tv)) return done_poll(-EFAULT);
    if (tv) {
        if (!vm_ok(tv, 8)) return done_poll(-EFAULT);
        u32 sec = get32(tv), usec = get32(tv + 4), more = usec / 1000000;
        if ((s32)sec < 0 || (s32)usec < 0) return done_poll(-EINVAL);
        d = (fwtime){sec + more, (usec - more * 1000000) * 1000};
    }
    fwtime deadline = time_add(now, d);
    s32 r = select_once(n, set, tv && !(d.sec | d.nsec));
    if (r == -EAGAIN) return wait_poll(tv != 0, deadline);
    if (tv && r >= 0) {
        fwtime left = left_until(deadline);
        put32(tv, left.sec), put32(tv + 4, left.nsec / 1000);
    }
    return done_poll(r);
}

static s32 pselect6(u32 n, u32 in, u32 out, u32 ex, int is64)
{
    u32 ts, arg, set[3] = {in, out, ex}, mask = 0;
    fwtime d = {0, 0};
    if (stack_arg(4, &ts) || stack_arg(5, &arg) || (arg && !vm_ok(arg, 8))) return done_poll(-EFAULT);
    if (ts) {
        int e = read_timespec(ts, is64, &d);
        if (e) return done_poll(e);
    }
    if (arg && (mask = get32(arg))) {
        if (get32(arg + 4) != sizeof(sigset)) return done_poll(-EINVAL);
        if (!vm_ok(mask, sizeof(sigset))) return done_poll(-EFAULT);
    }
    fwtime deadline = time_add(now, d);
    s32 r = select_once(n, set, ts && !(d.sec | d.nsec));
    if (r == -EAGAIN) return swap_mask(mask) ? done_poll(-EINTR) : wait_poll(ts != 0, deadline);
    if (ts && r >= 0) write_timespec(ts, is64, left_until(deadline));
    return done_poll(r);
}

s32 sys_pselect6(u32 n, u32 in, u32 out, u32 ex) { return pselect6(n, in, out, ex, 0); }
s32 sys_pselect64(u32 n, u32 in, u32 out, u32 ex) { return pselect6(n, in, out, ex, 1); }
