/* Shared declarations of the firmware. Everything that a guest passes is hostile or wrong until checked. */
#ifndef FW_H
#define FW_H

#include "zkfp.h"

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef int s32;
typedef unsigned long long u64;
typedef long long s64;

#define BOOT ((const volatile u32 *)0x80F00000)
enum { BOOT_PROFILE = 1, BOOT_ENTRY, BOOT_PHDR, BOOT_PHNUM, BOOT_PHENT, BOOT_BRK, BOOT_LOW };
static inline int cannon(void) { return BOOT[BOOT_PROFILE] == 1; } /* the profile; the boot block is part of the program's key */

#define PAGE 4096u
#define USER_END 0x7fff8000u /* Linux's TASK_SIZE for o32 */
#define STACK_SIZE 0x800000u
#define NSIG 128
#define MAX_THREADS 1024
#define MAX_FDS 256

/* ---- numbers of Linux/MIPS o32 ---- */
enum {
    EPERM = 1, ENOENT = 2, ESRCH = 3, EINTR = 4, EIO = 5, E2BIG = 7, EBADF = 9, ECHILD = 10, EAGAIN = 11, ENOMEM = 12, EACCES = 13,
    EFAULT = 14, EEXIST = 17, ENODEV = 19, ENOTDIR = 20, EISDIR = 21, EINVAL = 22, EMFILE = 24, ENOTTY = 25, ENOSPC = 28, ESPIPE = 29,
    EROFS = 30, EPIPE = 32, EDOM = 33, ERANGE = 34, ENAMETOOLONG = 78, ENOSYS = 89, ELOOP = 90, ENOTSOCK = 95, EAFNOSUPPORT = 124,
    EOPNOTSUPP = 122,
    ETIMEDOUT = 145
};
enum {
    SIGILL = 4, SIGTRAP = 5, SIGABRT = 6, SIGFPE = 8, SIGKILL = 9, SIGBUS = 10, SIGSEGV = 11, SIGPIPE = 13, SIGALRM = 14, SIGCHLD = 18,
    SIGWINCH = 20, SIGURG = 21, SIGSTOP = 23, SIGTSTP = 24, SIGCONT = 25, SIGTTIN = 26, SIGTTOU = 27
};

/* ---- time: seconds and nanoseconds, because the machine has no cheap 64-bit division ---- */
typedef struct { u32 sec, nsec; } fwtime;
extern fwtime now; /* CLOCK_MONOTONIC */
#define EPOCH 1735689600u /* CLOCK_REALTIME is this much ahead: 2025-01-01T00:00:00Z at the start */

/* ---- threads ---- */
typedef struct { u32 bits[NSIG / 32]; } sigset;
typedef struct { s32 code; u32 pid, uid, value; } siginfo_small;

enum { T_FREE, T_READY, T_FUTEX, T_SLEEP, T_POLL, T_SIGWAIT, T_SUSPEND, T_PIPE };

typedef struct tcb {
    u32 r[32];               /* offsets are known to start.S */
    u32 hi, lo, pc, npc;     /* npc: 0, or where to go after one instruction at pc */
    u32 epc;                 /* the system call or faulting instruction */
    u32 full;                /* restore every register, not only those that a system call keeps */
    u32 userlocal;
    u32 state, tid;
    struct tcb *next;        /* ready queue */
    u32 clear_tid, robust;
    u32 wait_addr, wait_bits, wait_order;
    u32 again;               /* this call waited before: its deadline stands */
    fwtime deadline;
    u32 timed;
    sigset blocked, saved_mask, wait_set;
    u32 restore_mask;
    u32 alt_sp, alt_size, alt_flags;
    u32 progress;            /* bytes that a waiting write has put into its pipe */
    u32 fpr[32], fcsr, fpu_used;
} tcb;

extern tcb *current;
extern u32 need_switch;
extern u32 thread_count;

void boot(void);
tcb *leave_full(u32 result);
tcb *handle_trap(u32 cause, u32 badvaddr);
tcb *system_call(void); /* table.c */
#define NO_RESULT 0x80000001u /* the caller's registers are set already, or it waits */

/* sched.c */
void sched_init(void);
void ready(tcb *t);
void set_result(tcb *t, s32 v);
void block(u32 state);
void wake(tcb *t, s32 result);
void wake_again(tcb *t);
void wake_pollers(void);
void clock_tick(u32 nsec);
int time_before(fwtime a, fwtime b);
fwtime time_add(fwtime a, fwtime b);
fwtime time_sub(fwtime a, fwtime b);
tcb *find_thread(u32 tid);
tcb *first_thread(void);
tcb *next_thread(tcb *t);
int get_deadline(u32 ptr, int is64, int absolute, int realtime, fwtime *out);
int read_timespec(u32 ptr, int is64, fwtime *out);
void write_timespec(u32 ptr, int is64, fwtime t);

/* futex.c */
u32 futex_wake(u32 addr, u32 count, u32 bits);

/* vm.c */
void vm_init(u32 brk);
int vm_ok(u32 addr, u32 len);
int vm_hole(u32 addr, u32 len);
s32 vm_fault_code(u32 addr);
void zero_words(u32 addr, u32 len);
void copy(void *d, const void *s, u32 n);
void fill(void *d, u32 v, u32 n);
int user_string(u32 addr, u32 max); /* length, or -EFAULT / -ENAMETOOLONG */

/* signal.c */
void force_signal(u32 sig, s32 code, u32 addr);
void raise_signal(tcb *t, u32 sig, siginfo_small info);
int deliver_signals(void);
int suspend_mask(const sigset *m);
void forget_signals(const tcb *t);
void raise_self(u32 sig);
enum { SI_USER = 0, SI_KERNEL = 0x80, SI_QUEUE = -1, SI_TKILL = -6 };

/* fs.c */
void fs_init(void);

/* fpu.c */
int fpu_emulate(u32 insn); /* 0 done, else the signal to raise */
extern s32 fpu_code;
extern u32 fpu_fault_addr;

/* main.c: the run's output digest and its end */
void out_bytes(u32 addr, u32 len);
void finish(u32 status) __attribute__((noreturn));
void stop(const char *why) __attribute__((noreturn));
void host_write(u32 fd, u32 addr, u32 len);
enum { TELL_DIES = 1 /* signal, si_code, address */, TELL_WAITS /* state */ };
void tell(u32 what, const tcb *t, u32 a, u32 b, u32 c);
void hint_words(u32 *dst, u32 words, u32 service); /* start.S */

/* oracle.c */
void oracle_init(void);
void oracle_digest(u32 digest[8]);

/* hashes */
typedef struct { u32 h[8]; u32 buf[16]; u32 fill; u32 len_lo, len_hi; } sha256;
void sha256_init(sha256 *s);
void sha256_update(sha256 *s, const void *data, u32 len);
void sha256_final(sha256 *s, u32 out[8]);
void keccak256(const u8 *data, u32 len, u8 out[32]);

/* blob.c: elements, points and values are 32 bytes each, big endian, word aligned */
#define BLOB_ELEMENTS 4096u
int blob_below_order(const u32 *x);
u32 blob_root(const u32 *point);  /* the element whose place in the polynomial this is, or BLOB_ELEMENTS */
void blob_value(const u32 *elements, const u32 *z, u32 *y); /* y = p(z); elements and z below the order */
void blob_reduce(u32 *z, const u32 *h);

/* main.c */
u32 random_word(void);

/* An SC whose LL is before this fails, as after any change of context. */
static inline void break_link(void) { __asm__ volatile("mtc0 %0, $17" : : "r"(1)); }
/* The word whose bytes in memory are v's, big endian; and back. */
static inline u32 big(u32 v)
{
#ifdef __MIPSEB__
    return v;
#else
    return __builtin_bswap32(v);
#endif
}
static inline u32 rd32(u32 a) { return *(volatile u32 *)a; }
static inline void wr32(u32 a, u32 v) { *(volatile u32 *)a = v; }
/* User pointers need not be aligned. */
struct unaligned { u32 v; } __attribute__((packed));
static inline u32 get32(u32 a) { return ((struct unaligned *)a)->v; }
static inline void put32(u32 a, u32 v) { ((struct unaligned *)a)->v = v; }
static inline void put64(u32 a, u32 hi, u32 lo)
{
#ifdef __MIPSEB__
    put32(a, hi); put32(a + 4, lo);
#else
    put32(a, lo); put32(a + 4, hi);
#endif
}
/* Fifth and later arguments of a system call lie on the caller's stack at sp + 16. */
int stack_arg(u32 index, u32 *out);

#endif
