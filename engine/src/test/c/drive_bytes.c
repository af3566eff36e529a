// SPDX-License-Identifier: Apache-2.0
// Hashes of random length, and numbers that are not finite, in memory of exactly their size, for the
// sanitizers.
//   drive_bytes SEED ROUNDS
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hob.h"

static unsigned seed;

static int below(int most) {
  seed = seed * 1664525 + 1013904223;
  return (int)((seed >> 8) % (unsigned)most);
}

static void die(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(2);
}

static int64_t address(const void *of) { return (int64_t)(intptr_t)of; }

static void finite(void) {
  int size = below(2) ? 2 : 4, count = 1 + below(400), odd = below(4);
  size_t bytes = (size_t)count * size;
  unsigned char *from = malloc(odd + bytes);
  if (!from) die("no memory");
  for (size_t i = 0; i < bytes; i++) from[odd + i] = (unsigned char)below(0x70);
  int kind = size == 4 ? HOB_PLAIN_F32 : below(2) ? HOB_PLAIN_F16 : HOB_PLAIN_BF16;
  if (!hob_finite(address(from + odd), count, kind)) die("all finite");
  memset(from + odd + (size_t)below(count) * size, 0xff, size);
  if (hob_finite(address(from + odd), count, kind)) die("a NaN missed");
  free(from);
}

static void hash(void) {
  int blocks = below(9), odd = below(16);
  unsigned char *data = malloc(odd + 64 * (size_t)blocks + 1);
  if (!data) die("no memory");
  for (int i = 0; i < 64 * blocks; i++) data[odd + i] = (unsigned char)below(256);
  uint32_t once[8], parts[8];
  for (int i = 0; i < 8; i++) once[i] = parts[i] = (uint32_t)below(1 << 20);
  hob_sha256(address(once), address(data + odd), blocks);
  for (int i = 0; i < blocks; i++) hob_sha256(address(parts), address(data + odd + 64 * i), 1);
  if (memcmp(once, parts, sizeof once) != 0) die("another hash");
  free(data);
}

static void map(void) {
  FILE *file = tmpfile();
  if (!file || ftruncate(fileno(file), 5 << 20) != 0) die("no file");
  char *at = mmap(NULL, 5 << 20, PROT_READ, MAP_SHARED, fileno(file), 0);
  if (at == MAP_FAILED) die("no mapping");
  hob_map_cached(address(at), 5 << 20);
  hob_map_cached(address(at), 1);
  munmap(at, 5 << 20);
  fclose(file);
}

int main(int count, char **arguments) {
  if (count != 3) die("drive_bytes SEED ROUNDS");
  seed = (unsigned)atoi(arguments[1]);
  map();
  for (int round = 0; round < atoi(arguments[2]); round++) {
    finite();
    if (hob_sha256_here()) hash();
  }
  puts("all equal");
  return 0;
}
