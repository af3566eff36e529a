// SPDX-License-Identifier: Apache-2.0
// The kernels, written once over 16 lanes. An instruction set's source file includes its lanes_*.h
// and then this, and defines SET_NAME, SET_TITLE and MORE_COUNTS. Lanes give:
//
//   F, I      16 f32, 16 i32; f_* and i_* work on them
//   B         64 bytes: 4 columns of 16 rows (or of 16 tokens, or of 16 dimensions)
//   Table     a palette ready for look-up; b_look4/b_look2 give the B of one field of a packed word
//   i_dot     sum of bytes (value + 128) times 4 signed bytes; sums begin at i_start(-128 * sum(x))
//   TOKENS    tokens that are multiplied from one look-up
//   SIDE      strips that are read side by side, where their sums are at most SIDE_SUMS
//   LOW_TOKENS, SHARING   tokens that share a number of a low-rank pair; heads that share a key
//
// A set may hold B in another form than "value + 128" as long as i_dot agrees.
#include <math.h>

#include "kernels.h"

#define INLINE static inline __attribute__((always_inline))

// --- small things -------------------------------------------------------------------------------

// e^x; the sequence of operations of Exp.java.
INLINE F f_exp(F x) {
  F clamped = f_max(f_min(x, f_set(88.0f)), f_set(-87.0f));
  F magic = f_set(12582912.0f);
  F shifted = f_fma(clamped, f_set(1.442695f), magic);
  F n = f_sub(shifted, magic);
  F r = f_fma(n, f_set(2.1219444e-4f), f_fma(n, f_set(-0x1.63p-1f), clamped));
  F p = f_fma(f_set(1.0f / 5040), r, f_set(1.0f / 720));
  p = f_fma(p, r, f_set(1.0f / 120));
  p = f_fma(p, r, f_set(1.0f / 24));
  p = f_fma(p, r, f_set(1.0f / 6));
  p = f_fma(p, r, f_set(0.5f));
  p = f_fma(p, r, f_set(1.0f));
  p = f_fma(p, r, f_set(1.0f));
  I exponent = i_add(i_of_bits(shifted), i_set(127 - 0x4b400000));
  return f_mul(p, f_bits(i_up(exponent, 23)));
}

// tanh(x); the sequence of operations of Exp.java.
INLINE F f_tanh(F x) {
  F one = f_set(1.0f);
  return f_sub(one, f_div(f_set(2.0f), f_add(f_exp(f_add(x, x)), one)));
}

INLINE F f_byte_range(F x) { return f_min(f_max(x, f_set(-127.0f)), f_set(127.0f)); }

INLINE const uint8_t *bytes_at(int64_t address) { return (const uint8_t *)(uintptr_t)address; }

#include "body_bytes.h"
#include "body_palette.h"
#if defined(TILES)
#include "body_tiles.h"
#include "body_few.h"
#endif

static void palette(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from, int to,
                    int hop, uint8_t *panel) {
#if defined(TILES)
  if (few(x)) {
    palette_few(w, x, y, y_stride, from, to, hop, panel);
  } else if (tiled(x)) {
    palette_tiled(w, x, y, y_stride, from, to, panel);
  } else {
    palette_vectors(w, x, y, y_stride, from, to, hop, panel);
  }
#else
  palette_vectors(w, x, y, y_stride, from, to, hop, panel);
#endif
  int last = w->rows / 16, rest = w->rows % 16;
  for (int t = 0; t < x->rows && rest > 0 && last < to; t++) {
    float *out = y + (int64_t)t * y_stride + (int64_t)last * 16;
    f_store(out, f_first(f_load(out), rest, 0.0f));
  }
}

// --- plain numbers ------------------------------------------------------------------------------

enum { AS_F32, AS_F16, AS_BF16 };

INLINE F numbers(const int type, const uint8_t *at, int64_t index) {
  switch (type) {
    case AS_F32: return f_load((const float *)at + index);
    case AS_F16: return f_halves((const uint16_t *)at + index);
    default: return f_brains((const uint16_t *)at + index);
  }
}

INLINE float number(const int type, const uint8_t *at, int64_t index) {
  if (type == AS_F32) {
    float x;
    memcpy(&x, at + 4 * index, 4);
    return x;
  }
  uint16_t half;
  memcpy(&half, at + 2 * index, 2);
  if (type == AS_F16) return half_to_float(half);
  uint32_t bits = (uint32_t)half << 16;
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

// Bytes of a low-rank pair that are asked for ahead.
enum { LOW_AHEAD = 4096 };

// Two sums, columns with k & 4 == 0 and the others, each ascending: the order of StripWeights.
INLINE void strip_numbers(const int n, const int type, const hob_weights *w, int strip, const float *x,
                          int x_stride, float *y, int y_stride, float scaling, int add) {
  F even[8], odd[8];
  const uint8_t *values = bytes_at(w->values);
  int64_t first = (int64_t)strip * w->columns * 16;
#pragma GCC unroll 8
  for (int t = 0; t < n; t++) even[t] = odd[t] = f_set(0.0f);
  const int a_column = type == AS_F32 ? 64 : 32;
  for (int k = 0; k < w->columns; k += 8) {
    for (int c = 0; c < 8 * a_column; c += 64) {
      __builtin_prefetch(values + (first / 16 + k) * a_column + LOW_AHEAD + c, 0, 2);
    }
    int middle = hob_min(w->columns, k + 4), end = hob_min(w->columns, k + 8);
    for (int c = k; c < middle; c++) {
      F u = numbers(type, values, first + (int64_t)c * 16);
#pragma GCC unroll 8
      for (int t = 0; t < n; t++) even[t] = f_fma(u, f_set(x[(int64_t)t * x_stride + c]), even[t]);
    }
    for (int c = middle; c < end; c++) {
      F u = numbers(type, values, first + (int64_t)c * 16);
#pragma GCC unroll 8
      for (int t = 0; t < n; t++) odd[t] = f_fma(u, f_set(x[(int64_t)t * x_stride + c]), odd[t]);
    }
  }
  int rows = w->rows - strip * 16;
#pragma GCC unroll 8
  for (int t = 0; t < n; t++) {
    float *at = y + (int64_t)t * y_stride;
    F sum = f_mul(f_add(even[t], odd[t]), f_set(scaling));
    f_store(at, f_first(add ? f_add(f_load(at), sum) : sum, rows, 0.0f));
  }
}

INLINE void strips_of(const int type, const hob_weights *w, const float *x, int x_stride, int rows,
                      float *y, int y_stride, int from, int to, float scaling, int add) {
  for (int strip = from; strip < to; strip++) {
    float *out = y + (int64_t)strip * 16;
    int t = 0;
    for (; t + LOW_TOKENS <= rows; t += LOW_TOKENS) {
      strip_numbers(LOW_TOKENS, type, w, strip, x + (int64_t)t * x_stride, x_stride,
                    out + (int64_t)t * y_stride, y_stride, scaling, add);
    }
    for (; LOW_TOKENS > 4 && t + 4 <= rows; t += 4) {
      strip_numbers(4, type, w, strip, x + (int64_t)t * x_stride, x_stride,
                    out + (int64_t)t * y_stride, y_stride, scaling, add);
    }
    for (; t < rows; t++) {
      strip_numbers(1, type, w, strip, x + (int64_t)t * x_stride, x_stride,
                    out + (int64_t)t * y_stride, y_stride, scaling, add);
    }
  }
}

static void strips(const hob_weights *w, const float *x, int x_stride, int rows, float *y, int y_stride,
                   int from, int to, float scaling, int add) {
  switch (w->kind) {
    case HOB_STRIP_F32:
      strips_of(AS_F32, w, x, x_stride, rows, y, y_stride, from, to, scaling, add);
      break;
    case HOB_STRIP_F16:
      strips_of(AS_F16, w, x, x_stride, rows, y, y_stride, from, to, scaling, add);
      break;
    default:
      strips_of(AS_BF16, w, x, x_stride, rows, y, y_stride, from, to, scaling, add);
  }
}

// Lane l sums columns l, l + 16 ...; lanes are then added in halves: the order of PlainWeights.
INLINE void plain_of(const int type, const hob_weights *w, const float *x, int x_stride, int rows,
                     float *y, int y_stride, int from, int to) {
  const uint8_t *values = bytes_at(w->values);
  int whole = w->columns / 16 * 16;
  for (int row = from * 16; row < to * 16; row++) {
    int64_t first = (int64_t)row * w->columns;
    for (int t = 0; t < rows; t++) {
      const float *in = x + (int64_t)t * x_stride;
      F sum = f_set(0.0f);
      if (row < w->rows) {
        for (int k = 0; k < whole; k += 16) {
          sum = f_fma(numbers(type, values, first + k), f_load(in + k), sum);
        }
        if (whole < w->columns) {
          float rest[16] = {0};
          for (int k = whole; k < w->columns; k++) rest[k - whole] = number(type, values, first + k);
          sum = f_fma(f_load(rest), f_load(in + whole), sum);
        }
      }
      y[(int64_t)t * y_stride + row] = f_sum(sum);
    }
  }
}

static void plain(const hob_weights *w, const float *x, int x_stride, int rows, float *y, int y_stride,
                  int from, int to) {
  switch (w->kind) {
    case HOB_PLAIN_F32: plain_of(AS_F32, w, x, x_stride, rows, y, y_stride, from, to); break;
    case HOB_PLAIN_F16: plain_of(AS_F16, w, x, x_stride, rows, y, y_stride, from, to); break;
    default: plain_of(AS_BF16, w, x, x_stride, rows, y, y_stride, from, to);
  }
}

static void row(const hob_weights *w, int index, float *out) {
  int palette4 = w->kind == HOB_PALETTE4;
  int columns = palette4 ? 8 : 16, bits = palette4 ? 4 : 2, strip = index / 16, lane = index % 16;
  int words = (w->columns + columns - 1) / columns;
  for (int k = 0; k < w->columns; k++) {
    if (w->kind > HOB_PALETTE2) {
      out[k] = number(w->kind - HOB_PLAIN_F32, bytes_at(w->values), (int64_t)index * w->columns + k);
      continue;
    }
    const uint8_t *word = bytes_at(w->values) + ((int64_t)strip * words + k / columns) * 64;
    int field = word[4 * lane + k % 4] >> (k % columns / 4 * bits) & ((1 << bits) - 1);
    int groups = (w->columns + w->group - 1) / w->group;
    float scale = number(AS_F16, bytes_at(w->scales), ((int64_t)strip * groups + k / w->group) * 16 + lane);
    int value = bytes_at(w->tables)[(int64_t)strip * w->table_step + field] - 128;
    out[k] = scale * ((float)value / 127.0f);
  }
  for (int k = w->columns; k % 16 != 0; k++) out[k] = 0.0f;
}

// --- between the products -----------------------------------------------------------------------

static void norm(const float *x, const float *weight, int n, float epsilon, float *y) {
  F squares = f_set(0.0f);
  for (int i = 0; i < n; i += 16) {
    F value = f_load(x + i);
    squares = f_fma(value, value, squares);
  }
  F scale = f_set(1.0f / __builtin_sqrtf(f_sum(squares) / (float)n + epsilon));
  for (int i = 0; i < n; i += 16) {
    f_store(y + i, f_mul(f_mul(f_load(x + i), scale), f_load(weight + i)));
  }
}

static void add(float *x, const float *y, int n) {
  for (int i = 0; i < n; i += 16) f_store(x + i, f_add(f_load(x + i), f_load(y + i)));
}

// The gates of Gate.java: z / (1 + e^-w), w = z or 2 sqrt(2 / pi) (z + 0.044715 z^3).
INLINE void gate_of(const int gelu, float *gate, const float *up, int n) {
  F one = f_set(1.0f), first = f_set(0.7978845608f), third = f_set(0.044715f * 0.7978845608f);
  for (int i = 0; i < n; i += 16) {
    F z = f_load(gate + i), w = z;
    if (gelu) {
      w = f_mul(z, f_fma(third, f_mul(z, z), first));
      w = f_add(w, w);
    }
    F y = f_div(z, f_add(one, f_exp(f_sub(f_set(-0.0f), w))));
    f_store(gate + i, f_mul(y, f_load(up + i)));
  }
}

static void gate(float *values, const float *up, int n, int gelu) {
  if (gelu) {
    gate_of(1, values, up, n);
  } else {
    gate_of(0, values, up, n);
  }
}

static void turn(float *head, const float *angles, int half) {
  int i = 0;
  for (; i + 16 <= half; i += 16) {
    F x = f_load(head + i), y = f_load(head + half + i);
    F cosine = f_load(angles + i), sine = f_load(angles + half + i);
    f_store(head + i, f_sub(f_mul(x, cosine), f_mul(y, sine)));
    f_store(head + half + i, f_add(f_mul(y, cosine), f_mul(x, sine)));
  }
  for (; i < half; i++) {
    float x = head[i], y = head[half + i], cosine = angles[i], sine = angles[half + i];
    head[i] = x * cosine - y * sine;
    head[half + i] = y * cosine + x * sine;
  }
}

#include "body_attention.h"
#include "body_probe.h"

const hob_kernels SET_NAME = {SET_TITLE, clear, quantize, palette, strips, plain, row,
                              norm,      add,      gate,    turn,   store,  attend, dots, read_all};
