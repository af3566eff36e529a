// SPDX-License-Identifier: Apache-2.0
// Limits of the machine, for benches: what a figure is a share of. Nothing of a step uses this.
#define _GNU_SOURCE
#include <time.h>

#include "backend.h"

enum { PIECE = 4 << 20, ROUNDS = 10000 };

typedef struct {
  const hob_kernels *kernels;
  const uint8_t *from;
  int way;
  int64_t bytes, end, done[HOB_MOST_THREADS];
} Probe;

static int64_t nanos(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void dots_chunk(void *context, int chunk, int worker) {
  Probe *probe = context;
  (void)worker;
  do {
    probe->done[chunk] += probe->kernels->dots(ROUNDS);
  } while (nanos() < probe->end);
}

static void read_chunk(void *context, int chunk, int worker) {
  Probe *probe = context;
  (void)worker;
  int64_t from = (int64_t)chunk * PIECE, to = from + PIECE;
  if (to > probe->bytes) to = probe->bytes;
  probe->kernels->read_all(probe->from + from, to - from, probe->way);
}

// Runs chunks on threads of its own; the seconds that took, or -1.
static double timed(int threads, int chunks, hob_chunk run, Probe *probe) {
  hob_pool pool;
  if (hob_pool_open(&pool, threads) != 0) return -1;
  int64_t start = nanos();
  hob_pool_run(&pool, chunks, run, probe);
  double seconds = (double)(nanos() - start) / 1e9;
  hob_pool_close(&pool);
  return seconds;
}

double hob_probe_dots(int32_t isa, int32_t threads, int64_t length) {
  Probe probe = {.kernels = hob_kernels_of(isa), .end = nanos() + length};
  double seconds = timed(threads, threads, dots_chunk, &probe);
  int64_t done = 0;
  for (int i = 0; i < threads && seconds > 0; i++) done += probe.done[i];
  return seconds > 0 ? 2.0 * (double)done / seconds / 1e9 : -1;
}

double hob_probe_read(int32_t isa, int64_t address, int64_t bytes, int32_t threads) {
  Probe probe = {.kernels = hob_kernels_of(isa), .from = at(address), .bytes = bytes};
  double best = -1;
  for (probe.way = 0; probe.way < HOB_WAYS; probe.way++) {
    double seconds = timed(threads, (int)((bytes + PIECE - 1) / PIECE), read_chunk, &probe);
    double rate = seconds > 0 ? (double)bytes / seconds / 1e9 : -1;
    if (rate > best) best = rate;
  }
  return best;
}
