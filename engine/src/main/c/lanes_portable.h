// SPDX-License-Identifier: Apache-2.0
// 16 lanes as arrays: no instruction set, the definition of the others. See body.h for the names.
#include <math.h>
#include <stdint.h>
#include <string.h>

enum { TOKENS = 1, PLAIN_ROWS = 1, PLAIN_TOKENS = 1, SHARING = 1, SIDE = 1, SIDE_SUMS = 1 };

typedef struct { float v[16]; } F;
typedef struct { int32_t v[16]; } I;
typedef struct { uint8_t v[64]; } B;
typedef struct { uint8_t v[16]; } Table;

#define EACH for (int l = 0; l < 16; l++)

static inline F f_set(float x) { F r; EACH r.v[l] = x; return r; }
static inline F f_load(const float *p) { F r; memcpy(&r, p, 64); return r; }
static inline void f_store(float *p, F a) { memcpy(p, &a, 64); }
static inline F f_add(F a, F b) { EACH a.v[l] += b.v[l]; return a; }
static inline F f_sub(F a, F b) { EACH a.v[l] -= b.v[l]; return a; }
static inline F f_mul(F a, F b) { EACH a.v[l] *= b.v[l]; return a; }
static inline F f_div(F a, F b) { EACH a.v[l] /= b.v[l]; return a; }
static inline F f_fma(F a, F b, F c) { EACH a.v[l] = fmaf(a.v[l], b.v[l], c.v[l]); return a; }
// As x86 does it: the second operand where one is NaN.
static inline F f_max(F a, F b) { EACH a.v[l] = a.v[l] > b.v[l] ? a.v[l] : b.v[l]; return a; }
static inline F f_min(F a, F b) { EACH a.v[l] = a.v[l] < b.v[l] ? a.v[l] : b.v[l]; return a; }
static inline F f_abs(F a) { EACH a.v[l] = fabsf(a.v[l]); return a; }
static inline F f_of(I a) { F r; EACH r.v[l] = (float)a.v[l]; return r; }
static inline F f_bits(I a) { F r; memcpy(&r, &a, 64); return r; }
static inline F f_first(F a, int n, float other) { EACH if (l >= n) a.v[l] = other; return a; }

static inline float half_to_float(uint16_t h) {
  uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = h >> 10 & 31, fraction = h & 0x3ff, bits;
  if (exponent == 0) {  // zero or subnormal: exact in f32
    float size = (float)fraction * 0x1p-24f;
    memcpy(&bits, &size, 4);
    bits |= sign;
  } else {
    bits = sign | (exponent == 31 ? 0x7f800000u : (exponent + 112) << 23) | fraction << 13;
  }
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

static inline F f_halves(const uint16_t *p) {
  F r;
  EACH { uint16_t h; memcpy(&h, p + l, 2); r.v[l] = half_to_float(h); }
  return r;
}

static inline F f_brains(const uint16_t *p) {
  F r;
  EACH { uint16_t h; memcpy(&h, p + l, 2); uint32_t bits = (uint32_t)h << 16; memcpy(&r.v[l], &bits, 4); }
  return r;
}

static inline float f_most(F a) {
  float most = a.v[0];
  EACH if (a.v[l] > most) most = a.v[l];
  return most;
}

static inline float f_sum(F a) {
  for (int half = 8; half > 0; half /= 2) for (int l = 0; l < half; l++) a.v[l] += a.v[l + half];
  return a.v[0];
}

static inline I i_set(int32_t x) { I r; EACH r.v[l] = x; return r; }
static inline I i_round(F a) { I r; EACH r.v[l] = (int32_t)lrintf(a.v[l]); return r; }
static inline I i_of_bits(F a) { I r; memcpy(&r, &a, 64); return r; }
static inline I i_add(I a, I b) { EACH a.v[l] = (int32_t)((uint32_t)a.v[l] + (uint32_t)b.v[l]); return a; }
static inline I i_up(I a, int bits) { EACH a.v[l] = (int32_t)((uint32_t)a.v[l] << bits); return a; }
static inline I i_upper(I a) { EACH a.v[l] = (int32_t)((uint32_t)a.v[l] & 0xffff0000u); return a; }
static inline void i_turned(const uint8_t *at, int64_t row, I *words) {
  EACH for (int k = 0; k < 8; k++) memcpy(&words[k].v[l], at + l * row + 4 * k, 4);
}
static inline void f_two_halves(I words, F *lower, F *upper) {
  EACH {
    lower->v[l] = half_to_float((uint16_t)words.v[l]);
    upper->v[l] = half_to_float((uint16_t)((uint32_t)words.v[l] >> 16));
  }
}
static inline int32_t i_sum(I a) { int32_t sum = 0; EACH sum += a.v[l]; return sum; }
static inline void i_store(int32_t *p, I a) { memcpy(p, &a, 64); }
static inline void i_store_bytes(int8_t *p, I a) { EACH p[l] = (int8_t)a.v[l]; }

static inline uint16_t half_of(float x) {  // x >= 0, rounded to nearest even; at most 65504
  uint32_t bits;
  memcpy(&bits, &x, 4);
  if (x < 0x1p-14f) {
    return (uint16_t)lrintf(x * 0x1p24f);
  }
  bits += 0xfff + (bits >> 13 & 1);
  return (uint16_t)((bits >> 13) - (112 << 10));
}

static inline B b_load(const uint8_t *p) { B r; memcpy(&r, p, 64); return r; }
static inline void b_store(uint8_t *p, B a) { memcpy(p, &a, 64); }
static inline B b_key(const uint8_t *p) { return b_load(p); }
static inline Table t_load(const uint8_t *p) { Table t; memcpy(&t, p, 16); return t; }

static inline B b_look4(Table t, B word, int field) {
  B r;
  for (int p = 0; p < 64; p++) r.v[p] = t.v[word.v[p] >> (4 * field) & 15];
  return r;
}

static inline B b_look2(Table t, B word, int field) {
  B r;
  for (int p = 0; p < 64; p++) r.v[p] = t.v[word.v[p] >> (2 * field) & 3];
  return r;
}

static inline I i_start(int32_t start) { return i_set(start); }

// Lane l adds the four products of bytes 4l .. 4l+3 (value + 128) with the four of x.
static inline I i_dot(I sum, B w, const int8_t *x) {
  EACH for (int c = 0; c < 4; c++) sum.v[l] += w.v[4 * l + c] * x[c];
  return sum;
}

// The same with x unsigned and signed w.
static inline I i_dot_unsigned(I sum, B w, const uint8_t *x) {
  EACH for (int c = 0; c < 4; c++) sum.v[l] += (int8_t)w.v[4 * l + c] * x[c];
  return sum;
}
#undef EACH
