/* POSIX threads: everything here waits in futexes, sleeps or joins. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static sem_t semaphore;
static long counter;
static int turn;
static __thread int mine = 5;
static pthread_key_t key;
static int destroyed;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int onces;
static void count_once(void) { onces++; }
static void destroy(void *p) { destroyed += *(int *)p; free(p); }

static void *work(void *arg)
{
    int id = *(int *)arg, *p = malloc(sizeof *p);
    *p = id;
    pthread_setspecific(key, p);
    pthread_once(&once, count_once);
    mine += id;
    for (int i = 0; i < 1000; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
        if (i % 100 == 0) sched_yield();
    }
    pthread_barrier_wait(&barrier);
    pthread_mutex_lock(&mutex);
    while (turn != id) pthread_cond_wait(&cond, &mutex);
    printf("thread %d, tls %d, counter %ld\n", id, mine, counter);
    turn++;
    pthread_cond_broadcast(&cond);
    pthread_mutex_unlock(&mutex);
    sem_post(&semaphore);
    return (void *)(long)(id * id);
}

static void *sleeper(void *arg)
{
    struct timespec t = {0, 5000000};
    nanosleep(&t, 0);
    *(volatile int *)arg = 1;
    return 0;
}

static void *forever(void *arg)
{
    for (;;) pause();
    return arg;
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static void *reader(void *arg)
{
    pthread_rwlock_rdlock(&rwlock);
    long v = *(long *)arg;
    pthread_rwlock_unlock(&rwlock);
    return (void *)v;
}

int main(void)
{
    enum { N = 10 };
    pthread_t t[N];
    int ids[N];
    pthread_key_create(&key, destroy);
    pthread_barrier_init(&barrier, 0, N);
    sem_init(&semaphore, 0, 0);
    for (int i = 0; i < N; i++) ids[i] = i, pthread_create(&t[i], 0, work, &ids[i]);
    for (int i = 0; i < N; i++) sem_wait(&semaphore);
    long total = 0;
    for (int i = 0; i < N; i++) {
        void *r;
        pthread_join(t[i], &r);
        total += (long)r;
    }
    printf("total %ld destroyed %d onces %d\n", total, destroyed, onces);

    volatile int slept = 0;
    pthread_create(&t[0], 0, sleeper, (void *)&slept);
    while (!slept) sched_yield();
    pthread_join(t[0], 0);
    puts("slept");

    struct timespec d;
    clock_gettime(CLOCK_REALTIME, &d);
    d.tv_nsec += 2000000;
    if (d.tv_nsec >= 1000000000) d.tv_nsec -= 1000000000, d.tv_sec++;
    pthread_mutex_lock(&mutex);
    printf("timed wait: %s\n", strerror(pthread_cond_timedwait(&cond, &mutex, &d)));
    pthread_mutex_unlock(&mutex);
    printf("sem_timedwait: %d %s\n", sem_timedwait(&semaphore, &d), strerror(errno));
    printf("trylock: %d\n", pthread_mutex_trylock(&mutex));

    pthread_create(&t[0], 0, forever, 0);
    sched_yield();
    pthread_cancel(t[0]);
    void *r;
    pthread_join(t[0], &r);
    printf("cancelled %d\n", r == PTHREAD_CANCELED);

    long value = 17;
    pthread_rwlock_wrlock(&rwlock);
    for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, reader, &value);
    sched_yield();
    value = 18;
    pthread_rwlock_unlock(&rwlock);
    for (int i = 0; i < 3; i++) pthread_join(t[i], &r), printf("read %ld\n", (long)r);

    pthread_mutexattr_t ma;
    pthread_mutexattr_init(&ma);
    pthread_mutexattr_settype(&ma, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutexattr_setrobust(&ma, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_t rm;
    pthread_mutex_init(&rm, &ma);
    printf("recursive %d %d\n", pthread_mutex_lock(&rm), pthread_mutex_lock(&rm));
    for (int i = 0; i < 300; i++) {
        pthread_attr_t a;
        pthread_attr_init(&a);
        pthread_attr_setstacksize(&a, 65536);
        pthread_create(&t[0], &a, reader, &value);
        pthread_join(t[0], 0);
    }
    puts("300 more");
    return 0;
}
