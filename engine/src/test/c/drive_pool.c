// SPDX-License-Identifier: Apache-2.0
// Runs regions of random size on the pool, for the thread sanitizer.
//   drive_pool SEED ROUNDS
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pool.h"

static void die(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(2);
}

typedef struct {
  _Atomic int ran[64];
  int plain[64];
} Counts;

static void count_chunk(void *context, int chunk, int worker) {
  Counts *counts = context;
  if (worker < 0 || worker > 3) die("a stranger");
  atomic_fetch_add(&counts->ran[chunk], 1);
  counts->plain[chunk]++;  // nobody else may touch it: a race is the sanitizer's to see
}

int main(int count, char **arguments) {
  static hob_pool pool;
  if (count != 3) die("drive_pool SEED ROUNDS");
  unsigned seed = (unsigned)atoi(arguments[1]);
  if (hob_pool_open(&pool, 4) != 0) die("no threads");
  for (int round = 0; round < atoi(arguments[2]); round++) {
    seed = seed * 1664525 + 1013904223;
    if (seed >> 28 == 0) {  // long enough for the workers to fall asleep
      struct timespec pause = {0, 200000};
      nanosleep(&pause, NULL);
    }
    Counts counts;
    memset(&counts, 0, sizeof counts);
    int chunks = (int)(seed >> 26);
    hob_pool_run(&pool, chunks, count_chunk, &counts);
    for (int i = 0; i < 64; i++) {
      int expected = i < chunks;
      if (counts.ran[i] != expected || counts.plain[i] != expected) die("chunks lost or doubled");
    }
  }
  hob_pool_close(&pool);
  puts("all ran once");
  return 0;
}
