/* System calls that only answer a question, or that one process without privileges has no use for. */
#include "fw.h"

s32 sys_enosys(void) { return -ENOSYS; }
s32 sys_zero(void) { return 0; }
s32 sys_eperm(void) { return -EPERM; }
s32 sys_echild(void) { return -ECHILD; }
s32 sys_eagain(void) { return -EAGAIN; }
s32 sys_getpid(void) { return 1000; }
s32 sys_getppid(void) { return 1; }
s32 sys_getuid(void) { return 1000; }
s32 sys_getpgid(u32 pid) { return pid && pid != 1000 ? -ESRCH : 1000; }
s32 sys_umask(u32 mask) { static u32 now_ = 022; u32 was = now_; now_ = mask & 0777; return (s32)was; }
s32 sys_getgroups(u32 n) { return (s32)n < 0 ? -EINVAL : 0; }

s32 sys_getresuid(u32 a, u32 b, u32 c)
{
    if (!vm_ok(a, 4) || !vm_ok(b, 4) || !vm_ok(c, 4)) return -EFAULT;
    put32(a, 1000), put32(b, 1000), put32(c, 1000);
    return 0;
}

s32 sys_uname(u32 p)
{
    static const char *const fields[6] = {"Linux", "zkfp", "5.10.0", "#1", "mips", "(none)"};
    if (!vm_ok(p, 390)) return -EFAULT;
    fill((void *)p, 0, 390);
    for (u32 i = 0; i < 6; i++) {
        u32 n = 0;
        while (fields[i][n]) n++;
        copy((void *)(p + 65 * i), fields[i], n);
    }
    return 0;
}

s32 sys_getrandom(u32 buf, u32 len, u32 flags)
{
    if (flags & ~7u || (flags & 6) == 6) return -EINVAL;
    if (len > 0x1ffffff) len = 0x1ffffff;
    if (!vm_ok(buf, len)) return -EFAULT;
    for (u32 i = 0; i < len; i += 4) {
        u32 w = random_word();
        copy((void *)(buf + i), &w, len - i < 4 ? len - i : 4);
    }
    return (s32)len;
}

s32 sys_getcpu(u32 cpu, u32 node)
{
    if ((cpu && !vm_ok(cpu, 4)) || (node && !vm_ok(node, 4))) return -EFAULT;
    if (cpu) put32(cpu, 0);
    if (node) put32(node, 0);
    return 0;
}

s32 sys_sched_getaffinity(u32 pid, u32 len, u32 mask)
{
    if (pid && !find_thread(pid)) return -ESRCH;
    if (len < 4 || (len & 3)) return -EINVAL;
    if (!vm_ok(mask, 4)) return -EFAULT;
    put32(mask, 1);
    return 4;
}

s32 sys_sched_setaffinity(u32 pid, u32 len, u32 mask)
{
    if (pid && !find_thread(pid)) return -ESRCH;
    if (!vm_ok(mask, len)) return -EFAULT;
    return len && (*(u8 *)(mask + (len < 4 ? len : 4) - 1) | get32(mask)) ? 0 : -EINVAL;
}

s32 sys_sched_getparam(u32 pid, u32 p)
{
    if (pid && !find_thread(pid)) return -ESRCH;
    if (!vm_ok(p, 4)) return -EFAULT;
    put32(p, 0);
    return 0;
}

s32 sys_sched_getscheduler(u32 pid) { return pid && !find_thread(pid) ? -ESRCH : 0; }
s32 sys_sched_setscheduler(u32 pid, u32 policy) { return pid && !find_thread(pid) ? -ESRCH : policy == 0 || policy == 3 || policy == 5 ? 0 : -EPERM; }
s32 sys_sched_priority(u32 policy) { return policy == 1 || policy == 2 ? 1 : policy == 0 || policy == 3 || policy == 5 ? 0 : -EINVAL; }
s32 sys_sched_priority_max(u32 policy) { return policy == 1 || policy == 2 ? 99 : sys_sched_priority(policy); }
s32 sys_getpriority(void) { return 20; }

#define INFINITE 0xffffffffu
static const u32 limits[16][2] = {
    {INFINITE, INFINITE}, {INFINITE, INFINITE}, {INFINITE, INFINITE}, {STACK_SIZE, INFINITE}, {0, INFINITE}, {MAX_FDS, MAX_FDS},
    {INFINITE, INFINITE}, {INFINITE, INFINITE}, {1, 1}, {0x10000, 0x10000}, {INFINITE, INFINITE}, {256, 256}, {819200, 819200}, {0, 0},
    {0, 0}, {INFINITE, INFINITE}};

static s32 get_limit(u32 which, u32 p, u32 infinite)
{
    if (which > 15) return -EINVAL;
    if (!vm_ok(p, 8)) return -EFAULT;
    for (u32 i = 0; i < 2; i++) put32(p + 4 * i, limits[which][i] == INFINITE ? infinite : limits[which][i]);
    return 0;
}

s32 sys_getrlimit(u32 which, u32 p) { return get_limit(which, p, 0x7fffffff); }

s32 sys_setrlimit(u32 which, u32 p)
{
    if (which > 15) return -EINVAL;
    if (!vm_ok(p, 8)) return -EFAULT;
    return get32(p) > get32(p + 4) ? -EINVAL : 0;
}

s32 sys_prlimit64(u32 pid, u32 which, u32 new, u32 old)
{
    if (pid && pid != 1000) return -ESRCH;
    if (which > 15) return -EINVAL;
    if ((new && !vm_ok(new, 16)) || (old && !vm_ok(old, 16))) return -EFAULT;
    if (old)
        for (u32 i = 0; i < 2; i++) {
            u32 v = limits[which][i];
            put64(old + 8 * i, v == INFINITE ? INFINITE : 0, v);
        }
    return 0;
}

s32 sys_getrusage(u32 who, u32 p)
{
    if (who > 1 && who != (u32)-1) return -EINVAL;
    if (!vm_ok(p, 72)) return -EFAULT;
    clock_tick(1000);
    fill((void *)p, 0, 72);
    put32(p, now.sec), put32(p + 4, now.nsec / 1000);
    return 0;
}

s32 sys_sysinfo(u32 p)
{
    if (!vm_ok(p, 64)) return -EFAULT;
    fill((void *)p, 0, 64);
    put32(p, now.sec), put32(p + 16, 0x7f000000), put32(p + 20, 0x70000000), put32(p + 52, 1);
    u16 procs = 1;
    copy((void *)(p + 40), &procs, 2);
    return 0;
}

/* PR_SET_NAME and PR_GET_NAME work, PR_GET_DUMPABLE and the like answer their defaults. */
s32 sys_prctl(u32 op, u32 arg)
{
    static char name[16] = "guest";
    switch (op) {
    case 15: {
        int n = user_string(arg, 16);
        if (n == -EFAULT) return n;
        copy(name, (void *)arg, n < 0 || n > 15 ? 15 : (u32)n + 1);
        return 0;
    }
    case 16:
        if (!vm_ok(arg, 16)) return -EFAULT;
        copy((void *)arg, name, 16);
        return 0;
    case 3: return 1;
    case 4: case 1: case 38: case 36: return 0;
    case 0x53564d41: return 0; /* PR_SET_VMA: names of mappings */
    default: return -EINVAL;
    }
}

s32 sys_membarrier(u32 cmd, u32 flags)
{
    if (flags) return -EINVAL;
    return cmd == 0 ? 0x19 : cmd == 1 || cmd == 8 || cmd == 16 ? 0 : -EINVAL;
}

s32 sys_cacheflush(u32 addr, u32 bytes, u32 cache)
{
    return !cache || (cache & ~3u) ? -EINVAL : vm_ok(addr, bytes) ? 0 : -EFAULT;
}

s32 sys_getpgrp(void) { return 1000; }
s32 sys_set_id(u32 a, u32 b, u32 c) { return (a == 1000 || a == ~0u) && (b == 1000 || b == ~0u) && (c == 1000 || c == ~0u) ? 0 : -EPERM; }
s32 sys_set_id1(u32 a) { return sys_set_id(a, a, a); }
s32 sys_set_id2(u32 a, u32 b) { return sys_set_id(a, b, b); }
s32 sys_exec(u32 path) { extern s32 sys_access(u32, u32); s32 r = sys_access(path, 1); return r ? r : -EACCES; }
s32 sys_socket(void) { return -EAFNOSUPPORT; }
