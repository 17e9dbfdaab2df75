/* Descriptors without a file system: pipes, readiness, duplicates, devices. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int fds[2];
static char big[200000];
static void *writer(void *arg)
{
    (void)arg;
    for (size_t done = 0; done < sizeof big;) {
        ssize_t n = write(fds[1], big + done, sizeof big - done);
        if (n <= 0) { perror("write"); break; }
        done += (size_t)n;
    }
    close(fds[1]);
    return 0;
}

static void *late(void *arg)
{
    usleep(3000);
    uint64_t v = 5;
    if (write(*(int *)arg, &v, 8) != 8) perror("eventfd");
    return 0;
}

int main(void)
{
    char buf[100];
    struct stat st;
    pthread_t t;
    printf("pipe %d\n", pipe(fds));
    printf("write %zd read %zd\n", write(fds[1], "hello", 5), read(fds[0], buf, 3));
    printf("rest %zd\n", read(fds[0], buf, 100));
    fcntl(fds[0], F_SETFL, O_NONBLOCK);
    printf("empty %zd %s\n", read(fds[0], buf, 1), strerror(errno));
    fcntl(fds[0], F_SETFL, 0);
    for (size_t i = 0; i < sizeof big; i++) big[i] = (char)(i * 7);
    pthread_create(&t, 0, writer, 0);
    unsigned sum = 0, n = 0;
    ssize_t got;
    while ((got = read(fds[0], buf, sizeof buf)) > 0)
        for (ssize_t i = 0; i < got; i++, n++) sum += (unsigned char)buf[i];
    pthread_join(t, 0);
    printf("through the pipe %u %u\n", n, sum);
    signal(SIGPIPE, SIG_IGN);
    pipe2(fds, O_CLOEXEC);
    close(fds[0]);
    printf("broken %zd %s\n", write(fds[1], "x", 1), strerror(errno));
    close(fds[1]);

    pipe(fds);
    int e = eventfd(0, EFD_NONBLOCK), ep = epoll_create1(0);
    struct epoll_event ev = {EPOLLIN, {.u64 = 0x1122334455667788ull}}, out[4];
    printf("add %d\n", epoll_ctl(ep, EPOLL_CTL_ADD, e, &ev));
    ev.data.u64 = 2;
    printf("add %d again %d %s\n", epoll_ctl(ep, EPOLL_CTL_ADD, fds[0], &ev), epoll_ctl(ep, EPOLL_CTL_ADD, fds[0], &ev), strerror(errno));
    printf("none %d\n", epoll_wait(ep, out, 4, 5));
    pthread_create(&t, 0, late, &e);
    printf("event %d", epoll_wait(ep, out, 4, -1));
    printf(" %x %llx\n", out[0].events, (unsigned long long)out[0].data.u64);
    pthread_join(t, 0);
    uint64_t v = 0;
    printf("eventfd %zd %llu\n", read(e, &v, 8), (unsigned long long)v);
    printf("eventfd %zd %s\n", read(e, &v, 8), strerror(errno));
    write(fds[1], "z", 1);
    struct pollfd p[3] = {{fds[0], POLLIN, 0}, {fds[1], POLLOUT, 0}, {77, POLLIN, 0}};
    printf("poll %d", poll(p, 3, 0));
    printf(" %x %x %x\n", p[0].revents, p[1].revents, p[2].revents);
    fd_set r, w;
    FD_ZERO(&r);
    FD_ZERO(&w);
    FD_SET(fds[0], &r);
    FD_SET(e, &r);
    FD_SET(fds[1], &w);
    struct timeval tv = {1, 0};
    printf("select %d", select(fds[1] + 5, &r, &w, 0, &tv));
    printf(" %d %d %d\n", FD_ISSET(fds[0], &r), FD_ISSET(e, &r), FD_ISSET(fds[1], &w));
    read(fds[0], buf, 1);
    close(fds[1]);
    printf("poll %d", poll(p, 1, -1));
    printf(" %x\n", p[0].revents);

    int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDONLY), full = open("/dev/full", O_WRONLY);
    memset(buf, 1, sizeof buf);
    printf("null %zd %zd zero %zd %d", write(null, buf, 10), read(null, buf, 10), read(zero, buf, 10), buf[9]);
    printf(" full %zd %s\n", write(full, buf, 1), strerror(errno));
    printf("fstat %d %o\n", fstat(null, &st), st.st_mode & S_IFMT);
    printf("dup %d", dup2(null, 60));
    printf(" %zd %d %d\n", write(60, "x", 1), fcntl(60, F_GETFD), fcntl(60, F_GETFL) & O_ACCMODE);
    printf("close %d %d %s\n", close(60), close(60), strerror(errno));
    struct iovec iov[3] = {{"one ", 4}, {"", 0}, {"two\n", 4}};
    fflush(stdout);
    printf("writev %zd\n", writev(1, iov, 3));
    printf("readv %zd", readv(0, (struct iovec[]){{buf, 3}, {buf + 10, 4}}, 2));
    printf(" %.3s %.4s\n", buf, buf + 10);
    printf("lseek %ld %s\n", (long)lseek(0, 0, SEEK_CUR), strerror(errno));
    printf("bad %zd", read(55, buf, 1));
    printf(" %s; %zd", strerror(errno), write(0x7fff, buf, 1));
    printf(" %s\n", strerror(errno));
    char *bad = (char *)0xffff0000;
    printf("fault %zd", write(1, bad, 4));
    printf(" %s\n", strerror(errno));
    return 9;
}
