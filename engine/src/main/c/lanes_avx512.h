// SPDX-License-Identifier: Apache-2.0
// 16 lanes in one register: AVX-512 with VNNI and VBMI. See body.h for the names.
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

enum { TOKENS = 12, PLAIN_ROWS = 4, PLAIN_TOKENS = 4, SHARING = 3, SIDE = 4, SIDE_SUMS = 16 };

typedef __m512 F;
typedef __m512i I;
typedef __m512i B;

// One table four times over for 4 bits, so that neither nibble needs a mask: vpermb reads the low
// 6 bits of an index. For 2 bits three tables answer to bits 0-1, 2-3 and 4-5 of the raw byte.
typedef struct { __m512i four, pair[3]; } Table;

static inline F f_set(float x) { return _mm512_set1_ps(x); }
static inline F f_load(const float *p) { return _mm512_loadu_ps(p); }
static inline void f_store(float *p, F a) { _mm512_storeu_ps(p, a); }
static inline F f_add(F a, F b) { return _mm512_add_ps(a, b); }
static inline F f_sub(F a, F b) { return _mm512_sub_ps(a, b); }
static inline F f_mul(F a, F b) { return _mm512_mul_ps(a, b); }
static inline F f_div(F a, F b) { return _mm512_div_ps(a, b); }
static inline F f_fma(F a, F b, F c) { return _mm512_fmadd_ps(a, b, c); }
static inline F f_max(F a, F b) { return _mm512_max_ps(a, b); }
static inline F f_min(F a, F b) { return _mm512_min_ps(a, b); }
static inline F f_abs(F a) { return _mm512_abs_ps(a); }
static inline F f_of(I a) { return _mm512_cvtepi32_ps(a); }
static inline F f_bits(I a) { return _mm512_castsi512_ps(a); }
static inline F f_first(F a, int n, float other) {
  return n >= 16 ? a : _mm512_mask_mov_ps(_mm512_set1_ps(other), (__mmask16)((1u << n) - 1), a);
}
static inline F f_halves(const uint16_t *p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const void *)p));
}
static inline F f_brains(const uint16_t *p) {
  return _mm512_castsi512_ps(
      _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)p)), 16));
}
static inline void f_two_halves(I words, F *lower, F *upper) {
  const __m512i halves = _mm512_set_epi64(0x3f3e3b3a37363332, 0x2f2e2b2a27262322, 0x1f1e1b1a17161312,
                                          0x0f0e0b0a07060302, 0x3d3c393835343130, 0x2d2c292825242120,
                                          0x1d1c191815141110, 0x0d0c090805040100);
  __m512i sorted = _mm512_permutexvar_epi8(halves, words);
  *lower = _mm512_cvtph_ps(_mm512_castsi512_si256(sorted));
  *upper = _mm512_cvtph_ps(_mm512_extracti64x4_epi64(sorted, 1));
}
static inline float f_most(F a) { return _mm512_reduce_max_ps(a); }
static inline float f_sum(F a) {  // in halves: l + 8, l + 4, l + 2, l + 1
  __m256 b = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
  __m128 c = _mm_add_ps(_mm256_castps256_ps128(b), _mm256_extractf128_ps(b, 1));
  __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
  return _mm_cvtss_f32(_mm_add_ss(d, _mm_shuffle_ps(d, d, 1)));
}

static inline I i_set(int32_t x) { return _mm512_set1_epi32(x); }
static inline I i_round(F a) { return _mm512_cvtps_epi32(a); }
static inline I i_of_bits(F a) { return _mm512_castps_si512(a); }
static inline I i_add(I a, I b) { return _mm512_add_epi32(a, b); }
static inline I i_up(I a, int bits) { return _mm512_slli_epi32(a, (unsigned)bits); }
static inline I i_upper(I a) { return _mm512_and_si512(a, _mm512_set1_epi32((int)0xffff0000)); }
static inline int32_t i_sum(I a) { return _mm512_reduce_add_epi32(a); }
static inline void i_turned(const uint8_t *at, int64_t row, I *words) {
  const __m512i first = _mm512_set_epi64(13, 12, 5, 4, 9, 8, 1, 0);
  const __m512i second = _mm512_set_epi64(15, 14, 7, 6, 11, 10, 3, 2);
  __m512i z[8], turned[8];  // of 4 rows and their eighth ones: words k, k + 4, k, k + 4
  for (int i = 0; i < 8; i++) {
    z[i] = _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm256_loadu_si256((const void *)(at + i * row))),
        _mm256_loadu_si256((const void *)(at + (i + 8) * row)), 1);
  }
  for (int i = 0; i < 8; i += 4) {
    __m512i a = _mm512_unpacklo_epi32(z[i], z[i + 1]), b = _mm512_unpacklo_epi32(z[i + 2], z[i + 3]);
    __m512i c = _mm512_unpackhi_epi32(z[i], z[i + 1]), d = _mm512_unpackhi_epi32(z[i + 2], z[i + 3]);
    turned[i] = _mm512_unpacklo_epi64(a, b);
    turned[i + 1] = _mm512_unpackhi_epi64(a, b);
    turned[i + 2] = _mm512_unpacklo_epi64(c, d);
    turned[i + 3] = _mm512_unpackhi_epi64(c, d);
  }
  for (int k = 0; k < 4; k++) {
    words[k] = _mm512_permutex2var_epi64(turned[k], first, turned[k + 4]);
    words[k + 4] = _mm512_permutex2var_epi64(turned[k], second, turned[k + 4]);
  }
}
static inline void i_store(int32_t *p, I a) { _mm512_storeu_si512(p, a); }
static inline void i_store_bytes(int8_t *p, I a) {
  _mm_storeu_si128((void *)p, _mm512_cvtepi32_epi8(a));
}
static inline uint16_t half_of(float x) {
  return (uint16_t)_mm_extract_epi16(_mm_cvtps_ph(_mm_set_ss(x), _MM_FROUND_TO_NEAREST_INT), 0);
}
static inline float half_to_float(uint16_t h) {
  return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(h)));
}

static inline B b_load(const uint8_t *p) { return _mm512_loadu_si512(p); }
static inline void b_store(uint8_t *p, B a) { _mm512_storeu_si512(p, a); }
static inline B b_key(const uint8_t *p) { return _mm512_loadu_si512(p); }

static inline Table t_load(const uint8_t *p) {
  // byte i of these: i & 3, i >> 2 & 3, i >> 4 & 3
  __m512i low = _mm512_set1_epi32(0x03020100);
  __m512i middle = _mm512_broadcast_i32x4(_mm_set_epi32(0x03030303, 0x02020202, 0x01010101, 0));
  __m512i high = _mm512_inserti64x4(
      _mm512_inserti32x4(_mm512_setzero_si512(), _mm_set1_epi8(1), 1),
      _mm256_set_m128i(_mm_set1_epi8(3), _mm_set1_epi8(2)), 1);
  Table t;
  t.four = _mm512_broadcast_i32x4(_mm_loadu_si128((const void *)p));
  t.pair[0] = _mm512_permutexvar_epi8(low, t.four);
  t.pair[1] = _mm512_permutexvar_epi8(middle, t.four);
  t.pair[2] = _mm512_permutexvar_epi8(high, t.four);
  return t;
}

static inline B b_look4(Table t, B word, int field) {
  return _mm512_permutexvar_epi8(field == 0 ? word : _mm512_srli_epi16(word, 4), t.four);
}
static inline B b_look2(Table t, B word, int field) {
  return field == 3 ? _mm512_permutexvar_epi8(_mm512_srli_epi16(word, 6), t.pair[0])
                    : _mm512_permutexvar_epi8(word, t.pair[field]);
}

static inline int32_t four_bytes(const void *x) {
  int32_t bytes;
  memcpy(&bytes, x, 4);
  return bytes;
}

static inline I i_start(int32_t start) { return _mm512_set1_epi32(start); }
#if defined(__SANITIZE_ADDRESS__)  // which sees no reads of inline assembly
static inline I i_dot(I sum, B w, const int8_t *x) {
  return _mm512_dpbusd_epi32(sum, w, _mm512_set1_epi32(four_bytes(x)));
}
#else
// Written out, because gcc 12 makes three instructions of it (a broadcast and a move beside the
// product) and is then bound by their number.
static inline __attribute__((always_inline)) I i_dot(I sum, B w, const int8_t *x) {
  __asm__("vpdpbusd %2%{1to16%}, %1, %0" : "+v"(sum) : "v"(w), "m"(*(const int8_t(*)[4])x));
  return sum;
}
#endif
static inline I i_dot_unsigned(I sum, B w, const uint8_t *x) {
  return _mm512_dpbusd_epi32(sum, _mm512_set1_epi32(four_bytes(x)), w);
}
