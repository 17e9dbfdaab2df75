/* Descriptors 3 to 6 of profile cannon as pipes: readiness, non-blocking mode, duplicates, pieces. Exit code: the number of what is wrong. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int wrong;

static void expect(const char *what, long got, long want)
{
    if (got == want) return;
    printf("%s: %ld, expected %ld (errno %d)\n", what, got, want, errno);
    wrong++;
}

static int ready(int fd, short events)
{
    struct pollfd p = {.fd = fd, .events = events};
    return poll(&p, 1, 0) < 0 ? -1 : p.revents;
}

/* local key 1, and more than a key has */
static const unsigned char key[40] __attribute__((aligned(4))) = {1, [31] = 1};
static unsigned char buffer[64] __attribute__((aligned(4)));

static void *writes_late(void *arg)
{
    (void)arg;
    usleep(2000);
    expect("late key", write(6, key, 32), 32);
    return 0;
}

int main(void)
{
    struct stat st;
    struct epoll_event e = {.events = EPOLLIN | EPOLLET, .data.u32 = 5};
    for (int fd = 3; fd <= 6; fd++) {
        expect("is a pipe", fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode), 1);
        expect("mode", fcntl(fd, F_GETFL) & O_ACCMODE, fd == 4 || fd == 6 ? O_WRONLY : O_RDONLY);
        expect("position", lseek(fd, 0, SEEK_CUR), -1);
    }
    expect("write to 5", write(5, key, 1), -1);
    expect("read from 6", read(6, buffer, 1), -1);
    expect("input", read(0, buffer, 1), 0);

    /* nothing to read yet */
    int ep = epoll_create1(0);
    expect("epoll", epoll_ctl(ep, EPOLL_CTL_ADD, 5, &e), 0);
    expect("3 without a hint", ready(3, POLLIN), 0);
    expect("5 without a key", ready(5, POLLIN), 0);
    expect("4", ready(4, POLLOUT), POLLOUT);
    expect("6", ready(6, POLLOUT), POLLOUT);
    for (int fd = 3; fd <= 5; fd += 2) {
        fcntl(fd, F_SETFL, O_NONBLOCK);
        expect("again", read(fd, buffer, 8), -1);
        expect("EAGAIN", errno, EAGAIN);
        fcntl(fd, F_SETFL, 0);
    }

    /* hints in pieces: an answer of one byte for each, when it is complete */
    static const char hints[] = "\0\0\0\3one\0\0\0\0\0\0\0\3two";
    buffer[0] = buffer[1] = buffer[2] = 9;
    expect("hint", write(4, hints, 6), 6);
    expect("half a hint", ready(3, POLLIN), 0);
    expect("hints", write(4, hints + 6, sizeof hints - 7), sizeof hints - 7);
    expect("answers", ready(3, POLLIN), POLLIN);
    expect("first answer", read(3, buffer, 1), 1);
    expect("other answers", read(3, buffer + 1, 8), 2);
    expect("are 0", buffer[0] | buffer[1] | buffer[2], 0);
    expect("3 after all answers", ready(3, POLLIN), 0);

    /* a key in pieces, through a duplicate and a vector */
    int dup6 = dup(6);
    struct iovec half[2] = {{(void *)key, 8}, {(void *)(key + 8), 20}};
    expect("pieces", writev(dup6, half, 2), 28);
    expect("5 with part of a key", ready(5, POLLIN), 0);
    expect("no event", epoll_wait(ep, &e, 1, 0), 0);
    expect("rest", write(dup6, key + 28, 4), 4);
    expect("5 with a key", ready(5, POLLIN), POLLIN);
    expect("event", epoll_wait(ep, &e, 1, -1), 1);
    expect("once", epoll_wait(ep, &e, 1, 0), 0);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(5, &set);
    expect("select", select(7, &set, 0, 0, 0), 1);

    /* 8 bytes of length and 10 of the value: all to an aligned address, the rest of a word to another */
    expect("prefix", read(5, buffer, 8), 8);
    expect("length", buffer[7], 10);
    expect("to the word's end", read(5, buffer + 1, 8), 3);
    expect("the rest", read(5, buffer + 4, 60), 7);
    expect("value", memcmp(buffer + 1, "0123456789", 10), 0);
    expect("5 at the end", ready(5, POLLIN), 0);
    expect("no event at the end", epoll_wait(ep, &e, 1, 0), 0);

    /* again: whoever waits is woken, and the edge is new */
    pthread_t t;
    pthread_create(&t, 0, writes_late, 0);
    expect("waits", read(5, buffer, 18), 18);
    expect("same value", memcmp(buffer + 8, "0123456789", 10), 0);
    pthread_join(t, 0);
    expect("key", write(6, key, 40), 32); /* one at a time */
    expect("new edge", epoll_wait(ep, &e, 1, 0), 1);
    expect("part", read(5, buffer, 12), 12);
    expect("new key", write(6, key, 4), 4);
    expect("drops the rest", ready(5, POLLIN), 0);
    printf("%d wrong\n", wrong);
    return wrong;
}
