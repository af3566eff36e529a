// SPDX-License-Identifier: Apache-2.0
// What is done to all bytes of a file when it is opened: hashing, and putting low-rank pairs into
// strips.
#define _DEFAULT_SOURCE
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hob.h"

// Bytes that hashing asks for ahead: at the border of a page the CPU's own prefetching stops.
enum { AHEAD = 2048 };

// One strip of up to 16 rows. `from` may lie at any address. All exponent bits set and one more
// carry into the sign: not finite.
#define STRIP(type)                                                                              \
  static type strip_##type(const char *from, int lanes, int columns, type exponent, type *to) { \
    const type one = exponent & (type)-exponent;                                                 \
    type carried = 0;                                                                            \
    for (int column = 0; column < columns; column++, to += HOB_LANES) {                          \
      for (int lane = 0; lane < lanes; lane++) {                                                 \
        type value;                                                                              \
        memcpy(&value, from + ((int64_t)lane * columns + column) * (int)sizeof value, sizeof value); \
        carried |= (type)((value & exponent) + one);                                             \
        to[lane] = value;                                                                        \
      }                                                                                          \
    }                                                                                            \
    return carried >> (8 * sizeof(type) - 1);                                                    \
  }

STRIP(uint16_t)
STRIP(uint32_t)

#if defined(__SSE2__)
// Four columns of four rows, turned in registers.
static inline __m128i turn32(const char *from, int64_t row, uint32_t *to, __m128i exponent) {
  __m128i in[4], pairs[4], wrong = _mm_setzero_si128();
  for (int i = 0; i < 4; i++) {
    in[i] = _mm_loadu_si128((const __m128i *)(from + i * row));
    wrong = _mm_or_si128(wrong, _mm_cmpeq_epi32(_mm_and_si128(in[i], exponent), exponent));
  }
  for (int half = 0; half < 2; half++) {
    pairs[2 * half] = _mm_unpacklo_epi32(in[2 * half], in[2 * half + 1]);
    pairs[2 * half + 1] = _mm_unpackhi_epi32(in[2 * half], in[2 * half + 1]);
  }
  for (int i = 0; i < 2; i++, to += 2 * HOB_LANES) {
    _mm_storeu_si128((__m128i *)to, _mm_unpacklo_epi64(pairs[i], pairs[i + 2]));
    _mm_storeu_si128((__m128i *)(to + HOB_LANES), _mm_unpackhi_epi64(pairs[i], pairs[i + 2]));
  }
  return wrong;
}

// Eight columns of eight rows.
static inline __m128i turn16(const char *from, int64_t row, uint16_t *to, __m128i exponent) {
  __m128i in[8], pairs[8], fours[8], wrong = _mm_setzero_si128();
  for (int i = 0; i < 8; i++) {
    in[i] = _mm_loadu_si128((const __m128i *)(from + i * row));
    wrong = _mm_or_si128(wrong, _mm_cmpeq_epi16(_mm_and_si128(in[i], exponent), exponent));
  }
  for (int i = 0; i < 8; i += 2) {
    pairs[i] = _mm_unpacklo_epi16(in[i], in[i + 1]);
    pairs[i + 1] = _mm_unpackhi_epi16(in[i], in[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int half = 0; half < 2; half++) {
      fours[i + 2 * half] = _mm_unpacklo_epi32(pairs[i + half], pairs[i + 2 + half]);
      fours[i + 2 * half + 1] = _mm_unpackhi_epi32(pairs[i + half], pairs[i + 2 + half]);
    }
  }
  for (int i = 0; i < 4; i++, to += 2 * HOB_LANES) {
    _mm_storeu_si128((__m128i *)to, _mm_unpacklo_epi64(fours[i], fours[i + 4]));
    _mm_storeu_si128((__m128i *)(to + HOB_LANES), _mm_unpackhi_epi64(fours[i], fours[i + 4]));
  }
  return wrong;
}

// A whole strip of a multiple of four columns.
static int whole_strip32(const char *from, int columns, uint32_t exponent, uint32_t *to) {
  const __m128i bits = _mm_set1_epi32((int)exponent);
  const int64_t row = 4 * (int64_t)columns;
  __m128i wrong = _mm_setzero_si128();
  for (int column = 0; column < columns; column += 4, from += 16, to += 4 * HOB_LANES)
    for (int lane = 0; lane < HOB_LANES; lane += 4)
      wrong = _mm_or_si128(wrong, turn32(from + lane * row, row, to + lane, bits));
  return _mm_movemask_epi8(wrong);
}

// A whole strip of a multiple of eight columns.
static int whole_strip16(const char *from, int columns, uint16_t exponent, uint16_t *to) {
  const __m128i bits = _mm_set1_epi16((short)exponent);
  const int64_t row = 2 * (int64_t)columns;
  __m128i wrong = _mm_setzero_si128();
  for (int column = 0; column < columns; column += 8, from += 16, to += 8 * HOB_LANES) {
    wrong = _mm_or_si128(wrong, turn16(from, row, to, bits));
    wrong = _mm_or_si128(wrong, turn16(from + 8 * row, row, to + 8, bits));
  }
  return _mm_movemask_epi8(wrong);
}
#endif

static int strips16(const char *from, int rows, int columns, uint16_t exponent, uint16_t *to) {
  const int64_t strip = (int64_t)HOB_LANES * columns;
  int wrong = 0;
  for (; rows >= HOB_LANES; rows -= HOB_LANES, from += 2 * strip, to += strip) {
#if defined(__SSE2__)
    if (columns % 8 == 0) {
      wrong |= whole_strip16(from, columns, exponent, to);
      continue;
    }
#endif
    wrong |= strip_uint16_t(from, HOB_LANES, columns, exponent, to);
  }
  if (rows > 0) {
    memset(to, 0, 2 * (size_t)strip);
    wrong |= strip_uint16_t(from, rows, columns, exponent, to);
  }
  return wrong == 0;
}

static int strips32(const char *from, int rows, int columns, uint32_t exponent, uint32_t *to) {
  const int64_t strip = (int64_t)HOB_LANES * columns;
  int wrong = 0;
  for (; rows >= HOB_LANES; rows -= HOB_LANES, from += 4 * strip, to += strip) {
#if defined(__SSE2__)
    if (columns % 4 == 0) {
      wrong |= whole_strip32(from, columns, exponent, to);
      continue;
    }
#endif
    wrong |= strip_uint32_t(from, HOB_LANES, columns, exponent, to);
  }
  if (rows > 0) {
    memset(to, 0, 4 * (size_t)strip);
    wrong |= strip_uint32_t(from, rows, columns, exponent, to);
  }
  return wrong == 0;
}

int32_t hob_into_strips(int64_t from, int32_t rows, int32_t columns, int32_t kind, int64_t to) {
  const char *in = (const char *)(intptr_t)from;
  void *out = (void *)(intptr_t)to;
  switch (kind) {
    case HOB_STRIP_F32:
      return strips32(in, rows, columns, 0x7f800000, out);
    case HOB_STRIP_F16:
      return strips16(in, rows, columns, 0x7c00, out);
    default:
      return strips16(in, rows, columns, 0x7f80, out);
  }
}

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22  // Linux 5.14; older ones refuse it, and pages are mapped one by one
#endif

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25  // Linux 6.1; older ones refuse it, and pages stay as they are
#endif

void hob_large_pages(int64_t address, int64_t bytes) {
  const int64_t large = 2 << 20;
  int64_t to = (address + bytes) / large * large;
  for (int64_t at = (address + large - 1) / large * large; at < to; at += large)
    if (madvise((void *)(intptr_t)at, (size_t)large, MADV_COLLAPSE) && errno == EINVAL) return;
}

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
