/* Signals that a program raises or runs into, handled. Without an argument what qemu-user gets right too is printed; with one,
 * what only Linux (and the machine) does: the codes of break and teq. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int last_signal, last_code, at_fault, count;
static sigjmp_buf jump;
static char alternate[65536];

/* Steps over the faulting instruction. */
static void step(int sig, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    last_signal = sig;
    last_code = info->si_code;
    at_fault = (uintptr_t)info->si_addr == (uintptr_t)uc->uc_mcontext.pc;
    uc->uc_mcontext.pc += 4;
    uc->uc_mcontext.gregs[8] = 0x1234; /* $t0 */
}

static void plain(int sig) { last_signal = sig, count++; }
static void leap(int sig) { siglongjmp(jump, sig); }
static void onstack(int sig)
{
    char here;
    last_signal = sig;
    at_fault = &here >= alternate && &here < alternate + sizeof alternate;
}

static void install(int sig, void (*f)(int, siginfo_t *, void *), int flags)
{
    struct sigaction a;
    memset(&a, 0, sizeof a);
    a.sa_sigaction = f;
    a.sa_flags = flags | SA_SIGINFO;
    sigaction(sig, &a, 0);
}

#define FAULT(name, text)                                                                                     \
    do {                                                                                                      \
        unsigned t0;                                                                                          \
        last_signal = 0;                                                                                      \
        __asm__ volatile(".set push\n.set noreorder\n.set mips32r2\nli $8, 1\n" text "\nmove %0, $8\n.set pop" \
                         : "=r"(t0) : "r"(alternate + 1) : "$8", "$9", "memory");                             \
        printf("%s: signal %d code %d at %d t0 %x\n", name, last_signal, last_code, at_fault, t0);            \
    } while (0)

static void *other(void *arg)
{
    sigset_t s;
    int sig = 0;
    (void)arg;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR2);
    sigwait(&s, &sig);
    return (void *)(long)sig;
}

static void *interrupted(void *arg)
{
    struct timespec t = {100, 0}, left = {0, 0};
    (void)arg;
    int r = nanosleep(&t, &left);
    return (void *)(long)(r == -1 && errno == EINTR && left.tv_sec == 99);
}

static volatile int divisor;

int main(int argc, char **argv)
{
    (void)argv;
    for (int s = 1; s < 32; s++)
        if (s != SIGKILL && s != SIGSTOP) install(s, step, 0);
    if (argc > 1) {
        FAULT("break 7", "break 7");
        FAULT("break 6", "break 6");
        FAULT("break 0,7", "break 0, 7");
        FAULT("break 5", "break 5");
        FAULT("teq 7", "teq $8, $8, 7");
        FAULT("teq 6", "teq $8, $8, 6");
        FAULT("tne 0", "tne $8, $0");
        FAULT("tgei", "tgei $8, -5");
        FAULT("load in a delay slot", "b 1f\nlw $9, 0(%1)\nli $8, 7\n1:");
        FAULT("jump to nowhere aligned", "nop\nla $9, 1f\naddiu $9, $9, -4\njr $9\nnop\nbreak\n1: nop");
        signal(SIGFPE, leap);
        if (!sigsetjmp(jump, 1)) printf("%d\n", argc * 1000000 / divisor);
        puts("divided by zero");
        return 0;
    }
    FAULT("lw", "lw $9, 0(%1)");
    FAULT("lh", "lh $9, 0(%1)");
    FAULT("sw", "sw $9, 0(%1)");
    FAULT("add", "lui $9, 0x7fff\nadd $9, $9, $9");
    FAULT("sub", "lui $9, 0x8000\nsub $9, $9, $8");
    FAULT("addi", "lui $9, 0x7fff\nori $9, 0xffff\naddi $9, $9, 1");
    FAULT("reserved", ".word 0x4c00ffff | 0");
    FAULT("cop2", ".word 0x4bffffff");
    FAULT("rdhwr", "li $9, 5\n.word 0x7c09f03b");

    signal(SIGUSR1, plain);
    printf("raise %d signal %d count %d\n", raise(SIGUSR1), last_signal, count);
    sigset_t set, old;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &old);
    raise(SIGUSR1);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    printf("blocked %d", count);
    sigset_t pending;
    sigpending(&pending);
    printf(" pending %d", sigismember(&pending, SIGUSR1));
    sigprocmask(SIG_SETMASK, &old, 0);
    printf(" now %d\n", count); /* once as process and once as thread signal */
    signal(SIGRTMIN, plain);
    count = 0;
    sigaddset(&set, SIGRTMIN);
    sigprocmask(SIG_BLOCK, &set, &old);
    for (int i = 0; i < 5; i++) sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = i});
    sigprocmask(SIG_SETMASK, &old, 0);
    printf("queued %d\n", count);

    for (int i = 0; i < 3; i++) {
        signal(SIGSEGV, leap);
        int sig = sigsetjmp(jump, 1);
        if (!sig) raise(SIGSEGV);
        printf("leapt %d\n", sig);
    }
    stack_t ss = {.ss_sp = alternate, .ss_size = sizeof alternate}, was;
    sigaltstack(&ss, 0);
    struct sigaction a = {.sa_handler = onstack, .sa_flags = SA_ONSTACK | SA_RESETHAND};
    sigaction(SIGUSR2, &a, 0);
    raise(SIGUSR2);
    sigaltstack(0, &was);
    sigaction(SIGUSR2, 0, &a);
    printf("alternate stack %d flags %d reset %d\n", at_fault, was.ss_flags, a.sa_handler == SIG_DFL);

    pthread_t t;
    void *r;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, 0);
    pthread_create(&t, 0, other, 0);
    usleep(200000);
    pthread_kill(t, SIGUSR2);
    pthread_join(t, &r);
    printf("sigwait %ld\n", (long)r);
    pthread_create(&t, 0, interrupted, 0);
    usleep(200000);
    count = 0;
    pthread_kill(t, SIGUSR1);
    pthread_join(t, &r);
    printf("interrupted %ld count %d\n", (long)r, count);

    count = 0;
    signal(SIGALRM, plain);
    alarm(1);
    sigset_t none;
    sigemptyset(&none);
    printf("sigsuspend %d %s count %d\n", sigsuspend(&none), strerror(errno), count);
    struct itimerval it = {{0, 2000}, {0, 2000}};
    setitimer(ITIMER_REAL, &it, 0);
    while (count < 4) pause();
    memset(&it, 0, sizeof it);
    setitimer(ITIMER_REAL, &it, 0);
    printf("ticks %d\n", count >= 4); // a fifth may have come by now

    signal(SIGABRT, leap);
    if (!sigsetjmp(jump, 1)) abort();
    puts("not aborted");
    fflush(stdout);
    signal(SIGTERM, SIG_DFL);
    kill(getpid(), SIGTERM);
    puts("unreachable");
}
