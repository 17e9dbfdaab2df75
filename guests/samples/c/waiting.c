/* Calls that wait, and what ends them: room in a pipe, signals let in by a mask, deadlines, calls in delay slots. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static volatile int signals;
static void count(int sig) { (void)sig, signals++; }

static char big[300000];
static int fds[2];

static void *drain(void *arg)
{
    char part[7001];
    size_t total = 0;
    unsigned sum = 0;
    ssize_t n;
    usleep(1000);
    while (total < *(size_t *)arg && (n = read(fds[0], part, sizeof part)) > 0)
        for (ssize_t i = 0; i < n; i++, total++) sum = sum * 31 + (unsigned char)part[i];
    return (void *)(uintptr_t)sum;
}

static void *taker(void *arg)
{
    char part[65536];
    (void)arg;
    usleep(2000);
    for (int left = 65536; left > 0;) left -= (int)read(fds[0], part, (size_t)left);
    return 0;
}

static unsigned expected(size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++) sum = sum * 31 + (unsigned char)big[i];
    return sum;
}

/* Late enough that the other thread waits by then, under qemu on a busy machine too; here a sleep costs nothing. */
static void *closer(void *arg) { usleep(200000); close(*(int *)arg); return 0; }
static void *killer(void *arg) { usleep(200000); pthread_kill(*(pthread_t *)arg, SIGUSR1); return 0; }
static void *alone(void *arg) { usleep(500000); if (write(fds[1], "!", 1) != 1) perror("write"); return arg; }

static void pipes(void)
{
    pthread_t t, self = pthread_self();
    void *sum;
    size_t total = sizeof big;
    for (size_t i = 0; i < sizeof big; i++) big[i] = (char)(i * 13 + (i >> 8));
    pipe(fds);
    pthread_create(&t, 0, drain, &total);
    printf("blocking write %zd\n", write(fds[1], big, sizeof big)); /* all of it, or it waits */
    pthread_join(t, &sum);
    printf("arrived %d\n", (unsigned)(uintptr_t)sum == expected(total));
    struct iovec v[5] = {{big, 1}, {big + 1, 0}, {big + 1, 99999}, {big + 100000, 100001}, {big + 200001, 99999}};
    pthread_create(&t, 0, drain, &total);
    printf("blocking writev %zd\n", writev(fds[1], v, 5));
    pthread_join(t, &sum);
    printf("arrived %d\n", (unsigned)(uintptr_t)sum == expected(total));

    fcntl(fds[1], F_SETFL, O_NONBLOCK);
    ssize_t n = write(fds[1], big, sizeof big);
    printf("nonblocking %d", n == 65536);
    printf(" full %zd %s", write(fds[1], big, 1), strerror(errno));
    printf(" poll %d\n", poll(&(struct pollfd){fds[1], POLLOUT, 0}, 1, 0));
    fcntl(fds[1], F_SETFL, 0);

    signal(SIGUSR1, count);
    pthread_create(&t, 0, killer, &self);
    struct sigaction a = {.sa_handler = count};
    sigaction(SIGUSR1, &a, 0);
    printf("interrupted %zd", write(fds[1], big, 10));
    printf(" %s signals %d\n", strerror(errno), signals);
    pthread_join(t, 0);
    pthread_t u;
    pthread_create(&u, 0, taker, 0); /* makes room for the first 64 KiB of what follows */
    n = write(fds[1], big, 65536);
    pthread_join(u, 0);
    printf("written %zd\n", n);
    char flush[65536];
    for (int left = 65536; left > 0;) left -= (int)read(fds[0], flush, (size_t)left);
    pthread_create(&t, 0, killer, &self);
    a.sa_flags = SA_RESTART;
    sigaction(SIGUSR1, &a, 0);
    printf("partly %zd signals %d\n", write(fds[1], big, 100000), signals); /* no restart: the part is the answer */
    pthread_join(t, 0);
    for (int left = 65536; left > 0;) left -= (int)read(fds[0], flush, (size_t)left);

    pthread_create(&t, 0, killer, &self);
    pthread_create(&u, 0, alone, 0);
    printf("restarted read %zd", read(fds[0], flush, 5));
    printf(" signals %d\n", signals);
    pthread_join(t, 0);
    pthread_join(u, 0);

    signal(SIGPIPE, count);
    signals = 0;
    pthread_create(&t, 0, closer, &fds[0]);
    n = write(fds[1], big, 100000);
    printf("reader gone: %d", n == 65536 || (n == -1 && errno == EPIPE));
    pthread_join(t, 0);
    printf(" write %zd %s signals %d\n", write(fds[1], "x", 1), strerror(errno), signals);
    printf("nothing to a broken pipe %zd\n", write(fds[1], "", 0));
    close(fds[1]);
}

static void masks(void)
{
    sigset_t block, none, old;
    struct timespec second = {1, 0}, left;
    struct pollfd nothing = {-1, 0, 0};
    fd_set set;
    sigemptyset(&none);
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    signal(SIGUSR1, count);
    sigprocmask(SIG_BLOCK, &block, &old);
    signals = 0;
    kill(getpid(), SIGUSR1);
    printf("ppoll %d", ppoll(&nothing, 1, &second, &none));
    printf(" %s signals %d\n", strerror(errno), signals);
    kill(getpid(), SIGUSR1);
    FD_ZERO(&set);
    printf("pselect %d", pselect(0, &set, 0, 0, &second, &none));
    printf(" %s signals %d\n", strerror(errno), signals);
    kill(getpid(), SIGUSR1);
    int ep = epoll_create1(0);
    struct epoll_event e;
    printf("epoll_pwait %d", epoll_pwait(ep, &e, 1, 1000, &none));
    printf(" %s signals %d\n", strerror(errno), signals);
    kill(getpid(), SIGUSR1);
    printf("sigsuspend %d", sigsuspend(&none));
    printf(" %s signals %d\n", strerror(errno), signals);
    sigpending(&none);
    printf("blocked again: pending %d", sigismember(&none, SIGUSR1));
    kill(getpid(), SIGUSR1);
    sigpending(&none);
    printf(" %d", sigismember(&none, SIGUSR1));
    struct timespec zero = {0, 0};
    printf(" taken %d", sigtimedwait(&block, 0, &zero) == SIGUSR1);
    printf(" none %d %s\n", sigtimedwait(&block, 0, &zero), strerror(errno));
    sigprocmask(SIG_SETMASK, &old, 0);
    (void)left;
    close(ep);
}

static void deadlines(void)
{
    fd_set set, write_set;
    struct timeval tv = {0, 1500};
    pipe(fds);
    FD_ZERO(&set);
    FD_SET(fds[0], &set);
    printf("select %d", select(FD_SETSIZE, &set, 0, 0, &tv)); /* more descriptors than can be open */
    printf(" set %d left %ld.%06ld\n", FD_ISSET(fds[0], &set), (long)tv.tv_sec, (long)tv.tv_usec);
    FD_ZERO(&set);
    FD_ZERO(&write_set);
    FD_SET(fds[0], &set);
    FD_SET(fds[1], &write_set);
    tv.tv_sec = 5, tv.tv_usec = 0;
    printf("select %d", select(fds[1] + 1, &set, &write_set, 0, &tv));
    printf(" sets %d %d left %d\n", FD_ISSET(fds[0], &set), FD_ISSET(fds[1], &write_set), tv.tv_sec == 5 || tv.tv_sec == 4);
    printf("select %d", select(-1, 0, 0, 0, &tv));
    printf(" %s\n", strerror(errno));
    FD_ZERO(&set);
    FD_SET(200, &set);
    printf("closed %d", select(201, &set, 0, 0, &tv));
    printf(" %s\n", strerror(errno));
    struct pollfd p[2] = {{fds[0], POLLIN, 77}, {-5, POLLIN, 77}};
    printf("poll %d", poll(p, 2, 3));
    printf(" %d %d\n", p[0].revents, p[1].revents);
    struct timespec before, after, t = {0, 4000000};
    clock_gettime(CLOCK_MONOTONIC, &before);
    nanosleep(&t, 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    printf("slept %d\n", (after.tv_sec - before.tv_sec) * 1000000000ll + after.tv_nsec - before.tv_nsec >= 4000000);
    long long last = 0;
    for (int i = 0; i < 200; i++) {
        clock_gettime(i & 1 ? CLOCK_MONOTONIC : CLOCK_MONOTONIC_COARSE, &t);
        long long now = t.tv_sec * 1000000000ll + t.tv_nsec;
        if (i & 1 && now < last) puts("the clock went back");
        if (i & 1) last = now;
    }
    t = before;
    printf("absolute, past %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0));
    pthread_t self = pthread_self(), killer_thread;
    struct timespec left = {0, 0}, hundred = {100, 0};
    signals = 0;
    pthread_create(&killer_thread, 0, killer, &self);
    printf("nanosleep %d", nanosleep(&hundred, &left));
    printf(" %s left %ld signals %d\n", strerror(errno), (long)left.tv_sec, signals);
    pthread_join(killer_thread, 0);
    pthread_create(&killer_thread, 0, killer, &self);
    printf("poll %d", poll(p, 1, -1)); /* never restarted */
    printf(" %s signals %d\n", strerror(errno), signals);
    pthread_join(killer_thread, 0);
    struct itimerval it = {{0, 0}, {0, 200000}};
    signal(SIGALRM, count);
    setitimer(ITIMER_REAL, &it, 0);
    printf("pause %d %s", pause(), strerror(errno));
    printf(" signals %d alarm %u\n", signals, alarm(0));
}

/* read(fds[0], byte, 1) with the system call in the delay slot of a branch; 1 is added where it goes. */
static int delayed_read(int fd, char *byte)
{
    register long v0 __asm__("$2") = 4003, a3 __asm__("$7") = 0, a0 __asm__("$4") = fd, a2 __asm__("$6") = 1;
    register char *a1 __asm__("$5") = byte;
    register long hits __asm__("$16") = 0;
    __asm__ volatile(".set push\n.set noreorder\n"
                     "b 1f\n syscall\n"
                     "addiu $16, $16, 100\n"
                     "1: addiu $16, $16, 1\n"
                     ".set pop"
                     : "+r"(v0), "+r"(a3), "+r"(hits) : "r"(a0), "r"(a1), "r"(a2)
                     : "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25", "hi", "lo", "memory");
    return (int)(hits * 1000 + (a3 ? 100 + v0 : v0));
}

static void delay_slots(void)
{
    pthread_t t, u, self = pthread_self();
    char c = 0;
    int r;
    signals = 0;
    pthread_create(&t, 0, alone, 0);
    r = delayed_read(fds[0], &c);
    printf("waited in a delay slot: %d %c\n", r, c);
    pthread_join(t, 0);
    struct sigaction a = {.sa_handler = count, .sa_flags = SA_RESTART};
    sigaction(SIGUSR1, &a, 0);
    pthread_create(&t, 0, killer, &self);
    pthread_create(&u, 0, alone, 0);
    r = delayed_read(fds[0], &c);
    printf("restarted: %d signals %d\n", r, signals);
    pthread_join(t, 0);
    pthread_join(u, 0);
    a.sa_flags = 0;
    sigaction(SIGUSR1, &a, 0);
    pthread_create(&t, 0, killer, &self);
    r = delayed_read(fds[0], &c);
    printf("interrupted: %d signals %d\n", r, signals);
    pthread_join(t, 0);
}

/* A signal that waits for a thread dies with it. */
static void *leaves_signal(void *arg)
{
    sigset_t s;
    sigemptyset(&s);
    sigaddset(&s, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &s, 0);
    pthread_kill(pthread_self(), SIGUSR2);
    return arg;
}

static void *looks(void *arg)
{
    sigset_t s;
    sigpending(&s);
    *(int *)arg = sigismember(&s, SIGUSR2);
    return 0;
}

int main(int argc, char **argv)
{
    pthread_t t;
    int pending = 7;
    (void)argv;
    if (argc > 1) { /* qemu-user loses the branch */
        pipe(fds);
        delay_slots();
        return 0;
    }
    pipes();
    masks();
    deadlines();
    pthread_create(&t, 0, leaves_signal, 0);
    pthread_join(t, 0);
    signal(SIGUSR2, count);
    signals = 0;
    pthread_create(&t, 0, looks, &pending);
    pthread_join(t, 0);
    printf("inherited %d signals %d\n", pending, signals);
    return 0;
}
