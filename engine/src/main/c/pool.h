// SPDX-License-Identifier: Apache-2.0
// Workers for the parallel regions of a step. One caller at a time, which is worker 0.
#ifndef HOB_POOL_H
#define HOB_POOL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

enum { HOB_MOST_THREADS = 256 };

typedef void (*hob_chunk)(void *context, int chunk, int worker);

typedef struct hob_pool hob_pool;

typedef struct {
  hob_pool *pool;
  int number;
  int64_t offered;  // when it last offered its core; its own
  pthread_t thread;
} hob_worker;

// Work is cut into more chunks than workers and taken by a counter, so a worker that the scheduler
// delays costs one chunk and not the step. Who waits spins for some microseconds, because the next
// region follows at once, and then sleeps: endless spinning turns a third busy process into
// scheduler slices.
struct hob_pool {
  // Region number in the upper half, chunks not yet taken in the lower. Who lowers it owns a chunk.
  _Alignas(64) _Atomic uint64_t ticket;
  _Alignas(64) _Atomic uint32_t done;  // chunks that have ended
  _Atomic uint32_t waiting;            // the caller sleeps on `done`
  _Alignas(64) _Atomic uint32_t region;  // the workers sleep on it
  _Atomic uint32_t sleeping;             // how many do
  _Atomic uint32_t closed;
  // Written before `ticket` and read after a chunk was taken from it, which keeps the region open.
  hob_chunk run;
  void *context;
  uint32_t chunks;
  int started;  // threads beside the caller
  hob_worker worker[HOB_MOST_THREADS];
};

// 0: done, the pool needs hob_pool_close; else a thread could not be started and nothing is left.
int hob_pool_open(hob_pool *pool, int threads);
// Runs chunks 0 .. chunks - 1 in any order and returns when all have run.
void hob_pool_run(hob_pool *pool, int chunks, hob_chunk run, void *context);
void hob_pool_close(hob_pool *pool);
// A breath inside a loop that waits for another core.
void hob_pause(void);

#endif
