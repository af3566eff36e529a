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
//   PLAIN_ROWS, PLAIN_TOKENS   rows of plain numbers that are read side by side, for so many tokens
//   i_turned  8 words of each of 16 rows, so that a lane is a row
//   f_two_halves   the f16 in the lower and in the upper half of each word; i_upper clears the lower
//   SHARING   heads that share a key
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
#include "body_plain.h"
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

const hob_kernels SET_NAME = {SET_TITLE, clear, quantize, palette, plain,  row,      norm,
                              add,       gate,  turn,     store,   attend, dots,     read_all};
