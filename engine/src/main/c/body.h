// SPDX-License-Identifier: Apache-2.0
// The kernels, written once over 16 lanes. An instruction set's source file includes its lanes_*.h
// and then this, and defines SET_NAME, SET_TITLE and MORE_COUNTS. Lanes give:
//
//   F, I      16 f32, 16 i32; f_* and i_* work on them
//   B         64 bytes: 4 columns of 16 rows (or of 16 tokens, or of 16 dimensions)
//   Table     a palette ready for look-up; b_look4/b_look2 give the B of one field of a packed word
//   i_dot     sum of bytes (value + 128) times 4 signed bytes; sums begin at i_start(-128 * sum(x))
//   TOKENS    tokens that are multiplied from one look-up
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

INLINE F f_byte_range(F x) { return f_min(f_max(x, f_set(-127.0f)), f_set(127.0f)); }

INLINE const uint8_t *bytes_at(int64_t address) { return (const uint8_t *)(uintptr_t)address; }

// --- activations --------------------------------------------------------------------------------

static void quantize(const float *x, const hob_bytes *out, int row) {
  int tile = row / HOB_TILE, place = row % HOB_TILE;
  int n = hob_min(HOB_TILE, out->rows - tile * HOB_TILE);
  int8_t *values = out->values + (int64_t)tile * HOB_TILE * out->columns + 4 * place;
  int64_t first = (int64_t)tile * HOB_TILE * out->groups + place;
  for (int group = 0; group < out->groups; group++) {
    int from = group * out->group, to = hob_min(out->columns, from + out->group);
    F most = f_set(0.0f);
    for (int i = from; i < to; i += 16) most = f_max(most, f_abs(f_load(x + i)));
    float top = f_most(most);
    F inverse = f_set(top > 0.0f ? 127.0f / top : 0.0f);
    I sum = i_set(0);
    for (int i = from; i < to; i += 16) {
      int8_t bytes[16];
      I value = i_round(f_byte_range(f_mul(f_load(x + i), inverse)));
      sum = i_add(sum, value);
      i_store_bytes(bytes, value);
      for (int quad = 0; quad < 4; quad++) {
        memcpy(values + (int64_t)(i / 4 + quad) * n * 4, bytes + 4 * quad, 4);
      }
    }
    out->factors[first + (int64_t)group * n] = top / 16129.0f;
    out->starts[first + (int64_t)group * n] = -128 * i_sum(sum);
  }
}

// --- palettized products ------------------------------------------------------------------------
//
// int32 sums over a column group (exact, so in any order), then y = fma(float(sum), scale * factor, y)
// over ascending groups from 0: the same for every number of tokens and both ways below.

// Where the tokens of a part of a tile begin, and the bytes from one quad of columns to the next.
typedef struct {
  const int8_t *x;
  const float *factors;
  const int32_t *starts;
  int step;   // bytes from quad to quad: 4 * tokens of the tile
  int tile;   // tokens of the tile: from group to group
} Part;

// The step, known to the compiler where a set takes a whole tile at once.
#define STEP(n, part) ((n) == (int)HOB_TILE ? 4 * (n) : (part).step)

INLINE Part part_of(const hob_bytes *x, int token) {
  int tile = token / HOB_TILE, place = token % HOB_TILE;
  int n = hob_min(HOB_TILE, x->rows - tile * HOB_TILE);
  int64_t group = (int64_t)tile * HOB_TILE * x->groups + place;
  Part part = {x->values + (int64_t)tile * HOB_TILE * x->columns + 4 * place, x->factors + group,
               x->starts + group, 4 * n, n};
  return part;
}

INLINE F scale_of(const hob_weights *w, int groups, int strip, int group) {
  return f_halves((const uint16_t *)bytes_at(w->scales) + ((int64_t)strip * groups + group) * 16);
}

enum { FEW = 2 };

// Adds one group of `words` words to the outputs of n tokens, straight from the packed indices.
INLINE void group_direct(const int n, const int bits, Table table, const uint8_t *word, int words,
                         const int8_t *x, int step, const Part *part, int group, F scale, F *out) {
  I sum[TOKENS], other[TOKENS];
  const int32_t *starts = part->starts + (int64_t)group * part->tile;
  const float *factors = part->factors + (int64_t)group * part->tile;
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) sum[t] = i_start(starts[t]), other[t] = i_set(0);
  for (int k = 0; k < words; k++, word += 64) {
    B packed = b_load(word);
    const int fields = bits == 4 ? 2 : 4;
#pragma GCC unroll 4
    for (int field = 0; field < fields; field++, x += step) {
      B w = bits == 4 ? b_look4(table, packed, field) : b_look2(table, packed, field);
#pragma GCC unroll 12
      for (int t = 0; t < n; t++) {
        // a product waits for the one before it: few tokens take two sums
        if (n <= FEW && field % 2 == 1) {
          other[t] = i_dot(other[t], w, x + 4 * t);
        } else {
          sum[t] = i_dot(sum[t], w, x + 4 * t);
        }
      }
    }
  }
#pragma GCC unroll 12
  for (int t = 0; t < n && n <= FEW; t++) sum[t] = i_add(sum[t], other[t]);
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) out[t] = f_fma(f_of(sum[t]), f_mul(scale, f_set(factors[t])), out[t]);
}

// All columns of one strip for n tokens.
INLINE void strip_direct(const int n, const int bits, const hob_weights *w, Table table, int strip,
                         Part part, float *y, int y_stride) {
  F out[TOKENS];
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) out[t] = f_set(0.0f);
  const int columns = bits == 4 ? 8 : 16;
  int groups = (w->columns + w->group - 1) / w->group;
  int words = (w->columns + columns - 1) / columns, a_group = w->group / columns;
  const uint8_t *word = bytes_at(w->values) + (int64_t)strip * words * 64;
  const int8_t *x = part.x;
  for (int group = 0; group < groups; group++) {
    int count = hob_min(a_group, words - group * a_group);
    group_direct(n, bits, table, word, count, x, STEP(n, part),
                 &part, group, scale_of(w, groups, strip, group), out);
    word += (int64_t)a_group * 64;
    x += (int64_t)(w->group / 4) * part.step;
  }
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) f_store(y + (int64_t)t * y_stride, out[t]);
}

// Quads `quads` of an unpacked panel for n tokens, added to y.
INLINE void group_panel(const int n, const uint8_t *panel, int quads, const int8_t *x, int step,
                        const Part *part, int group, F scale, F *out) {
  I sum[TOKENS];
  const int32_t *starts = part->starts + (int64_t)group * part->tile;
  const float *factors = part->factors + (int64_t)group * part->tile;
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) sum[t] = i_start(starts[t]);
  for (int k = 0; k < quads; k++, panel += 64, x += step) {
    B w = b_load(panel);
#pragma GCC unroll 12
    for (int t = 0; t < n; t++) sum[t] = i_dot(sum[t], w, x + 4 * t);
  }
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) out[t] = f_fma(f_of(sum[t]), f_mul(scale, f_set(factors[t])), out[t]);
}

INLINE void strip_panel(const int n, const hob_weights *w, int strip, int first, int last,
                        const uint8_t *panel, Part part, float *y, int y_stride) {
  F out[TOKENS];
  int groups = (w->columns + w->group - 1) / w->group;
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) out[t] = first == 0 ? f_set(0.0f) : f_load(y + (int64_t)t * y_stride);
  int total = (w->columns + 3) / 4, a_group = w->group / 4;
  for (int group = first; group < last; group++) {
    int count = hob_min(a_group, total - group * a_group);
    group_panel(n, panel + (int64_t)(group - first) * a_group * 64, count,
                part.x + (int64_t)group * a_group * part.step,
                STEP(n, part), &part, group,
                scale_of(w, groups, strip, group), out);
  }
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) f_store(y + (int64_t)t * y_stride, out[t]);
}

// One body for each number of tokens: the sums stay in registers.
#define EACH_COUNT(n, call)   \
  switch (n) {                \
    case 1: call(1); break;   \
    MORE_COUNTS(call)         \
  }

// Tokens of the next part that begins at `token` and does not cross its tile.
INLINE int part_tokens(const hob_bytes *x, int token) {
  int left = hob_min(x->rows, (token / HOB_TILE + 1) * HOB_TILE) - token;
  return hob_min(left, TOKENS);
}

static void unpack(const hob_weights *w, Table table, int strip, int first, int last, uint8_t *panel) {
  int columns = w->kind == HOB_PALETTE4 ? 8 : 16;
  int words = (w->columns + columns - 1) / columns, a_group = w->group / columns;
  int from = first * a_group, to = hob_min(words, last * a_group);
  const uint8_t *word = bytes_at(w->values) + ((int64_t)strip * words + from) * 64;
  for (int k = from; k < to; k++, word += 64) {
    B packed = b_load(word);
    if (columns == 8) {
      b_store(panel, b_look4(table, packed, 0));
      b_store(panel + 64, b_look4(table, packed, 1));
      panel += 128;
    } else {
      b_store(panel, b_look2(table, packed, 0));
      b_store(panel + 64, b_look2(table, packed, 1));
      b_store(panel + 128, b_look2(table, packed, 2));
      b_store(panel + 192, b_look2(table, packed, 3));
      panel += 256;
    }
  }
}

static void palette(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from, int to,
                    uint8_t *panel) {
  int groups = (w->columns + w->group - 1) / w->group;
  // Columns unpacked at a time: half of a small first-level cache.
  int a_panel = hob_max(1, 512 / w->group);
  int wide = x->rows > HOB_TILE && w->group <= HOB_PANEL_COLUMNS;
  for (int strip = from; strip < to; strip++) {
    Table table = t_load(bytes_at(w->tables) + (int64_t)strip * w->table_step);
    float *out = y + (int64_t)strip * 16;
    if (!wide) {
      for (int token = 0; token < x->rows;) {
        int n = part_tokens(x, token);
        Part part = part_of(x, token);
        float *at = out + (int64_t)token * y_stride;
        if (w->kind == HOB_PALETTE4) {
#define CALL(n) strip_direct(n, 4, w, table, strip, part, at, y_stride)
          EACH_COUNT(n, CALL)
#undef CALL
        } else {
#define CALL(n) strip_direct(n, 2, w, table, strip, part, at, y_stride)
          EACH_COUNT(n, CALL)
#undef CALL
        }
        token += n;
      }
    } else {
      for (int first = 0; first < groups; first += a_panel) {
        int last = hob_min(groups, first + a_panel);
        unpack(w, table, strip, first, last, panel);
        for (int token = 0; token < x->rows;) {
          int n = part_tokens(x, token);
          Part part = part_of(x, token);
          float *at = out + (int64_t)token * y_stride;
#define CALL(n) strip_panel(n, w, strip, first, last, panel, part, at, y_stride)
          EACH_COUNT(n, CALL)
#undef CALL
          token += n;
        }
      }
    }
    int rows = w->rows - strip * 16;
    for (int t = 0; t < x->rows && rows < 16; t++) {
      float *last = out + (int64_t)t * y_stride;
      f_store(last, f_first(f_load(last), rows, 0.0f));
    }
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

// Two sums, columns with k & 4 == 0 and the others, each ascending: the order of StripWeights.
INLINE void strip_numbers(const int n, const int type, const hob_weights *w, int strip, const float *x,
                          int x_stride, float *y, int y_stride, float scaling, int add) {
  F even[8], odd[8];
  const uint8_t *values = bytes_at(w->values);
  int64_t first = (int64_t)strip * w->columns * 16;
#pragma GCC unroll 8
  for (int t = 0; t < n; t++) even[t] = odd[t] = f_set(0.0f);
  for (int k = 0; k < w->columns; k += 8) {
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

static void swiglu(float *gate, const float *up, int n) {
  F one = f_set(1.0f);
  for (int i = 0; i < n; i += 16) {
    F z = f_load(gate + i);
    F silu = f_div(z, f_add(one, f_exp(f_sub(f_set(-0.0f), z))));
    f_store(gate + i, f_mul(silu, f_load(up + i)));
  }
}

// --- attention over 8-bit pages -----------------------------------------------------------------

// The first n of 16 numbers, zeros behind them. What lies behind may be another row, which another
// worker writes: it is not read.
INLINE F f_part(const float *x, int n) {
  if (n >= 16) return f_load(x);
  float part[16] = {0};
  for (int i = 0; i < n; i++) part[i] = x[i];
  return f_load(part);
}

// A vector of one head in bytes with one scale, an f16.
INLINE uint16_t head_bytes(const float *x, int dim, int padded, int8_t *out) {
  F most = f_set(0.0f);
  for (int i = 0; i < dim; i += 16) {
    most = f_max(most, f_abs(f_part(x + i, dim - i)));
  }
  uint16_t scale = half_of(hob_min_float(f_most(most) / 127.0f, 65504.0f));
  float wide = half_to_float(scale);
  F inverse = f_set(wide > 0.0f ? 1.0f / wide : 0.0f);
  for (int i = 0; i < padded; i += 16) {
    F value = f_part(x + i, dim - i);
    i_store_bytes(out + i, i_round(f_byte_range(f_mul(value, inverse))));
  }
  return scale;
}

static void store(const hob_kv *kv, uint8_t *head, int slot, const float *key, const float *value) {
  int8_t bytes[HOB_HEAD_DIM];
  uint16_t scale = head_bytes(key, kv->dim, kv->padded, bytes);
  memcpy(head + kv->scales + 2 * slot, &scale, 2);
  uint8_t *at = head + (int64_t)(slot / 16) * kv->padded * 16 + slot % 16 * 4;
  for (int i = 0; i < kv->padded; i++) at[(int64_t)(i / 4) * 64 + i % 4] = (uint8_t)(bytes[i] + 128);
  scale = head_bytes(value, kv->dim, kv->padded, bytes);
  memcpy(head + kv->scales + 64 + 2 * slot, &scale, 2);
  at = head + kv->values + (int64_t)(slot / 4) * kv->padded * 4 + slot % 4;
  for (int i = 0; i < kv->padded; i++) at[(int64_t)i * 4] = (uint8_t)bytes[i];
}

// One query head.
typedef struct {
  float factor;   // turns a sum of bytes times a key's scale into a score
  int32_t start;  // -128 * sum of the query's bytes
  float most;     // largest score so far
  float sum;      // of e^(score - most)
} Head;

INLINE void query_bytes(const float *x, int dim, int padded, float scale, int8_t *out, Head *head) {
  F most = f_set(0.0f);
  for (int i = 0; i < dim; i += 16) {
    most = f_max(most, f_abs(f_part(x + i, dim - i)));
  }
  float top = f_most(most);
  F inverse = f_set(top > 0.0f ? 127.0f / top : 0.0f);
  I sum = i_set(0);
  for (int i = 0; i < padded; i += 16) {
    F value = f_part(x + i, dim - i);
    I bytes = i_round(f_byte_range(f_mul(value, inverse)));
    sum = i_add(sum, bytes);
    i_store_bytes(out + i, bytes);
  }
  *head = (Head){top / 127.0f * scale, -128 * i_sum(sum), -INFINITY, 0.0f};
}

// Scores of one page for n heads; what lies behind `length` tokens becomes -infinity. Both halves and
// all heads at once: a product waits for the one before it, and a key serves every head.
INLINE void page_scores(const int n, const hob_kv *kv, const uint8_t *page, const int8_t *query,
                        const Head *head, int length, float *scores) {
  I low[SHARING], high[SHARING];
  const uint8_t *second = page + (int64_t)kv->padded * 16;
#pragma GCC unroll 4
  for (int h = 0; h < n; h++) low[h] = high[h] = i_start(head[h].start);
  for (int quad = 0; quad < kv->padded / 4; quad++) {
    B first_keys = b_key(page + 64 * quad), second_keys = b_key(second + 64 * quad);
#pragma GCC unroll 4
    for (int h = 0; h < n; h++) {
      const int8_t *four = query + (int64_t)h * kv->padded + 4 * quad;
      low[h] = i_dot(low[h], first_keys, four);
      high[h] = i_dot(high[h], second_keys, four);
    }
  }
  const uint16_t *scales = (const uint16_t *)(page + kv->scales);
#pragma GCC unroll 4
  for (int h = 0; h < n; h++) {
    F factor = f_set(head[h].factor);
    F a = f_mul(f_of(low[h]), f_mul(factor, f_halves(scales)));
    F b = f_mul(f_of(high[h]), f_mul(factor, f_halves(scales + 16)));
    float *out = scores + (int64_t)h * HOB_BLOCK;
    f_store(out, f_first(a, hob_min(16, length), -INFINITY));
    f_store(out + 16, f_first(b, hob_max(0, length - 16), -INFINITY));
  }
}

// As above, for any number of heads.
INLINE void all_scores(const hob_kv *kv, const uint8_t *page, const int8_t *queries, const Head *heads,
                       int count, int length, float *scores) {
  int h = 0;
  for (; h + SHARING <= count; h += SHARING) {
    page_scores(SHARING, kv, page, queries + (int64_t)h * kv->padded, heads + h, length,
                scores + (int64_t)h * HOB_BLOCK);
  }
  for (; h < count; h++) {
    page_scores(1, kv, page, queries + (int64_t)h * kv->padded, heads + h, length,
                scores + (int64_t)h * HOB_BLOCK);
  }
}

// Turns the scores of a block into weights and corrects what was summed before.
INLINE void block_softmax(Head *head, float *scores, int pages, int length, float *out, int padded) {
  F top = f_load(scores);
  for (int i = 16; i < 32 * pages; i += 16) top = f_max(top, f_load(scores + i));
  float most = f_most(top);
  most = most > head->most ? most : head->most;
  F old = f_exp(f_set(head->most - most));
  F sum = f_set(0.0f);
  for (int i = 0; i < 32 * pages; i += 16) {
    F p = f_exp(f_sub(f_load(scores + i), f_set(most)));
    p = f_first(p, hob_max(0, length - i), 0.0f);  // e^-87 is not 0
    f_store(scores + i, p);
    sum = f_add(sum, p);
  }
  float keep[16];
  f_store(keep, old);
  head->sum = head->sum * keep[0] + f_sum(sum);
  head->most = most;
  for (int i = 0; i < padded; i += 16) f_store(out + i, f_mul(f_load(out + i), old));
}

// out += weights of one page times its values; the weights are quantized to 0..255.
INLINE void page_values(const hob_kv *kv, const uint8_t *page, const float *weights, float *out) {
  const uint16_t *scales = (const uint16_t *)(page + kv->scales) + 32;
  F low = f_mul(f_load(weights), f_halves(scales));
  F high = f_mul(f_load(weights + 16), f_halves(scales + 16));
  float top = f_most(f_max(low, high));
  F inverse = f_set(top > 0.0f ? 255.0f / top : 0.0f);
  F most = f_set(255.0f);
  int32_t wide[32];
  uint8_t bytes[32];
  i_store(wide, i_round(f_max(f_min(f_mul(low, inverse), most), f_set(0.0f))));
  i_store(wide + 16, i_round(f_max(f_min(f_mul(high, inverse), most), f_set(0.0f))));
  for (int t = 0; t < 32; t++) bytes[t] = (uint8_t)wide[t];
  F factor = f_set(top / 255.0f);
  for (int i = 0; i < kv->padded; i += 16) {
    const uint8_t *value = page + kv->values + 4 * (int64_t)i;
    I sum = i_set(0);
#pragma GCC unroll 8
    for (int four = 0; four < 8; four++) {
      sum = i_dot_unsigned(sum, b_load(value + (int64_t)four * kv->padded * 4), bytes + 4 * four);
    }
    f_store(out + i, f_fma(f_of(sum), factor, f_load(out + i)));
  }
}

static void attend(const hob_kv *kv, const hob_attention *a, uint8_t *scratch) {
  float *scores = (float *)scratch;
  float *out = scores + (int64_t)a->heads * HOB_BLOCK;
  Head *heads = (Head *)(out + (int64_t)a->heads * kv->padded);
  int8_t *queries = (int8_t *)(heads + a->heads);
  for (int h = 0; h < a->heads; h++) {
    query_bytes(a->queries + (int64_t)h * kv->dim, kv->dim, kv->padded, a->scale,
                queries + (int64_t)h * kv->padded, heads + h);
  }
  memset(out, 0, sizeof(float) * (size_t)a->heads * (size_t)kv->padded);
  for (int from = 0; from < a->length; from += HOB_BLOCK) {
    int length = hob_min(HOB_BLOCK, a->length - from), pages = (length + 31) / 32;
    for (int p = 0; p < pages; p++) {
      const uint8_t *page = bytes_at(a->pages[from / HOB_PAGE + p]) + a->offset;
      all_scores(kv, page, queries, heads, a->heads, length - 32 * p, scores + 32 * p);
    }
    for (int h = 0; h < a->heads; h++) {
      block_softmax(heads + h, scores + (int64_t)h * HOB_BLOCK, pages, length,
                    out + (int64_t)h * kv->padded, kv->padded);
    }
    for (int p = 0; p < pages; p++) {
      const uint8_t *page = bytes_at(a->pages[from / HOB_PAGE + p]) + a->offset;
      for (int h = 0; h < a->heads; h++) {
        page_values(kv, page, scores + (int64_t)h * HOB_BLOCK + 32 * p, out + (int64_t)h * kv->padded);
      }
    }
  }
  for (int h = 0; h < a->heads; h++) {
    for (int i = 0; i < kv->dim; i++) {
      a->out[(int64_t)h * kv->dim + i] = out[(int64_t)h * kv->padded + i] / heads[h].sum;
    }
  }
}

const hob_kernels SET_NAME = {SET_TITLE, quantize, palette, strips, plain, row,
                              norm,      add,      swiglu,  store,  attend};
