/* Dies as the argument says. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int zero, million = 1000000;
static volatile char bytes[8] __attribute__((aligned(8)));
/* gcc would load by halves what it knows to be misaligned. */
static int load(volatile char *p)
{
    int v;
    __asm__ volatile("lw %0, 0(%1)" : "=r"(v) : "r"(p) : "memory");
    return v;
}
static void store(volatile char *p) { __asm__ volatile("sw $0, 0(%0)" : : "r"(p) : "memory"); }
/* Takes its system call with the stack pointer where there is no stack. */
static void call_at(unsigned long sp, long number)
{
    register long v0 __asm__("$2") = number;
    __asm__ volatile("move $29, %1\nsyscall" : "+r"(v0) : "r"(sp) : "memory");
    __builtin_trap();
}

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static void *crosses(void *arg)
{
    pthread_mutex_lock(&second);
    usleep(1000);
    pthread_mutex_lock(&first);
    return arg;
}

static void *leader_exits(void *arg) { usleep(1000); puts("last thread"); exit(*(int *)arg); }

int main(int argc, char **argv)
{
    const char *how = argc > 1 ? argv[1] : "";
    printf("%s\n", how);
    fflush(stdout);
    if (!strcmp(how, "abort")) abort();
    if (!strcmp(how, "divide")) return million / zero;
    if (!strcmp(how, "load")) return load(bytes + 1);
    if (!strcmp(how, "store")) store(bytes + 2);
    if (!strcmp(how, "overflow")) __asm__ volatile("lui $8, 0x7fff\nadd $8, $8, $8" ::: "$8");
    if (!strcmp(how, "break")) __asm__ volatile("break");
    if (!strcmp(how, "trap")) __asm__ volatile("teq $0, $0");
    if (!strcmp(how, "illegal")) __asm__ volatile(".word 0xffffffff");
    if (!strcmp(how, "jump")) ((void (*)(void))0x40000000)();
    if (!strcmp(how, "kill")) kill(getpid(), SIGKILL);
    if (!strcmp(how, "term")) raise(SIGTERM);
    if (!strcmp(how, "rt")) raise(40);
    if (!strcmp(how, "ignored")) raise(SIGCHLD), raise(SIGURG), raise(SIGWINCH), puts("alive");
    if (!strcmp(how, "blocked fault")) {
        sigset_t all;
        sigfillset(&all);
        sigprocmask(SIG_BLOCK, &all, 0);
        signal(SIGBUS, SIG_IGN);
        return load(bytes + 1);
    }
    if (!strcmp(how, "bad stack")) {
        stack_t ss = {.ss_sp = (void *)0x10, .ss_size = 65536};
        struct sigaction a = {.sa_handler = SIG_DFL};
        sigaltstack(&ss, 0);
        a.sa_handler = (void (*)(int))main;
        a.sa_flags = SA_ONSTACK;
        sigaction(SIGUSR1, &a, 0);
        raise(SIGUSR1);
    }
    if (!strcmp(how, "firmware stack")) { /* a frame there would be a store into the firmware */
        signal(SIGUSR1, (void (*)(int))main);
        sigset_t s;
        sigemptyset(&s);
        sigaddset(&s, SIGUSR1);
        sigprocmask(SIG_BLOCK, &s, 0);
        raise(SIGUSR1);
        register long v0 __asm__("$2") = SYS_rt_sigprocmask, a0 __asm__("$4") = SIG_UNBLOCK, a2 __asm__("$6") = 0;
        register sigset_t *a1 __asm__("$5") = &s;
        register long a3 __asm__("$7") = 16;
        __asm__ volatile("lui $29, 0x8002\nsyscall" : "+r"(v0), "+r"(a3) : "r"(a0), "r"(a1), "r"(a2) : "memory");
        __builtin_trap();
    }
    if (!strcmp(how, "rt_sigreturn")) call_at(0x80020000, SYS_rt_sigreturn);
    if (!strcmp(how, "sigreturn")) call_at(0x7fff7f00, SYS_sigreturn);
    if (!strcmp(how, "sigreturn to nowhere")) {
        static unsigned long long frame[160]; /* the pc in it is 0 */
        call_at((unsigned long)frame, SYS_sigreturn);
    }
    if (!strcmp(how, "deadlock")) {
        pthread_t t;
        pthread_mutex_lock(&first);
        pthread_create(&t, 0, crosses, 0);
        usleep(1000);
        pthread_mutex_lock(&second);
    }
    if (!strcmp(how, "leader")) {
        pthread_t t;
        int code = 44;
        pthread_create(&t, 0, leader_exits, &code);
        syscall(SYS_exit, 3);
    }
    if (!strcmp(how, "pipe")) {
        int fds[2];
        if (pipe(fds)) return 1;
        close(fds[0]);
        return (int)write(fds[1], "x", 1);
    }
    return 300 & 255;
}
