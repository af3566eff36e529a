// SPDX-License-Identifier: Apache-2.0
// Part of body.h: how many byte products this set can do and how fast it reads, for benches.

// Reads memory in 4 or 8 streams side by side, and a product a line so that it is really read. Nothing
// is looked up and nothing else is read: no kernel can be faster.
INLINE void read_streams(const int streams, const int64_t ahead, const uint8_t *from, int64_t bytes) {
  int8_t x[4] = {1, -1, 1, -1};
  int64_t each = bytes / streams / 256 * 256;
  I sum[4];
  for (int i = 0; i < 4; i++) sum[i] = i_set(0);
  for (int64_t at = 0; at < each; at += 256) {
#pragma GCC unroll 8
    for (int stream = 0; stream < streams; stream++) {
      const uint8_t *line = from + stream * each + at;
#pragma GCC unroll 4
      for (int i = 0; i < 4; i++) {
        if (ahead > 0) __builtin_prefetch(line + ahead + 64 * i);
        sum[i] = i_dot(sum[i], b_load(line + 64 * i), x);
      }
    }
  }
  volatile int32_t kept = i_sum(i_add(i_add(sum[0], sum[1]), i_add(sum[2], sum[3])));
  (void)kept;
}

static void read_all(const uint8_t *from, int64_t bytes, int way) {
  switch (way) {
    case 0: read_streams(4, 1024, from, bytes); break;
    case 1: read_streams(8, 0, from, bytes); break;
    default: read_streams(8, 1024, from, bytes);
  }
}

#ifdef TILES
// Products of tiles in registers, four sums side by side. Gives the multiply-adds done.
static int64_t dots(int64_t rounds) {
  int32_t sums[TILE_SUMS];
  int8_t bytes[TILE_BYTES];
  for (int i = 0; i < TILE_BYTES; i++) bytes[i] = i % 2 == 0 ? 1 : -1;
  open_tiles();
  _tile_zero(0);
  _tile_zero(1);
  _tile_zero(2);
  _tile_zero(3);
  _tile_loadd(4, bytes, TILE_COLUMNS);
  _tile_loadd(5, bytes, TILE_COLUMNS);
  _tile_loadd(6, bytes, TILE_COLUMNS);
  _tile_loadd(7, bytes, TILE_COLUMNS);
  for (int64_t round = 0; round < rounds; round++) {
    _tile_dpbssd(0, 4, 6);
    _tile_dpbssd(1, 4, 7);
    _tile_dpbssd(2, 5, 6);
    _tile_dpbssd(3, 5, 7);
  }
  _tile_stored(0, sums, TILE_COLUMNS);
  _tile_release();
  volatile int32_t kept = sums[0];
  (void)kept;
  return rounds * 4 * TILE_TOKENS * 16 * TILE_COLUMNS;
}
#else
// Products from registers and the first-level cache, as many sums side by side as the kernels keep:
// nothing waits for anything but the instruction itself. Gives the multiply-adds done.
static int64_t dots(int64_t rounds) {
  enum { SUMS = TOKENS < 4 ? TOKENS : TOKENS < 12 ? 4 : 12 };
  int8_t x[4 * SUMS];
  uint8_t bytes[64];
#if defined(__AVXVNNI__) || defined(__AVX512VNNI__)
  const int8_t one = 1;  // the instruction adds, too: none can be left out
#else
  volatile int8_t one = 1;  // else the compiler sees that all x are the same
#endif
  for (int i = 0; i < 4 * SUMS; i++) x[i] = i % 2 == 0 ? one : -one;  // sums stay small
  for (int i = 0; i < 64; i++) bytes[i] = (uint8_t)(100 + i);
  I sum[SUMS];
#pragma GCC unroll 12
  for (int t = 0; t < SUMS; t++) sum[t] = i_set(t);
  for (int64_t round = 0; round < rounds; round++) {
    __asm__ volatile("" : : "r"(bytes) : "memory");  // else the compiler multiplies once and adds
    B w = b_load(bytes);
#pragma GCC unroll 12
    for (int t = 0; t < SUMS; t++) sum[t] = i_dot(sum[t], w, x + 4 * t);
  }
  I all = sum[0];
#pragma GCC unroll 12
  for (int t = 1; t < SUMS; t++) all = i_add(all, sum[t]);
  volatile int32_t kept = i_sum(all);
  (void)kept;
  return rounds * SUMS * 64;
}
#endif
