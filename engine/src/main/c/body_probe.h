// SPDX-License-Identifier: Apache-2.0
// Part of body.h: how many byte products this set can do, for benches.

// Products from registers and the first-level cache, as many sums side by side as the kernels keep:
// nothing waits for anything but the instruction itself. Gives the multiply-adds done.
// Reads memory as the kernels read weights, and a product a line so that it is really read.
static void read_all(const uint8_t *from, int64_t bytes) {
  int8_t x[4] = {1, -1, 1, -1};
  I sum[4];
  for (int i = 0; i < 4; i++) sum[i] = i_set(0);
  for (int64_t at = 0; at + 256 <= bytes; at += 256) {
    __builtin_prefetch(from + at + AHEAD, 0, 2);
    __builtin_prefetch(from + at + AHEAD + 64, 0, 2);
    __builtin_prefetch(from + at + AHEAD + 128, 0, 2);
    __builtin_prefetch(from + at + AHEAD + 192, 0, 2);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) sum[i] = i_dot(sum[i], b_load(from + at + 64 * i), x);
  }
  volatile int32_t kept = i_sum(i_add(i_add(sum[0], sum[1]), i_add(sum[2], sum[3])));
  (void)kept;
}

static int64_t dots(int64_t rounds) {
  enum { SUMS = TOKENS < 4 ? TOKENS : TOKENS < 12 ? 4 : 12 };
  int8_t x[4 * SUMS];
  uint8_t bytes[64];
  for (int i = 0; i < 4 * SUMS; i++) x[i] = i % 2 == 0 ? 1 : -1;  // sums stay small
  for (int i = 0; i < 64; i++) bytes[i] = (uint8_t)(100 + i);
  B w = b_load(bytes);
  I sum[SUMS];
#pragma GCC unroll 12
  for (int t = 0; t < SUMS; t++) sum[t] = i_set(t);
  for (int64_t round = 0; round < rounds; round++) {
#pragma GCC unroll 12
    for (int t = 0; t < SUMS; t++) sum[t] = i_dot(sum[t], w, x + 4 * t);
    __asm__ volatile("" : : : "memory");  // else the compiler multiplies once
  }
  I all = sum[0];
#pragma GCC unroll 12
  for (int t = 1; t < SUMS; t++) all = i_add(all, sum[t]);
  volatile int32_t kept = i_sum(all);
  (void)kept;
  return rounds * SUMS * 64;
}
