/* Threads and the clock. One hart, and threads switch only inside system calls, so nothing here needs a lock. The
 * clock is a counter: reading it and switching threads cost a fixed time each, and when every thread waits it jumps to the
 * earliest deadline. */
#include "fw.h"

tcb *current;
u32 need_switch, thread_count;
fwtime now = {1, 0};

static tcb threads[MAX_THREADS];
static u32 thread_limit;                  /* one above the highest slot ever used */
static u32 next_tid = 1000;
static tcb *ready_head, *ready_tail;
static u32 timed_waiters;
static fwtime earliest;                   /* no timed waiter is due before */
static fwtime alarm_at;
static u32 alarm_on;
static fwtime alarm_interval;

enum { CLONE_VM = 0x100, CLONE_SIGHAND = 0x800, CLONE_THREAD = 0x10000, CLONE_SETTLS = 0x80000, CLONE_PARENT_SETTID = 0x100000,
       CLONE_CHILD_CLEARTID = 0x200000, CLONE_CHILD_SETTID = 0x1000000 };

#define NEVER ((fwtime){0xffffffffu, 0}) /* where deadlines saturate */

int time_before(fwtime a, fwtime b) { return a.sec < b.sec || (a.sec == b.sec && a.nsec < b.nsec); }

fwtime time_add(fwtime a, fwtime b)
{
    fwtime t = {a.sec + b.sec, a.nsec + b.nsec};
    if (t.nsec >= 1000000000u) t.nsec -= 1000000000u, t.sec++;
    if (t.sec < a.sec) t = NEVER;
    return t;
}

fwtime time_sub(fwtime a, fwtime b)
{
    if (time_before(a, b)) return (fwtime){0, 0};
    fwtime t = {a.sec - b.sec, a.nsec - b.nsec};
    if (a.nsec < b.nsec) t.nsec += 1000000000u, t.sec--;
    return t;
}

void clock_tick(u32 nsec) { now = time_add(now, (fwtime){0, nsec}); }

tcb *first_thread(void) { return next_thread(threads - 1); }

tcb *next_thread(tcb *t)
{
    while (++t < threads + thread_limit)
        if (t->state != T_FREE) return t;
    return 0;
}

tcb *find_thread(u32 tid)
{
    for (tcb *t = first_thread(); t; t = next_thread(t))
        if (t->tid == tid) return t;
    return 0;
}

static tcb *new_thread(void)
{
    u32 i = 0;
    while (i < thread_limit && threads[i].state != T_FREE) i++;
    if (i == MAX_THREADS) return 0;
    if (i == thread_limit) thread_limit++;
    tcb *t = &threads[i];
    fill(t, 0, sizeof *t);
    t->tid = next_tid++;
    t->alt_flags = 2; /* SS_DISABLE */
    thread_count++;
    return t;
}

void sched_init(void)
{
    current = new_thread();
    current->state = T_READY;
}

void ready(tcb *t)
{
    t->state = T_READY;
    t->next = 0;
    if (ready_head) ready_tail->next = t; else ready_head = t;
    ready_tail = t;
}

void set_result(tcb *t, s32 v)
{
    u32 error = (u32)v > (u32)-4096;
    t->r[7] = error;
    t->r[2] = error ? (u32)-v : (u32)v;
}

/* The current thread waits. Deadline and reason are already in its block. */
void block(u32 state)
{
    static u32 order;
    current->state = state;
    current->wait_order = order++;
    if (current->timed) {
        if (!timed_waiters++ || time_before(current->deadline, earliest)) earliest = current->deadline;
    }
}

static void unblock(tcb *t)
{
    if (t->timed) timed_waiters--, t->timed = 0;
    t->again = 0;
    ready(t);
}

void wake(tcb *t, s32 result)
{
    set_result(t, result);
    unblock(t);
}

/* Wakes a thread to execute its system call once more; a deadline stays. */
void wake_again(tcb *t)
{
    if (t->timed) timed_waiters--;
    t->again = t->state == T_POLL;
    t->npc = t->pc == t->epc + 4 ? 0 : t->pc;
    t->pc = t->epc;
    ready(t);
}

/* Pipes and the like changed: whoever polls or waits for one looks again. */
void wake_pollers(void)
{
    for (tcb *t = first_thread(); t; t = next_thread(t))
        if (t->state == T_POLL || t->state == T_PIPE) wake_again(t);
}

static void expire(void)
{
    if (alarm_on && !time_before(now, alarm_at)) {
        alarm_on = alarm_interval.sec | alarm_interval.nsec ? 1 : 0;
        alarm_at = time_add(alarm_at, alarm_interval);
        if (alarm_on && time_before(alarm_at, now)) alarm_at = time_add(now, alarm_interval);
        raise_signal(0, SIGALRM, (siginfo_small){0x80, 0, 0, 0});
    }
    if (!timed_waiters || time_before(now, earliest)) return;
    fwtime best = NEVER;
    for (tcb *t = first_thread(); t; t = next_thread(t)) {
        if (!t->timed || t->state == T_READY) continue;
        if (!time_before(now, t->deadline)) {
            switch (t->state) {
            case T_SLEEP: wake(t, 0); break;
            case T_POLL: wake_again(t); break; /* it answers with empty sets and the time that is left */
            case T_SIGWAIT: wake(t, -EAGAIN); break;
            default: wake(t, -ETIMEDOUT);
            }
        } else if (time_before(t->deadline, best))
            best = t->deadline;
    }
    earliest = best;
}

static void schedule(void)
{
    need_switch = 0;
    if (current->state == T_READY) ready(current);
    clock_tick(5000);
    expire();
    while (!ready_head) {
        if ((!timed_waiters || earliest.sec == NEVER.sec) && !alarm_on) {
            for (tcb *t = first_thread(); t; t = next_thread(t)) tell(TELL_WAITS, t, t->state, t->wait_addr, 0);
            stop("deadlock: every thread waits and nothing can wake one");
        }
        if (!alarm_on || (timed_waiters && time_before(earliest, alarm_at))) now = earliest;
        else now = alarm_at;
        expire();
    }
    if (current != ready_head) break_link();
    current = ready_head;
    ready_head = current->next;
}

/* The end of a system call that may switch: decides who goes on. */
tcb *leave_full(u32 result)
{
    if (result != NO_RESULT) set_result(current, (s32)result);
    clock_tick(200);
    if (alarm_on) expire();
    do {
        if (need_switch || current->state != T_READY) schedule();
    } while (deliver_signals());
    return current;
}

/* ---- thread life ---- */
s32 sys_clone(u32 flags, u32 stack, u32 parent_tid, u32 tls)
{
    u32 child_tid = 0;
    if (((flags & CLONE_THREAD) && !(flags & CLONE_SIGHAND)) || ((flags & CLONE_SIGHAND) && !(flags & CLONE_VM))) return -EINVAL;
    /* One process is what this machine has: like a user whose RLIMIT_NPROC is used up. */
    if ((flags & (CLONE_VM | CLONE_THREAD)) != (CLONE_VM | CLONE_THREAD)) return -EAGAIN;
    if ((flags & (CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID)) && stack_arg(4, &child_tid)) return -EFAULT;
    if ((flags & CLONE_PARENT_SETTID) && !vm_ok(parent_tid, 4)) return -EFAULT;
    tcb *t = new_thread();
    if (!t) return -EAGAIN;
    u32 tid = t->tid;
    for (int i = 0; i < 32; i++) t->r[i] = current->r[i], t->fpr[i] = current->fpr[i];
    t->fcsr = current->fcsr;
    t->fpu_used = current->fpu_used;
    t->full = current->full, t->hi = current->hi, t->lo = current->lo;
    t->pc = current->pc;
    t->epc = current->epc;
    t->blocked = current->blocked;
    t->userlocal = flags & CLONE_SETTLS ? tls : current->userlocal;
    if (stack) t->r[29] = stack;
    set_result(t, 0);
    if (flags & CLONE_PARENT_SETTID) put32(parent_tid, tid);
    if ((flags & CLONE_CHILD_SETTID) && vm_ok(child_tid, 4)) put32(child_tid, tid);
    if (flags & CLONE_CHILD_CLEARTID) t->clear_tid = child_tid;
    ready(t);
    return (s32)tid;
}

/* Linux's walk over the robust futexes that a dying thread holds. */
static void robust_exit(tcb *t)
{
    if (!t->robust || !vm_ok(t->robust, 12)) return;
    u32 head = t->robust, entry = get32(head), pending = get32(head + 8), offset = get32(head + 4);
    for (u32 guard = 0; guard < 2048; guard++) {
        int last = entry == head;
        u32 e = last ? pending & ~1u : entry & ~1u, a = e + offset;
        if (e && !(a & 3) && vm_ok(a, 4) && (rd32(a) & 0x3fffffff) == t->tid) {
            u32 old = rd32(a);
            wr32(a, (old & 0x80000000u) | 0x40000000u);
            if (old & 0x80000000u) futex_wake(a, 1, 0xffffffffu);
        }
        if (last || !vm_ok(entry & ~1u, 4)) break;
        entry = get32(entry & ~1u);
    }
}

s32 sys_exit(u32 code)
{
    static u32 leader_code; /* the process ends with what its first thread said, whoever ends last */
    if (current->tid == 1000) leader_code = code;
    if (thread_count == 1) finish((leader_code & 255) << 8);
    robust_exit(current);
    if (current->clear_tid && vm_ok(current->clear_tid, 4)) {
        put32(current->clear_tid, 0);
        futex_wake(current->clear_tid, 1, 0xffffffffu);
    }
    forget_signals(current);
    current->state = T_FREE;
    thread_count--;
    return (s32)NO_RESULT;
}

s32 sys_exit_group(u32 code) { finish((code & 255) << 8); }

s32 sys_sched_yield(void)
{
    need_switch = 1;
    clock_tick(5000);
    return 0;
}

s32 sys_gettid(void) { return (s32)current->tid; }
s32 sys_set_tid_address(u32 addr) { current->clear_tid = addr; return (s32)current->tid; }
s32 sys_set_robust_list(u32 head, u32 len) { if (len != 12) return -EINVAL; current->robust = head; return 0; }

s32 sys_set_thread_area(u32 addr)
{
    current->userlocal = addr;
    __asm__ volatile("mtc0 %0, $4, 2" : : "r"(addr));
    return 0;
}

/* ---- clock ---- */
int read_timespec(u32 ptr, int is64, fwtime *out)
{
    if (!vm_ok(ptr, is64 ? 16 : 8)) return -EFAULT;
    if (is64) {
#ifdef __MIPSEB__
        u32 high = get32(ptr), low = get32(ptr + 4), nsec = get32(ptr + 12);
#else
        u32 high = get32(ptr + 4), low = get32(ptr), nsec = get32(ptr + 8);
#endif
        if ((s32)high < 0) return -EINVAL;
        out->sec = high ? 0xffffffffu : low;
        out->nsec = nsec;
    } else {
        out->sec = get32(ptr);
        out->nsec = get32(ptr + 4);
        if ((s32)out->sec < 0) return -EINVAL;
    }
    return out->nsec >= 1000000000u ? -EINVAL : 0;
}

void write_timespec(u32 ptr, int is64, fwtime t)
{
    if (is64) put64(ptr, 0, t.sec), put64(ptr + 8, 0, t.nsec);
    else put32(ptr, t.sec), put32(ptr + 4, t.nsec);
}

int get_deadline(u32 ptr, int is64, int absolute, int realtime, fwtime *out)
{
    int e = read_timespec(ptr, is64, out);
    if (e) return e;
    if (!absolute) *out = time_add(now, *out);
    else if (realtime) *out = time_sub(*out, (fwtime){EPOCH, 0});
    return 0;
}

static s32 clock_read(u32 id, fwtime *t)
{
    clock_tick(1000);
    *t = now;
    switch (id) {
    case 0: case 5: case 11: t->sec += EPOCH; return 0; /* realtime, coarse, TAI */
    case 1: case 2: case 3: case 4: case 6: case 7: return 0;
    default: return -EINVAL;
    }
}

static s32 clock_get(u32 id, u32 ptr, int is64)
{
    fwtime t;
    s32 e = clock_read(id, &t);
    if (e) return e;
    if (!vm_ok(ptr, is64 ? 16 : 8)) return -EFAULT;
    write_timespec(ptr, is64, t);
    return 0;
}

s32 sys_clock_gettime(u32 id, u32 ptr) { return clock_get(id, ptr, 0); }
s32 sys_clock_gettime64(u32 id, u32 ptr) { return clock_get(id, ptr, 1); }

static s32 clock_res(u32 id, u32 ptr, int is64)
{
    if (id > 7 && id != 11) return -EINVAL;
    if (!ptr) return 0;
    if (!vm_ok(ptr, is64 ? 16 : 8)) return -EFAULT;
    write_timespec(ptr, is64, (fwtime){0, 1});
    return 0;
}

s32 sys_clock_getres(u32 id, u32 ptr) { return clock_res(id, ptr, 0); }
s32 sys_clock_getres64(u32 id, u32 ptr) { return clock_res(id, ptr, 1); }

static u32 micros(u32 nsec)
{
    return nsec / 1000;
}

s32 sys_gettimeofday(u32 tv, u32 tz)
{
    fwtime t;
    clock_read(0, &t);
    if ((tv && !vm_ok(tv, 8)) || (tz && !vm_ok(tz, 8))) return -EFAULT;
    if (tv) put32(tv, t.sec), put32(tv + 4, micros(t.nsec));
    if (tz) put32(tz, 0), put32(tz + 4, 0);
    return 0;
}

s32 sys_time(u32 ptr)
{
    fwtime t;
    clock_read(0, &t);
    if (ptr) {
        if (!vm_ok(ptr, 4)) return -EFAULT;
        put32(ptr, t.sec);
    }
    return (s32)t.sec;
}

s32 sys_times(u32 ptr)
{
    clock_tick(1000);
    u32 ticks = now.sec * 100 + now.nsec / 10000000;
    if (ptr) {
        if (!vm_ok(ptr, 16)) return -EFAULT;
        put32(ptr, ticks), put32(ptr + 4, 0), put32(ptr + 8, 0), put32(ptr + 12, 0);
    }
    return (s32)ticks;
}

static s32 sleep_until(fwtime d, u32 rem, int is64)
{
    current->deadline = d;
    current->timed = 1;
    current->wait_addr = rem; /* where an interrupted sleep writes what is left */
    current->wait_bits = (u32)is64;
    block(T_SLEEP);
    return (s32)NO_RESULT;
}

static s32 nanosleep(u32 clock, u32 flags, u32 req, u32 rem, int is64)
{
    fwtime d;
    if (clock > 7 || clock == 3) return -EINVAL;
    if (clock >= 4 && clock <= 6) return -EOPNOTSUPP; /* raw and coarse clocks */
    int e = get_deadline(req, is64, flags & 1, clock == 0, &d);
    if (e) return e;
    if (!(flags & 1) && rem && !vm_ok(rem, is64 ? 16 : 8)) return -EFAULT;
    return sleep_until(d, flags & 1 ? 0 : rem, is64);
}

s32 sys_nanosleep(u32 req, u32 rem) { return nanosleep(1, 0, req, rem, 0); }
s32 sys_clock_nanosleep(u32 clock, u32 flags, u32 req, u32 rem) { return nanosleep(clock, flags, req, rem, 0); }
s32 sys_clock_nanosleep64(u32 clock, u32 flags, u32 req, u32 rem) { return nanosleep(clock, flags, req, rem, 1); }

s32 sys_pause(void) { block(T_SUSPEND); return (s32)NO_RESULT; }

/* ---- interval timer (only ITIMER_REAL ever fires: the machine does not count a thread's own time) ---- */
static void itimer_store(u32 ptr, fwtime left)
{
    put32(ptr, alarm_interval.sec), put32(ptr + 4, micros(alarm_interval.nsec));
    put32(ptr + 8, left.sec), put32(ptr + 12, micros(left.nsec));
}

s32 sys_setitimer(u32 which, u32 new, u32 old)
{
    if (which > 2) return -EINVAL;
    if ((new && !vm_ok(new, 16)) || (old && !vm_ok(old, 16))) return -EFAULT;
    fwtime left = alarm_on ? time_sub(alarm_at, now) : (fwtime){0, 0};
    fwtime interval = {0, 0}, value = {0, 0};
    if (new) {
        u32 isec = get32(new), iusec = get32(new + 4), sec = get32(new + 8), usec = get32(new + 12);
        if (iusec >= 1000000 || usec >= 1000000 || (s32)isec < 0 || (s32)sec < 0) return -EINVAL;
        interval = (fwtime){isec, iusec * 1000};
        value = (fwtime){sec, usec * 1000};
    }
    if (which) {
        if (old) fill((void *)old, 0, 16);
        return 0;
    }
    if (old) itimer_store(old, left);
    alarm_interval = interval;
    alarm_on = (value.sec | value.nsec) != 0;
    alarm_at = time_add(now, value);
    return 0;
}

s32 sys_getitimer(u32 which, u32 old)
{
    if (which > 2) return -EINVAL;
    if (!vm_ok(old, 16)) return -EFAULT;
    if (which) fill((void *)old, 0, 16);
    else itimer_store(old, alarm_on ? time_sub(alarm_at, now) : (fwtime){0, 0});
    return 0;
}

s32 sys_alarm(u32 seconds)
{
    fwtime left = alarm_on ? time_sub(alarm_at, now) : (fwtime){0, 0};
    alarm_interval = (fwtime){0, 0};
    alarm_on = seconds != 0;
    alarm_at = time_add(now, (fwtime){seconds, 0});
    return (s32)(left.sec + (left.nsec != 0));
}
