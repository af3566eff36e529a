// SPDX-License-Identifier: Apache-2.0
// 16 lanes in two registers: AVX2, FMA and F16C; with AVX-VNNI where the compiler was told so. See
// body.h for the names.
//
// Without AVX-VNNI: vpmaddubsw saturates at 16 bits, so bytes + 128 cannot be its unsigned operand (2 * 255 * 127).
// Weights are therefore signed here, and the product is |x| times w with the sign of x: 2 * 127 * 127
// fits. Sums begin at 0 instead of -128 * sum(x); the totals are the same.
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

enum { TOKENS = 4, PLAIN_ROWS = 2, PLAIN_TOKENS = 2, SHARING = 2, SIDE = 2, SIDE_SUMS = 4 };

typedef struct { __m256 a, b; } F;
typedef struct { __m256i a, b; } I;
typedef I B;
typedef struct { __m256i bytes; } Table;

#define PAIR(T, x, y) ((T){(x), (y)})

static inline F f_set(float x) { return PAIR(F, _mm256_set1_ps(x), _mm256_set1_ps(x)); }
static inline F f_load(const float *p) { return PAIR(F, _mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)); }
static inline void f_store(float *p, F x) { _mm256_storeu_ps(p, x.a); _mm256_storeu_ps(p + 8, x.b); }
static inline F f_add(F x, F y) { return PAIR(F, _mm256_add_ps(x.a, y.a), _mm256_add_ps(x.b, y.b)); }
static inline F f_sub(F x, F y) { return PAIR(F, _mm256_sub_ps(x.a, y.a), _mm256_sub_ps(x.b, y.b)); }
static inline F f_mul(F x, F y) { return PAIR(F, _mm256_mul_ps(x.a, y.a), _mm256_mul_ps(x.b, y.b)); }
static inline F f_div(F x, F y) { return PAIR(F, _mm256_div_ps(x.a, y.a), _mm256_div_ps(x.b, y.b)); }
static inline F f_fma(F x, F y, F z) {
  return PAIR(F, _mm256_fmadd_ps(x.a, y.a, z.a), _mm256_fmadd_ps(x.b, y.b, z.b));
}
static inline F f_max(F x, F y) { return PAIR(F, _mm256_max_ps(x.a, y.a), _mm256_max_ps(x.b, y.b)); }
static inline F f_min(F x, F y) { return PAIR(F, _mm256_min_ps(x.a, y.a), _mm256_min_ps(x.b, y.b)); }
static inline F f_abs(F x) {
  __m256 sign = _mm256_set1_ps(-0.0f);
  return PAIR(F, _mm256_andnot_ps(sign, x.a), _mm256_andnot_ps(sign, x.b));
}
static inline F f_of(I x) { return PAIR(F, _mm256_cvtepi32_ps(x.a), _mm256_cvtepi32_ps(x.b)); }
static inline F f_bits(I x) { return PAIR(F, _mm256_castsi256_ps(x.a), _mm256_castsi256_ps(x.b)); }
static inline F f_first(F x, int n, float other) {
  __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  __m256 low = _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32(n), lane));
  __m256 high = _mm256_castsi256_ps(_mm256_cmpgt_epi32(_mm256_set1_epi32(n - 8), lane));
  __m256 rest = _mm256_set1_ps(other);
  return PAIR(F, _mm256_blendv_ps(rest, x.a, low), _mm256_blendv_ps(rest, x.b, high));
}
static inline F f_halves(const uint16_t *p) {
  return PAIR(F, _mm256_cvtph_ps(_mm_loadu_si128((const void *)p)),
              _mm256_cvtph_ps(_mm_loadu_si128((const void *)(p + 8))));
}
static inline __m256 brains(const uint16_t *p) {
  return _mm256_castsi256_ps(
      _mm256_slli_epi32(_mm256_cvtepu16_epi32(_mm_loadu_si128((const void *)p)), 16));
}
static inline F f_brains(const uint16_t *p) { return PAIR(F, brains(p), brains(p + 8)); }
static inline __m256 packed(__m256i halves) {  // 8 words, each below 65536
  __m256i twice = _mm256_permute4x64_epi64(_mm256_packus_epi32(halves, halves), 0x08);
  return _mm256_cvtph_ps(_mm256_castsi256_si128(twice));
}
static inline void f_two_halves(I words, F *lower, F *upper) {
  const __m256i low = _mm256_set1_epi32(0xffff);
  *lower = PAIR(F, packed(_mm256_and_si256(words.a, low)), packed(_mm256_and_si256(words.b, low)));
  *upper = PAIR(F, packed(_mm256_srli_epi32(words.a, 16)), packed(_mm256_srli_epi32(words.b, 16)));
}
static inline __m128 folded(__m256 x) {
  return _mm_add_ps(_mm256_castps256_ps128(x), _mm256_extractf128_ps(x, 1));
}
static inline float f_sum(F x) {  // in halves: l + 8, l + 4, l + 2, l + 1
  __m128 c = folded(_mm256_add_ps(x.a, x.b));
  __m128 d = _mm_add_ps(c, _mm_movehl_ps(c, c));
  return _mm_cvtss_f32(_mm_add_ss(d, _mm_shuffle_ps(d, d, 1)));
}
static inline float f_most(F x) {
  __m256 m = _mm256_max_ps(x.a, x.b);
  __m128 c = _mm_max_ps(_mm256_castps256_ps128(m), _mm256_extractf128_ps(m, 1));
  __m128 d = _mm_max_ps(c, _mm_movehl_ps(c, c));
  return _mm_cvtss_f32(_mm_max_ss(d, _mm_shuffle_ps(d, d, 1)));
}

static inline I i_set(int32_t x) { return PAIR(I, _mm256_set1_epi32(x), _mm256_set1_epi32(x)); }
static inline I i_round(F x) { return PAIR(I, _mm256_cvtps_epi32(x.a), _mm256_cvtps_epi32(x.b)); }
static inline I i_of_bits(F x) { return PAIR(I, _mm256_castps_si256(x.a), _mm256_castps_si256(x.b)); }
static inline I i_add(I x, I y) {
  return PAIR(I, _mm256_add_epi32(x.a, y.a), _mm256_add_epi32(x.b, y.b));
}
static inline I i_up(I x, int bits) {
  return PAIR(I, _mm256_slli_epi32(x.a, bits), _mm256_slli_epi32(x.b, bits));
}
static inline I i_upper(I x) {
  const __m256i upper = _mm256_set1_epi32((int)0xffff0000);
  return PAIR(I, _mm256_and_si256(x.a, upper), _mm256_and_si256(x.b, upper));
}
static inline void turn_eight(const uint8_t *at, int64_t row, __m256i *words) {
  __m256i y[8], turned[8];  // of 4 rows: words k and k + 4
  for (int i = 0; i < 8; i++) y[i] = _mm256_loadu_si256((const void *)(at + i * row));
  for (int i = 0; i < 8; i += 4) {
    __m256i a = _mm256_unpacklo_epi32(y[i], y[i + 1]), b = _mm256_unpacklo_epi32(y[i + 2], y[i + 3]);
    __m256i c = _mm256_unpackhi_epi32(y[i], y[i + 1]), d = _mm256_unpackhi_epi32(y[i + 2], y[i + 3]);
    turned[i] = _mm256_unpacklo_epi64(a, b);
    turned[i + 1] = _mm256_unpackhi_epi64(a, b);
    turned[i + 2] = _mm256_unpacklo_epi64(c, d);
    turned[i + 3] = _mm256_unpackhi_epi64(c, d);
  }
  for (int k = 0; k < 4; k++) {
    words[k] = _mm256_permute2x128_si256(turned[k], turned[k + 4], 0x20);
    words[k + 4] = _mm256_permute2x128_si256(turned[k], turned[k + 4], 0x31);
  }
}
static inline void i_turned(const uint8_t *at, int64_t row, I *words) {
  __m256i upper[8], lower[8];
  turn_eight(at, row, upper);
  turn_eight(at + 8 * row, row, lower);
  for (int k = 0; k < 8; k++) words[k] = PAIR(I, upper[k], lower[k]);
}
static inline int32_t i_sum(I x) {
  __m256i m = _mm256_add_epi32(x.a, x.b);
  __m128i c = _mm_add_epi32(_mm256_castsi256_si128(m), _mm256_extracti128_si256(m, 1));
  __m128i d = _mm_add_epi32(c, _mm_shuffle_epi32(c, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(d, _mm_shuffle_epi32(d, 0xb1)));
}
static inline void i_store(int32_t *p, I x) {
  _mm256_storeu_si256((void *)p, x.a);
  _mm256_storeu_si256((void *)(p + 8), x.b);
}
static inline void i_store_bytes(int8_t *p, I x) {  // values fit a byte
  __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(x.a, x.b), 0xd8);
  __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
  _mm_storeu_si128((void *)p, bytes);
}
static inline uint16_t half_of(float x) {
  return (uint16_t)_mm_extract_epi16(_mm_cvtps_ph(_mm_set_ss(x), _MM_FROUND_TO_NEAREST_INT), 0);
}
static inline float half_to_float(uint16_t h) {
  return _mm_cvtss_f32(_mm_cvtph_ps(_mm_cvtsi32_si128(h)));
}

static inline B b_load(const uint8_t *p) {
  return PAIR(B, _mm256_loadu_si256((const void *)p), _mm256_loadu_si256((const void *)(p + 32)));
}
static inline void b_store(uint8_t *p, B x) {
  _mm256_storeu_si256((void *)p, x.a);
  _mm256_storeu_si256((void *)(p + 32), x.b);
}
#if defined(__AVXVNNI__)
static inline B b_key(const uint8_t *p) { return b_load(p); }
static inline Table t_load(const uint8_t *p) {
  return (Table){_mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)p))};
}
#else
static inline B b_key(const uint8_t *p) {
  B x = b_load(p);
  __m256i flip = _mm256_set1_epi8((char)0x80);
  return PAIR(B, _mm256_xor_si256(x.a, flip), _mm256_xor_si256(x.b, flip));
}
static inline Table t_load(const uint8_t *p) {
  __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)p));
  return (Table){_mm256_xor_si256(table, _mm256_set1_epi8((char)0x80))};
}
#endif
static inline __m256i look(__m256i table, __m256i word, int shift, int mask) {
  __m256i index = _mm256_and_si256(_mm256_srli_epi16(word, shift), _mm256_set1_epi8((char)mask));
  return _mm256_shuffle_epi8(table, index);
}
static inline B b_look4(Table t, B w, int field) {
  return PAIR(B, look(t.bytes, w.a, 4 * field, 15), look(t.bytes, w.b, 4 * field, 15));
}
static inline B b_look2(Table t, B w, int field) {
  return PAIR(B, look(t.bytes, w.a, 2 * field, 3), look(t.bytes, w.b, 2 * field, 3));
}

static inline __m256i four_bytes(const void *x) {
  int32_t bytes;
  memcpy(&bytes, x, 4);
  return _mm256_set1_epi32(bytes);
}
#if defined(__AVXVNNI__)
static inline I i_start(int32_t start) { return i_set(start); }
static inline I i_dot(I sum, B w, const int8_t *x) {
  __m256i four = four_bytes(x);
  return PAIR(I, _mm256_dpbusd_avx_epi32(sum.a, w.a, four), _mm256_dpbusd_avx_epi32(sum.b, w.b, four));
}
static inline I i_dot_unsigned(I sum, B w, const uint8_t *x) {
  __m256i four = four_bytes(x);
  return PAIR(I, _mm256_dpbusd_avx_epi32(sum.a, four, w.a), _mm256_dpbusd_avx_epi32(sum.b, four, w.b));
}
#else
static inline I i_start(int32_t start) {
  (void)start;
  return i_set(0);
}
static inline __m256i dot(__m256i sum, __m256i w, __m256i x, __m256i size) {
  __m256i pairs = _mm256_maddubs_epi16(size, _mm256_sign_epi8(w, x));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
static inline I i_dot(I sum, B w, const int8_t *x) {
  __m256i four = four_bytes(x);
  __m256i size = _mm256_abs_epi8(four);
  return PAIR(I, dot(sum.a, w.a, four, size), dot(sum.b, w.b, four, size));
}
// u may be 255: products are widened to 16 bits, even and odd bytes apart, and summed in 32.
static inline __m256i dot_unsigned(__m256i sum, __m256i w, __m256i u) {
  __m256i even = _mm256_madd_epi16(_mm256_srai_epi16(_mm256_slli_epi16(w, 8), 8),
                                   _mm256_and_si256(u, _mm256_set1_epi16(255)));
  __m256i odd = _mm256_madd_epi16(_mm256_srai_epi16(w, 8), _mm256_srli_epi16(u, 8));
  return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}
static inline I i_dot_unsigned(I sum, B w, const uint8_t *x) {
  __m256i four = four_bytes(x);
  return PAIR(I, dot_unsigned(sum.a, w.a, four), dot_unsigned(sum.b, w.b, four));
}
#endif
