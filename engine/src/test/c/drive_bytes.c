// SPDX-License-Identifier: Apache-2.0
// Hashes and strips of random shape in memory of exactly their size, for the sanitizers.
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

static void strips(void) {
  int size = below(2) ? 2 : 4;
  int rows = 1 + below(40), columns = 1 + below(40), odd = below(4);
  size_t bytes = (size_t)rows * columns * size, strips = (rows + 15) / 16;
  unsigned char *from = malloc(odd + bytes), *to = malloc(strips * 16 * columns * size);
  if (!from || !to) die("no memory");
  for (size_t i = 0; i < bytes; i++) from[odd + i] = (unsigned char)below(0x70);
  int kind = size == 4 ? HOB_STRIP_F32 : below(2) ? HOB_STRIP_F16 : HOB_STRIP_BF16;
  if (!hob_into_strips(address(from + odd), rows, columns, kind, address(to))) die("all finite");
  for (int row = 0; row < (int)strips * 16; row++)
    for (int column = 0; column < columns; column++) {
      const unsigned char zero[4] = {0};
      const unsigned char *is = to + ((size_t)(row / 16 * columns + column) * 16 + row % 16) * size;
      const unsigned char *was = from + odd + ((size_t)row * columns + column) * size;
      if (memcmp(is, row < rows ? was : zero, size) != 0) die("another number");
    }
  size_t at = odd + (size_t)below(rows * columns) * size;
  memset(from + at, 0xff, size);
  if (hob_into_strips(address(from + odd), rows, columns, kind, address(to))) die("a NaN missed");
  free(from);
  free(to);
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
    strips();
    if (hob_sha256_here()) hash();
  }
  puts("all equal");
  return 0;
}
