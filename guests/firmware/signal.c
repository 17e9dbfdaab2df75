/* Signals: actions, masks, the queue, o32 signal frames. */
#include "fw.h"

enum { SA_SIGINFO = 8, SA_ONSTACK = 0x08000000, SA_RESTART = 0x10000000, SA_NODEFER = 0x40000000 };
#define SA_RESETHAND 0x80000000u
enum { SS_ONSTACK = 1, SS_DISABLE = 2 };
enum { SIG_BLOCK = 1, SIG_UNBLOCK = 2, SIG_SETMASK = 3 };
#define SIG_DFL 0u
#define SIG_IGN 1u
#define PID 1000u
#define UNBLOCKABLE ((1u << (SIGKILL - 1)) | (1u << (SIGSTOP - 1)))

typedef struct { u32 flags, handler; sigset mask; } sigaction_state; /* Linux's layout */
static sigaction_state action[NSIG + 1];

/* Waiting signals in order of arrival; thread 0 means the process. */
#define MAX_QUEUED 256
static struct { tcb *thread; u32 sig; siginfo_small info; } queue[MAX_QUEUED];
static u32 queued;

extern u32 sigreturn_code[], rt_sigreturn_code[];

static int has(const sigset *s, u32 sig) { return s->bits[(sig - 1) >> 5] >> ((sig - 1) & 31) & 1; }
static void add(sigset *s, u32 sig) { s->bits[(sig - 1) >> 5] |= 1u << ((sig - 1) & 31); }

static void set_mask(tcb *t, const sigset *m)
{
    t->blocked = *m;
    t->blocked.bits[0] &= ~UNBLOCKABLE;
}

static int default_ignores(u32 sig) { return sig == SIGCHLD || sig == SIGURG || sig == SIGWINCH || sig == SIGCONT; }
static void die(const tcb *t, u32 sig, s32 code, u32 addr)
{
    tell(TELL_DIES, t, sig, (u32)code, addr);
    finish(sig & 127);
}

static int default_stops(u32 sig) { return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU; }
static int ignored(u32 sig) { return action[sig].handler == SIG_IGN || (action[sig].handler == SIG_DFL && default_ignores(sig)); }

/* ---- sending ---- */

/* A signal that t does not block has arrived: end an interruptible wait. */
static void interrupt(tcb *t, u32 sig)
{
    int restart = action[sig].handler > SIG_IGN && (action[sig].flags & SA_RESTART);
    switch (t->state) {
    case T_PIPE:
        if (t->progress) wake(t, (s32)t->progress), t->progress = 0;
        else if (restart) wake_again(t);
        else wake(t, -EINTR);
        break;
    case T_FUTEX:
        if (restart && !t->timed) wake_again(t); else wake(t, -EINTR);
        break;
    case T_SLEEP:
        if (t->wait_addr) write_timespec(t->wait_addr, (int)t->wait_bits, time_sub(t->deadline, now));
        wake(t, -EINTR);
        break;
    case T_POLL: case T_SIGWAIT: case T_SUSPEND:
        wake(t, -EINTR);
        break;
    }
}

static void sigwait_done(tcb *t, u32 sig, const siginfo_small *info);

void raise_signal(tcb *t, u32 sig, siginfo_small info)
{
    /* whoever sigwaits for it gets it, blocked or not */
    for (tcb *w = t ? t : first_thread(); w; w = t ? 0 : next_thread(w))
        if (w->state == T_SIGWAIT && has(&w->wait_set, sig)) {
            sigwait_done(w, sig, &info);
            return;
        }
    tcb *target = t;
    if (!t) {
        if (current->state != T_FREE && !has(&current->blocked, sig)) target = current;
        else
            for (target = first_thread(); target && has(&target->blocked, sig); target = next_thread(target)) { }
    } else if (has(&t->blocked, sig))
        target = 0;
    if (target && ignored(sig)) return;
    if (target && action[sig].handler == SIG_DFL && !default_stops(sig)) die(target, sig, info.code, 0); /* at once, whichever thread it hits */
    if (sig < 32)
        for (u32 i = 0; i < queued; i++)
            if (queue[i].sig == sig && queue[i].thread == t) return;
    if (queued == MAX_QUEUED) return;
    queue[queued].thread = t;
    queue[queued].sig = sig;
    queue[queued++].info = info;
    if (target) interrupt(target, sig);
}

static void unqueue(u32 i)
{
    for (queued--; i < queued; i++) queue[i] = queue[i + 1];
}

/* A thread ends; its block may serve another. */
void forget_signals(const tcb *t)
{
    for (u32 i = queued; i--;)
        if (queue[i].thread == t) unqueue(i);
}

/* The lowest pending signal for t within `set` (inverted: outside it), as an index into the queue, or -1. */
static int pending_in(const tcb *t, const sigset *set, int invert)
{
    int best = -1;
    for (u32 i = 0; i < queued; i++)
        if ((!queue[i].thread || queue[i].thread == t) && has(set, queue[i].sig) != invert
            && (best < 0 || queue[i].sig < queue[best].sig)) best = (int)i;
    return best;
}

void raise_self(u32 sig) { raise_signal(current, sig, (siginfo_small){SI_USER, PID, 0, 0}); }

/* ---- frames ---- */

#define SC_SIZE 584u   /* struct sigcontext of o32 */
#define SF_SC 24u
#define SF_SIZE (SF_SC + SC_SIZE + 16)
#define RT_INFO 24u
#define RT_UC (RT_INFO + 128)
#define UC_SC 24u
#define RT_SIZE (RT_UC + UC_SC + SC_SIZE + 16)
enum { SC_PC = 8, SC_REGS = 16, SC_FPREGS = 272, SC_FPC_CSR = 532, SC_USED_MATH = 540, SC_MDHI = 552, SC_MDLO = 560 };

static void save_context(u32 sc, const tcb *t)
{
    fill((void *)sc, 0, SC_SIZE);
    put64(sc + SC_PC, 0, t->pc);
    for (u32 i = 1; i < 32; i++) put64(sc + SC_REGS + 8 * i, 0, t->r[i]);
    put64(sc + SC_MDHI, 0, t->hi);
    put64(sc + SC_MDLO, 0, t->lo);
    put32(sc + SC_USED_MATH, t->fpu_used);
    if (!t->fpu_used) return;
    for (u32 i = 0; i < 32; i += 2) put64(sc + SC_FPREGS + 8 * i, t->fpr[i + 1], t->fpr[i]);
    put32(sc + SC_FPC_CSR, t->fcsr);
}

#ifdef __MIPSEB__
#define LOW(a) get32((a) + 4)
#define HIGH(a) get32(a)
#else
#define LOW(a) get32(a)
#define HIGH(a) get32((a) + 4)
#endif

static void load_context(u32 sc, tcb *t)
{
    break_link();
    t->pc = LOW(sc + SC_PC);
    t->npc = 0;
    for (u32 i = 1; i < 32; i++) t->r[i] = LOW(sc + SC_REGS + 8 * i);
    t->hi = LOW(sc + SC_MDHI);
    t->lo = LOW(sc + SC_MDLO);
    t->full = 1;
    if ((t->fpu_used = get32(sc + SC_USED_MATH) & 1) == 0) return;
    for (u32 i = 0; i < 32; i += 2) t->fpr[i] = LOW(sc + SC_FPREGS + 8 * i), t->fpr[i + 1] = HIGH(sc + SC_FPREGS + 8 * i);
    t->fcsr = get32(sc + SC_FPC_CSR) & ~0x3f000u; /* no enabled cause may trap on the way back */
}

static int on_alt(const tcb *t) { return t->r[29] > t->alt_sp && t->r[29] - t->alt_sp <= t->alt_size; }

static u32 alt_flags(const tcb *t) { return t->alt_flags & SS_DISABLE ? SS_DISABLE : on_alt(t) ? SS_ONSTACK : 0; }

static void put_mask(u32 addr, const sigset *m)
{
    for (u32 i = 0; i < NSIG / 32; i++) put32(addr + 4 * i, m->bits[i]);
}

static void get_mask(u32 addr, sigset *m)
{
    for (u32 i = 0; i < NSIG / 32; i++) m->bits[i] = get32(addr + 4 * i);
}

static void put_info(u32 p, u32 sig, const siginfo_small *info)
{
    fill((void *)p, 0, 128);
    put32(p, sig);
    put32(p + 4, (u32)info->code); /* MIPS: signo, code, errno */
    put32(p + 12, info->pid);      /* pid, or the address of a fault */
    put32(p + 16, info->uid);
    put32(p + 20, info->value);
}

static void push_frame(tcb *t, u32 sig, const siginfo_small *info)
{
    u32 flags = action[sig].flags, handler = action[sig].handler, sp = t->r[29], size = flags & SA_SIGINFO ? RT_SIZE : SF_SIZE;
    if ((flags & SA_ONSTACK) && alt_flags(t) == 0) sp = t->alt_sp + t->alt_size;
    else sp -= 32;
    u32 frame = (sp - size) & ~7u;
    if (!vm_ok(frame, size)) die(t, SIGSEGV, SI_KERNEL, frame);
    /* A call that was woken to look again ends here: a poll interrupted, a write with what it has written; others are repeated. */
    if (t->again || t->progress) {
        set_result(t, t->again ? -EINTR : (s32)t->progress);
        t->pc = t->npc ? t->npc : t->epc + 4;
    } else if (t->npc)
        t->pc -= 4; /* repeated from the branch in whose delay slot it is */
    const sigset *old = t->restore_mask ? &t->saved_mask : &t->blocked;
    fill((void *)frame, 0, 24);
    if (flags & SA_SIGINFO) {
        u32 uc = frame + RT_UC;
        put_info(frame + RT_INFO, sig, info);
        put32(uc, 0), put32(uc + 4, 0);
        put32(uc + 8, t->alt_sp), put32(uc + 12, t->alt_size), put32(uc + 16, alt_flags(t)), put32(uc + 20, 0);
        save_context(uc + UC_SC, t);
        put_mask(uc + UC_SC + SC_SIZE, old);
        t->r[5] = frame + RT_INFO;
        t->r[6] = uc;
        t->r[31] = (u32)rt_sigreturn_code;
    } else {
        save_context(frame + SF_SC, t);
        put_mask(frame + SF_SC + SC_SIZE, old);
        t->r[5] = 0;
        t->r[6] = frame + SF_SC;
        t->r[31] = (u32)sigreturn_code;
    }
    break_link();
    t->r[4] = sig;
    t->r[29] = frame;
    t->r[25] = t->pc = handler;
    t->npc = 0;
    t->full = 1;
    t->restore_mask = t->again = t->timed = t->progress = 0;
    sigset m = t->blocked;
    for (u32 i = 0; i < NSIG / 32; i++) m.bits[i] |= action[sig].mask.bits[i];
    if (!(flags & SA_NODEFER)) add(&m, sig);
    set_mask(t, &m);
    if (flags & SA_RESETHAND) action[sig].handler = SIG_DFL;
    if (handler & 3) die(t, SIGBUS, 1, handler);
}

static void act(tcb *t, u32 sig, const siginfo_small *info)
{
    if (ignored(sig)) return;
    if (action[sig].handler != SIG_DFL) push_frame(t, sig, info);
    else if (default_stops(sig)) stop("stopped by a signal, and nobody is there to continue it");
    else die(t, sig, info->code, 0);
}

/* Delivers what is pending for the current thread. 1 when its state changed so that scheduling must look again. */
int deliver_signals(void)
{
    int i;
    while (queued && (i = pending_in(current, &current->blocked, 1)) >= 0) {
        u32 sig = queue[i].sig;
        siginfo_small info = queue[i].info;
        unqueue((u32)i);
        act(current, sig, &info);
    }
    if (current->restore_mask) { /* sigsuspend or ppoll that ended without a handler */
        current->restore_mask = 0;
        set_mask(current, &current->saved_mask);
        return 1;
    }
    return 0;
}

/* A fault of the current thread: cannot wait and cannot be ignored. */
void force_signal(u32 sig, s32 code, u32 addr)
{
    siginfo_small info = {code, addr, 0, 0};
    if (code == SI_KERNEL) info.pid = 0;
    if (action[sig].handler <= SIG_IGN || has(&current->blocked, sig)) die(current, sig, code, info.pid);
    push_frame(current, sig, &info);
}

s32 sys_sigreturn(void)
{
    u32 frame = current->r[29];
    if (!vm_ok(frame, SF_SIZE)) die(current, SIGSEGV, SI_KERNEL, frame);
    sigset m;
    get_mask(frame + SF_SC + SC_SIZE, &m);
    set_mask(current, &m);
    load_context(frame + SF_SC, current);
    if (current->pc & 3) force_signal(SIGBUS, 1, current->pc);
    return (s32)NO_RESULT;
}

s32 sys_rt_sigreturn(void)
{
    u32 frame = current->r[29], uc = frame + RT_UC;
    if (!vm_ok(frame, RT_SIZE)) die(current, SIGSEGV, SI_KERNEL, frame);
    sigset m;
    get_mask(uc + UC_SC + SC_SIZE, &m);
    set_mask(current, &m);
    load_context(uc + UC_SC, current);
    if (get32(uc + 16) & SS_DISABLE) current->alt_flags = SS_DISABLE;
    else if (!on_alt(current)) current->alt_sp = get32(uc + 8), current->alt_size = get32(uc + 12), current->alt_flags = 0;
    if (current->pc & 3) force_signal(SIGBUS, 1, current->pc);
    return (s32)NO_RESULT;
}

/* ---- system calls ---- */

s32 sys_rt_sigaction(u32 sig, u32 new, u32 old, u32 size)
{
    if (size != sizeof(sigset) || sig - 1 >= NSIG) return -EINVAL;
    if (new && (sig == SIGKILL || sig == SIGSTOP)) return -EINVAL;
    if ((new && !vm_ok(new, 24)) || (old && !vm_ok(old, 24))) return -EFAULT;
    sigaction_state fresh;
    if (new) {
        if (new & 3) copy(&fresh, (void *)new, 24);
        else fresh = *(sigaction_state *)new;
    }
    if (old) {
        if (old & 3) copy((void *)old, &action[sig], 24);
        else *(sigaction_state *)old = action[sig];
    }
    if (new) {
        fresh.mask.bits[0] &= ~UNBLOCKABLE;
        action[sig] = fresh;
        if (ignored(sig)) /* POSIX: what was pending is discarded */
            for (u32 i = queued; i--;)
                if (queue[i].sig == sig) unqueue(i);
    }
    return 0;
}

s32 sys_rt_sigprocmask(u32 how, u32 new, u32 old, u32 size)
{
    if (size != sizeof(sigset)) return -EINVAL;
    if ((new && !vm_ok(new, 16)) || (old && !vm_ok(old, 16))) return -EFAULT;
    sigset was = current->blocked, m;
    if (new) {
        get_mask(new, &m);
        for (u32 i = 0; i < NSIG / 32; i++)
            switch (how) {
            case SIG_BLOCK: m.bits[i] |= was.bits[i]; break;
            case SIG_UNBLOCK: m.bits[i] = was.bits[i] & ~m.bits[i]; break;
            case SIG_SETMASK: break;
            default: return -EINVAL;
            }
        set_mask(current, &m);
    }
    if (old) put_mask(old, &was);
    return 0;
}

s32 sys_rt_sigpending(u32 set, u32 size)
{
    if (size > sizeof(sigset)) return -EINVAL;
    if (!vm_ok(set, size)) return -EFAULT;
    sigset m = {{0}};
    for (u32 i = 0; i < queued; i++)
        if (!queue[i].thread || queue[i].thread == current) add(&m, queue[i].sig);
    copy((void *)set, &m, size);
    return 0;
}

/* The mask of the current thread becomes *m until its call ends. 1 when a signal that it lets in is waiting: the call must end. */
int suspend_mask(const sigset *m)
{
    current->saved_mask = current->blocked;
    current->restore_mask = 1;
    set_mask(current, m);
    for (u32 i = 0; i < queued; i++)
        if ((!queue[i].thread || queue[i].thread == current) && !has(&current->blocked, queue[i].sig) && !ignored(queue[i].sig)) return 1;
    return 0;
}

s32 sys_rt_sigsuspend(u32 set, u32 size)
{
    if (size != sizeof(sigset)) return -EINVAL;
    if (!vm_ok(set, 16)) return -EFAULT;
    sigset m;
    get_mask(set, &m);
    if (suspend_mask(&m)) return -EINTR;
    block(T_SUSPEND);
    return (s32)NO_RESULT;
}

static void sigwait_done(tcb *t, u32 sig, const siginfo_small *info)
{
    if (t->wait_addr) put_info(t->wait_addr, sig, info);
    if (t == current && t->state == T_READY) set_result(t, (s32)sig); else wake(t, (s32)sig);
}

static s32 sigtimedwait(u32 set, u32 info, u32 timeout, u32 size, int is64)
{
    if (size != sizeof(sigset)) return -EINVAL;
    if (!vm_ok(set, 16) || (info && !vm_ok(info, 128))) return -EFAULT;
    fwtime d = {0, 0};
    if (timeout) {
        int e = get_deadline(timeout, is64, 0, 0, &d);
        if (e) return e;
    }
    get_mask(set, &current->wait_set);
    current->wait_addr = info;
    int i = pending_in(current, &current->wait_set, 0);
    if (i >= 0) {
        u32 sig = queue[i].sig;
        siginfo_small s = queue[i].info;
        unqueue((u32)i);
        if (info) put_info(info, sig, &s);
        return (s32)sig;
    }
    current->timed = timeout != 0;
    current->deadline = d;
    block(T_SIGWAIT);
    return (s32)NO_RESULT;
}

s32 sys_rt_sigtimedwait(u32 set, u32 info, u32 timeout, u32 size) { return sigtimedwait(set, info, timeout, size, 0); }
s32 sys_rt_sigtimedwait64(u32 set, u32 info, u32 timeout, u32 size) { return sigtimedwait(set, info, timeout, size, 1); }

s32 sys_sigaltstack(u32 new, u32 old)
{
    if ((new && !vm_ok(new, 12)) || (old && !vm_ok(old, 12))) return -EFAULT;
    u32 sp = current->alt_sp, size = current->alt_size, flags = alt_flags(current);
    if (new) {
        u32 nsp = get32(new), nsize = get32(new + 4), nflags = get32(new + 8);
        if (flags & SS_ONSTACK) return -EPERM;
        if (nflags & ~3u) return -EINVAL;
        if (nflags & SS_DISABLE) current->alt_sp = current->alt_size = 0, current->alt_flags = SS_DISABLE;
        else {
            if (nsize < 2048) return -ENOMEM;
            current->alt_sp = nsp, current->alt_size = nsize, current->alt_flags = 0;
        }
    }
    if (old) put32(old, sp), put32(old + 4, size), put32(old + 8, flags);
    return 0;
}

static s32 send(tcb *t, u32 sig, s32 code)
{
    if (sig >= NSIG) return -EINVAL; /* 128 has no wait status */
    if (sig) raise_signal(t, sig, (siginfo_small){code, PID, 0, 0});
    return 0;
}

s32 sys_kill(u32 pid, u32 sig)
{
    if (sig >= NSIG) return -EINVAL; /* 128 has no wait status */
    if (pid != PID && pid != 0 && pid != -PID) return -ESRCH;
    return send(0, sig, SI_USER);
}

static s32 tkill(u32 tid, u32 sig)
{
    if ((s32)tid <= 0) return -EINVAL;
    tcb *t = find_thread(tid);
    return t ? send(t, sig, SI_TKILL) : sig >= NSIG ? -EINVAL : -ESRCH;
}

s32 sys_tkill(u32 tid, u32 sig) { return tkill(tid, sig); }
s32 sys_tgkill(u32 pid, u32 tid, u32 sig) { return (s32)pid <= 0 ? -EINVAL : pid != PID ? -ESRCH : tkill(tid, sig); }

static s32 queueinfo(tcb *t, u32 sig, u32 info)
{
    if (sig >= NSIG) return -EINVAL; /* 128 has no wait status */
    if (!vm_ok(info, 128)) return -EFAULT;
    s32 code = (s32)get32(info + 4);
    if (code >= 0 || code == SI_TKILL) { if (t != current && t) return -EPERM; }
    if (sig && sig >= 32 && queued == MAX_QUEUED) return -EAGAIN;
    if (sig) raise_signal(t, sig, (siginfo_small){code, get32(info + 12), get32(info + 16), get32(info + 20)});
    return 0;
}

s32 sys_rt_sigqueueinfo(u32 pid, u32 sig, u32 info) { return pid == PID ? queueinfo(0, sig, info) : -ESRCH; }

s32 sys_rt_tgsigqueueinfo(u32 pid, u32 tid, u32 sig, u32 info)
{
    tcb *t = find_thread(tid);
    if ((s32)pid <= 0 || (s32)tid <= 0) return -EINVAL;
    return pid == PID && t ? queueinfo(t, sig, info) : -ESRCH;
}
