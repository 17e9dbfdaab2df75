/* Memory that is never mapped: the first page, and guards below stacks. Checks itself: qemu-user has other codes and addresses. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
static int failures;
static void check(int ok, const char *what)
{
    printf("%s: %s\n", what, ok ? "ok" : "WRONG");
    failures += !ok;
}

static sigjmp_buf back;
static volatile int code, faults;
static volatile uintptr_t address, stack_of_handler;
static volatile uint32_t pc_word;

static void handler(int sig, siginfo_t *info, void *context)
{
    (void)sig;
    int here;
    code = info->si_code;
    address = (uintptr_t)info->si_addr;
    stack_of_handler = (uintptr_t)&here;
    uintptr_t pc = (uintptr_t)((ucontext_t *)context)->uc_mcontext.pc;
    pc_word = pc < 0x10000 ? 0 : *(uint32_t *)pc;
    faults++;
    siglongjmp(back, 1);
}

/* Is there a fault at `where`, with this code? */
#define FAULTS(access, where, want) ({ \
    code = 0, address = 1; \
    if (!sigsetjmp(back, 1)) { access; } \
    code == (want) && address == (uintptr_t)(where); })

#define ACCESS(insn, p) __asm__ volatile(".set noat\n.set noreorder\n" insn "\n.set reorder\n.set at" : : "r"(p) : "$2", "memory")

static void instructions(char *p, const char *where)
{
    char text[64];
#define ONE(insn, offset) do { \
        snprintf(text, sizeof text, "%s: %.*s +%d", where, (int)strcspn(insn, "\n"), insn, offset); \
        check(FAULTS(ACCESS(insn, p + (offset)), p + (offset), SEGV_MAPERR), text); \
    } while (0)
    ONE("lw $2, 0(%0)", 4); ONE("lw $0, 0(%0)", 0); ONE("lb $2, 0(%0)", 1); ONE("lbu $0, 0(%0)", 3); ONE("lh $2, 0(%0)", 2);
    ONE("lhu $0, 0(%0)", 2); ONE("lwl $2, 0(%0)", 1); ONE("lwr $2, 0(%0)", 2); ONE("lwl $0, 0(%0)", 3); ONE("ll $2, 0(%0)", 4);
    ONE("sw $2, 0(%0)", 4); ONE("sb $2, 0(%0)", 5); ONE("sh $2, 0(%0)", 6); ONE("swl $2, 0(%0)", 1); ONE("swr $2, 0(%0)", 3);
    ONE("sc $2, 0(%0)", 4); ONE("lwc1 $f0, 0(%0)", 4); ONE("ldc1 $f0, 0(%0)", 8); ONE("swc1 $f0, 0(%0)", 4); ONE("sdc1 $f0, 0(%0)", 8);
    ONE("b 1f\nlw $2, 0(%0)\nnop\n1:", 12);
    check(pc_word >> 16 == 0x1000, "in a delay slot: the branch is shown");
    ONE("b 1f\nlwc1 $f0, 0(%0)\nnop\n1:", 12);
    check(pc_word >> 16 == 0x1000, "in a delay slot: the branch is shown");
}

#pragma GCC diagnostic ignored "-Winfinite-recursion"
static __attribute__((noinline)) int deeper(volatile int *p)
{
    volatile int frame[60];
    frame[0] = *p + 1;
    return deeper(frame) + frame[0];
}

static void alternate(void)
{
    stack_t s = {.ss_sp = malloc(65536), .ss_size = 65536};
    sigaltstack(&s, 0);
}

static void *overflows(void *guard)
{
    alternate();
    volatile int zero = 0;
    code = 0;
    if (!sigsetjmp(back, 1)) deeper(&zero);
    pthread_attr_t a;
    void *low;
    size_t size;
    pthread_getattr_np(pthread_self(), &a);
    pthread_attr_getstack(&a, &low, &size);
    *(int *)guard = code == SEGV_ACCERR && address < (uintptr_t)low && address >= (uintptr_t)low - 4096;
    return 0;
}

static int thread_overflow(size_t size)
{
    pthread_t t;
    pthread_attr_t a;
    int ok = 0;
    pthread_attr_init(&a);
    if (size) pthread_attr_setstacksize(&a, size);
    if (pthread_create(&t, &a, overflows, &ok)) return 0;
    pthread_join(t, 0);
    return ok;
}

static char *new_stack(size_t len)
{
    char *p = mmap(0, len, PROT_NONE, ANON | MAP_STACK, -1, 0);
    if (p == MAP_FAILED || mprotect(p + 4096, len - 4096, PROT_READ | PROT_WRITE)) return 0;
    return p;
}

static int guarded(char *p) { return FAULTS(*(volatile char *)p, p, SEGV_ACCERR) && FAULTS(p[4095] = 1, p + 4095, SEGV_ACCERR); }

int main(int argc, char **argv)
{
    volatile int zero = 0;
    if (argc > 1) { /* dies of it */
        puts(argv[1]);
        fflush(stdout);
        if (!strcmp(argv[1], "null")) return *(volatile int *)(uintptr_t)zero;
        if (!strcmp(argv[1], "recursion")) return deeper(&zero);
        if (!strcmp(argv[1], "no room for a frame")) signal(SIGSEGV, (void (*)(int))main), deeper(&zero);
        if (!strcmp(argv[1], "thread")) {
            pthread_t t;
            pthread_create(&t, 0, (void *(*)(void *))deeper, (void *)&zero);
            pthread_join(t, 0);
        }
        return 0;
    }
    setvbuf(stdout, 0, _IOLBF, 0);
    struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGSEGV, &a, 0);
    alternate();
    instructions(0, "null page");
    instructions((char *)0xffe0, "end of the null page");
    check(FAULTS(ACCESS("lw $2, 0x28(%0)", -0x20), 8, SEGV_MAPERR), "an address that wraps");
    check(FAULTS(((void (*)(void))8)(), 8, SEGV_MAPERR), "fetch");
    check(read(0, (void *)(uintptr_t)zero, 1) == -1 && errno == EFAULT && write(1, (void *)0xfffc, 8) == -1 && errno == EFAULT, "system calls do not read it");

    int local;
    char *bottom = (char *)0x7f7f8000;
    check(FAULTS(deeper(&zero), address, SEGV_MAPERR) && address < (uintptr_t)bottom && address + 4096 > (uintptr_t)bottom, "recursion ends at 8 MiB");
    check(stack_of_handler < (uintptr_t)&local - 0x1000000, "its handler runs on the alternate stack");
    *bottom = 1;
    instructions(bottom - 4096, "below the stack");
    check(FAULTS(bottom[-100000000] = 1, bottom - 100000000, SEGV_MAPERR), "far below the stack");
    check(mmap(bottom - 65536, 4096, PROT_READ, ANON, -1, 0) < (void *)(bottom - 0x8000000), "a hint there is not taken");
    check(mmap(bottom - 65536, 4096, PROT_READ, ANON | MAP_FIXED, -1, 0) == MAP_FAILED && errno == ENOMEM, "nor a fixed place");

    check(thread_overflow(0) && thread_overflow(0), "overflow in a thread");
    check(thread_overflow(131072), "in a small thread");
    check(thread_overflow(64 << 20), "in a large thread");

    /* After the large one glibc has none of those stacks in its cache. */
    enum { STACKS = 40 };
    char *p[STACKS];
    int with = 0;
    for (int i = 0; i < STACKS; i++) {
        if (!(p[i] = new_stack(1 << 20))) return printf("no stack %d\n", i), 1;
        p[i][4096] = p[i][(1 << 20) - 1] = 1;
        int is = guarded(p[i]);
        if (is) with++;
        if (is && with == 1) {
            check(mprotect(p[i], 8192, PROT_READ) == -1 && errno == ENOMEM, "a guard cannot be opened");
            check(!mprotect(p[i], 4096, PROT_NONE), "but closed");
            check(write(1, p[i], 1) == -1 && errno == EFAULT && write(1, p[i] + 4090, 20) == -1 && errno == EFAULT, "system calls do not read it");
            check(mremap(p[i], 8192, 16384, MREMAP_MAYMOVE) == MAP_FAILED && errno == EFAULT, "nor does it move");
            check(mmap(p[i], 4096, PROT_READ, ANON | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED && errno == EEXIST, "it is mapped");
        }
    }
    printf("%d stacks with a guard\n", with);
    check(with == 26, "all slots are used");
    munmap(p[3], 1 << 20);
    char *q = new_stack(1 << 20);
    check(q == p[3] && guarded(q), "a slot is used again");
    check(q[4096] == 0 && q[(1 << 20) - 1] == 0, "and is zero");
    munmap(q, 1 << 20);
    check(FAULTS(*(volatile char *)q, q, SEGV_MAPERR), "a guard that is not mapped");
    check(mmap(q - 4096, 65536, PROT_READ, ANON, -1, 0) != q - 4096, "ordinary memory stays away from slots");
    char *n = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, ANON | MAP_STACK, -1, 0);
    memset(n, 1, 1 << 20);
    check(n[0] == 1, "a stack that is mapped at once has no guard");
    printf("faults %d\nfailures %d\n", faults, failures);
    return 0;
}
