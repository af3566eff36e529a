// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "pool.h"

#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
  SPIN_NANOS = 30000,
  LOOKS = 32,  // pauses between two looks at the clock
  // A worker offers its core to others so often, between two chunks: on a busy core it would else be
  // descheduled within one, for which all wait. Much less than a scheduler's slice; nobody there: 0.3 us.
  YIELD_NANOS = 300000
};

void hob_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static int64_t now_nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void sleep_on(_Atomic uint32_t *word, uint32_t while_equal) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, while_equal, NULL, NULL, 0);
}

static void wake_all(_Atomic uint32_t *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
}

static void offer_core(hob_worker *me) {
  int64_t now = now_nanos();
  if (now - me->offered < YIELD_NANOS) return;
  sched_yield();
  me->offered = now_nanos();
}

// Runs chunks of whatever region is open until none is left to take.
static void take(hob_pool *pool, int worker) {
  uint64_t ticket = atomic_load(&pool->ticket);
  while ((uint32_t)ticket != 0) {
    if (!atomic_compare_exchange_weak(&pool->ticket, &ticket, ticket - 1)) continue;
    uint32_t chunks = pool->chunks;
    pool->run(pool->context, (int)(chunks - (uint32_t)ticket), worker);
    if (atomic_fetch_add(&pool->done, 1) + 1 == chunks && atomic_load(&pool->waiting)) {
      wake_all(&pool->done);
    }
    if (worker > 0) offer_core(&pool->worker[worker]);
    ticket = atomic_load(&pool->ticket);
  }
}

static void *work(void *argument) {
  hob_worker *me = argument;
  hob_pool *pool = me->pool;
  uint32_t seen = 0;
  while (!atomic_load(&pool->closed)) {
    int64_t end = now_nanos() + SPIN_NANOS;
    int woken = 0;
    while (!woken && now_nanos() < end) {
      for (int i = 0; i < LOOKS && !woken; i++) {
        woken = atomic_load(&pool->region) != seen;
        if (!woken) hob_pause();
      }
    }
    if (!woken) {
      atomic_fetch_add(&pool->sleeping, 1);
      while (atomic_load(&pool->region) == seen) sleep_on(&pool->region, seen);
      atomic_fetch_sub(&pool->sleeping, 1);
    }
    seen = atomic_load(&pool->region);
    take(pool, me->number);
  }
  return NULL;
}

int hob_pool_open(hob_pool *pool, int threads) {
  atomic_store(&pool->ticket, 0);
  atomic_store(&pool->region, 0);
  atomic_store(&pool->closed, 0);
  pool->started = 0;
  // Signals are the JVM's: none may land on a thread that it does not know.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int failed = threads < 1 || threads > HOB_MOST_THREADS;
  for (int i = 1; i < threads && !failed; i++) {
    hob_worker *worker = &pool->worker[i];
    worker->pool = pool;
    worker->number = i;
    worker->offered = 0;
    failed = pthread_create(&worker->thread, NULL, work, worker);
    if (!failed) {
      char name[16];
      snprintf(name, sizeof name, "hob-kernel-%d", i % 1000);
      pthread_setname_np(worker->thread, name);
      pool->started = i;
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (failed) hob_pool_close(pool);
  return failed;
}

// New work, or the end: whoever sleeps looks again.
static void announce(hob_pool *pool) {
  atomic_fetch_add(&pool->region, 1);
  if (atomic_load(&pool->sleeping) > 0) wake_all(&pool->region);
}

void hob_pool_run(hob_pool *pool, int chunks, hob_chunk run, void *context) {
  if (chunks <= 1 || pool->started == 0) {
    for (int chunk = 0; chunk < chunks; chunk++) run(context, chunk, 0);
    return;
  }
  pool->run = run;
  pool->context = context;
  pool->chunks = (uint32_t)chunks;
  atomic_store(&pool->done, 0);
  uint64_t region = (atomic_load(&pool->ticket) >> 32) + 1;
  atomic_store(&pool->ticket, region << 32 | (uint32_t)chunks);
  announce(pool);
  take(pool, 0);
  uint32_t done = atomic_load(&pool->done);
  int64_t end = now_nanos() + SPIN_NANOS;
  while (done != (uint32_t)chunks && now_nanos() < end) {
    for (int i = 0; i < LOOKS && done != (uint32_t)chunks; i++) {
      hob_pause();
      done = atomic_load(&pool->done);
    }
  }
  if (done != (uint32_t)chunks) {
    atomic_store(&pool->waiting, 1);
    while ((done = atomic_load(&pool->done)) != (uint32_t)chunks) sleep_on(&pool->done, done);
    atomic_store(&pool->waiting, 0);
  }
}

void hob_pool_close(hob_pool *pool) {
  atomic_store(&pool->closed, 1);
  announce(pool);
  for (int i = 1; i <= pool->started; i++) pthread_join(pool->worker[i].thread, NULL);
  pool->started = 0;
}
