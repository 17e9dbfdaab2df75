/* LL and SC with something between them: another thread's store, a signal handler's, nothing. */
#include <asm/unistd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static volatile int word, linked, stored;

static inline int ll(volatile int *p)
{
    int v;
    __asm__ volatile("ll %0, 0(%1)" : "=r"(v) : "r"(p) : "memory");
    return v;
}

static inline int sc(volatile int *p, int v)
{
    __asm__ volatile("sc %0, 0(%1)" : "+r"(v) : "r"(p) : "memory");
    return v;
}

/* libc's wrappers may have an LL of their own. */
static inline void call(int number, int a, int b)
{
    register int v0 __asm__("$2") = number, a0 __asm__("$4") = a, a1 __asm__("$5") = b, a3 __asm__("$7");
    __asm__ volatile("syscall" : "+r"(v0), "=r"(a3) : "r"(a0), "r"(a1) : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "hi", "lo", "memory");
}

static void *other(void *unused)
{
    (void)unused;
    while (!linked) call(__NR_sched_yield, 0, 0);
    word = 2;
    stored = 1;
    return 0;
}

static void handler(int sig) { (void)sig, word = 3; }

static void again(int value)
{
    int tries = 0;
    do {
        ll(&word);
        tries++;
    } while (!sc(&word, value));
    printf("in a loop: %d in at most 2 tries: %s\n", word, tries <= 2 ? "yes" : "no");
}

int main(void)
{
    word = 1;
    int before = ll(&word), done = sc(&word, before + 10);
    printf("nothing between: %d, word %d\n", done, word);

    pthread_t thread;
    word = 1;
    pthread_create(&thread, 0, other, 0);
    before = ll(&word);
    linked = 1;
    while (!stored) call(__NR_sched_yield, 0, 0);
    done = sc(&word, before + 10);
    printf("a thread between: %d, word %d\n", done, word);
    pthread_join(thread, 0);
    again(20);

    int pid = getpid();
    signal(SIGUSR1, handler);
    word = 1;
    before = ll(&word);
    call(__NR_kill, pid, SIGUSR1);
    done = sc(&word, before + 10);
    printf("a handler between: %d, word %d\n", done, word);
    again(30);
    return 0;
}
