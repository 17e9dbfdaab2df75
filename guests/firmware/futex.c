/* Futexes. */
#include "fw.h"

enum { FUTEX_WAIT = 0, FUTEX_WAKE = 1, FUTEX_REQUEUE = 3, FUTEX_CMP_REQUEUE = 4, FUTEX_WAKE_OP = 5, FUTEX_WAIT_BITSET = 9,
       FUTEX_WAKE_BITSET = 10, FUTEX_CLOCK_REALTIME = 256 };

u32 futex_wake(u32 addr, u32 count, u32 bits)
{
    for (u32 woken = 0;; woken++) {
        tcb *longest = 0; /* who waits longest goes first */
        if (woken == count) return woken;
        for (tcb *t = first_thread(); t; t = next_thread(t))
            if (t->state == T_FUTEX && t->wait_addr == addr && (t->wait_bits & bits)
                && (!longest || (s32)(t->wait_order - longest->wait_order) < 0)) longest = t;
        if (!longest) return woken;
        wake(longest, 0);
    }
}

static s32 futex_op(u32 op, u32 addr)
{
    s32 arg = (s32)(op << 8) >> 20, old = (s32)rd32(addr), cmp = (s32)(op << 20) >> 20, new;
    if (op >> 31) arg = (s32)(1u << (arg & 31));
    switch (op >> 28 & 7) {
    case 0: new = arg; break;
    case 1: new = old + arg; break;
    case 2: new = old | arg; break;
    case 3: new = old & ~arg; break;
    case 4: new = old ^ arg; break;
    default: return -ENOSYS;
    }
    s32 hit;
    switch (op >> 24 & 15) {
    case 0: hit = old == cmp; break;
    case 1: hit = old != cmp; break;
    case 2: hit = old < cmp; break;
    case 3: hit = old <= cmp; break;
    case 4: hit = old > cmp; break;
    case 5: hit = old >= cmp; break;
    default: return -ENOSYS;
    }
    wr32(addr, (u32)new);
    return hit;
}

static s32 futex(u32 addr, u32 op, u32 val, u32 arg3, int is64)
{
    u32 addr2 = 0, val3 = 0, bits = 0xffffffffu;
    u32 cmd = op & 127;
    if (cmd >= FUTEX_REQUEUE && (stack_arg(4, &addr2) || stack_arg(5, &val3))) return -EFAULT;
    if (addr & 3) return -EINVAL;
    if (!vm_ok(addr, 4)) return -EFAULT;
    switch (cmd) {
    case FUTEX_WAIT_BITSET:
        bits = val3;
        if (!bits) return -EINVAL;
        /* fall through */
    case FUTEX_WAIT: {
        fwtime d;
        int timed = 0;
        if (arg3) {
            int e = get_deadline(arg3, is64, cmd == FUTEX_WAIT_BITSET, cmd == FUTEX_WAIT_BITSET && (op & FUTEX_CLOCK_REALTIME), &d);
            if (e) return e;
            timed = 1;
        }
        if (rd32(addr) != val) return -EAGAIN;
        current->wait_addr = addr;
        current->wait_bits = bits;
        current->timed = timed;
        if (timed) current->deadline = d;
        block(T_FUTEX);
        return (s32)NO_RESULT;
    }
    case FUTEX_WAKE_BITSET:
        bits = val3;
        if (!bits) return -EINVAL;
        /* fall through */
    case FUTEX_WAKE:
        return (s32)futex_wake(addr, (s32)val > 0 ? val : 1, bits);
    case FUTEX_CMP_REQUEUE:
        if (rd32(addr) != val3) return -EAGAIN;
        /* fall through */
    case FUTEX_REQUEUE: {
        if ((s32)val < 0 || (s32)arg3 < 0 || (addr2 & 3)) return -EINVAL;
        if (!vm_ok(addr2, 4)) return -EFAULT;
        u32 n = futex_wake(addr, val, bits), moved = 0;
        if (addr2 != addr)
            for (tcb *t = first_thread(); t && moved < arg3; t = next_thread(t))
                if (t->state == T_FUTEX && t->wait_addr == addr) t->wait_addr = addr2, moved++;
        return (s32)(n + moved);
    }
    case FUTEX_WAKE_OP: {
        if (addr2 & 3) return -EINVAL;
        if (!vm_ok(addr2, 4)) return -EFAULT;
        s32 hit = futex_op(val3, addr2);
        if (hit < 0) return hit;
        u32 n = futex_wake(addr, (s32)val > 0 ? val : 1, bits);
        if (hit) n += futex_wake(addr2, (s32)arg3 > 0 ? arg3 : 1, bits);
        return (s32)n;
    }
    default:
        return -ENOSYS;
    }
}

s32 sys_futex(u32 addr, u32 op, u32 val, u32 arg3) { return futex(addr, op, val, arg3, 0); }
s32 sys_futex_time64(u32 addr, u32 op, u32 val, u32 arg3) { return futex(addr, op, val, arg3, 1); }
