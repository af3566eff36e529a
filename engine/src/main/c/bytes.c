// SPDX-License-Identifier: Apache-2.0
// What is done to all bytes of a file when it is opened: mapping, hashing, looking for numbers that are
// not finite.
#define _DEFAULT_SOURCE
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hob.h"

// Bytes that hashing asks for ahead: at the border of a page the CPU's own prefetching stops.
enum { AHEAD = 2048 };

// All exponent bits set and one more carry into the sign: not finite. `from` may lie at any address.
#define FINITE(type)                                                                  \
  static int finite_##type(const char *from, int64_t count, type exponent) {          \
    const type one = exponent & (type)-exponent;                                      \
    type carried = 0;                                                                 \
    for (int64_t i = 0; i < count; i++) {                                             \
      type value;                                                                     \
      memcpy(&value, from + i * (int64_t)sizeof value, sizeof value);                 \
      carried |= (type)((value & exponent) + one);                                    \
    }                                                                                 \
    return !(carried >> (8 * sizeof(type) - 1));                                      \
  }

FINITE(uint16_t)
FINITE(uint32_t)

int32_t hob_finite(int64_t from, int64_t count, int32_t kind) {
  const char *in = (const char *)(intptr_t)from;
  switch (kind) {
    case HOB_PLAIN_F32:
      return finite_uint32_t(in, count, 0x7f800000);
    case HOB_PLAIN_F16:
      return finite_uint16_t(in, count, 0x7c00);
    default:
      return finite_uint16_t(in, count, 0x7f80);
  }
}

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22  // Linux 5.14; older ones refuse it, and pages are mapped one by one
#endif

// One look a piece: a file is in memory as a whole or not at all, mostly.
void hob_map_cached(int64_t address, int64_t bytes) {
  const int64_t piece = 2 << 20;
  for (int64_t at = 0; at < bytes; at += piece) {
    void *from = (void *)(intptr_t)(address + at);
    unsigned char cached;
    if (mincore(from, 1, &cached) != 0 || !(cached & 1)) return;
    if (madvise(from, (size_t)(bytes - at < piece ? bytes - at : piece), MADV_POPULATE_READ)) return;
  }
}

#if defined(__x86_64__)
#include <cpuid.h>

static const uint32_t K[64] __attribute__((aligned(16))) = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

int32_t hob_sha256_here(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

// Four rounds with `w0`, which then becomes the words four steps on (the last twelve rounds' words
// are not needed).
#define ROUNDS(i, w0, w1, w2, w3)                                                                 \
  do {                                                                                            \
    __m128i with = _mm_add_epi32(w0, _mm_load_si128((const __m128i *)(K + 4 * (i))));             \
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, with);                                               \
    if ((i) < 12) {                                                                               \
      w0 = _mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4));               \
      w0 = _mm_sha256msg2_epu32(w0, w3);                                                          \
    }                                                                                             \
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(with, 0x0e));                      \
  } while (0)

#define ROUNDS16(i)                 \
  do {                              \
    ROUNDS(i, m0, m1, m2, m3);      \
    ROUNDS((i) + 1, m1, m2, m3, m0); \
    ROUNDS((i) + 2, m2, m3, m0, m1); \
    ROUNDS((i) + 3, m3, m0, m1, m2); \
  } while (0)

#define WORDS(i) _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)block + (i)), big_endian)

__attribute__((target("sha,sse4.1"))) void hob_sha256(int64_t state, int64_t data, int64_t blocks) {
  const __m128i big_endian = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i *at = (__m128i *)(intptr_t)state;
  const uint8_t *block = (const uint8_t *)(intptr_t)data;
  __m128i cdab = _mm_shuffle_epi32(_mm_loadu_si128(at), 0xb1);
  __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128(at + 1), 0x1b);
  __m128i abef = _mm_alignr_epi8(cdab, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, cdab, 0xf0);
  for (; blocks > 0; blocks--, block += 64) {
    __m128i abef0 = abef, cdgh0 = cdgh;
    __m128i m0 = WORDS(0), m1 = WORDS(1), m2 = WORDS(2), m3 = WORDS(3);
    _mm_prefetch((const char *)((uintptr_t)block + AHEAD), _MM_HINT_T0);
    ROUNDS16(0);
    ROUNDS16(4);
    ROUNDS16(8);
    ROUNDS16(12);
    abef = _mm_add_epi32(abef, abef0);
    cdgh = _mm_add_epi32(cdgh, cdgh0);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
  __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128(at, _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(at + 1, _mm_alignr_epi8(dchg, feba, 8));
}
#else
int32_t hob_sha256_here(void) { return 0; }

void hob_sha256(int64_t state, int64_t data, int64_t blocks) {
  (void)state, (void)data, (void)blocks;
}
#endif
