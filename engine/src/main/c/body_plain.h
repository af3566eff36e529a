// SPDX-License-Identifier: Apache-2.0
// Part of body.h: products with plain numbers, row-major at any address: low-rank pairs as they lie in
// their file, and matrices that were not palettized. Lane l sums columns l, l + 16 ... ascending; lanes
// are then added in halves: the order of PlainWeights. Long rows keep to it lane by lane, several of
// them side by side. Short ones (B of a pair has a column a rank) are turned, so that a lane is a row
// and nothing is added across lanes.

enum { AS_F32, AS_F16, AS_BF16 };

// Most blocks of 16 columns of a short row: the highest rank of a pair is 64.
enum { BLOCKS = 4 };

// Bytes of a row, and of a run of short ones, that are asked for ahead.
enum { ROW_AHEAD = 1024, SHORT_AHEAD = 4096 };

INLINE int size_of(const int type) { return type == AS_F32 ? 4 : 2; }

INLINE F numbers(const int type, const uint8_t *at) {
  switch (type) {
    case AS_F32: return f_load((const float *)(const void *)at);
    case AS_F16: return f_halves((const uint16_t *)(const void *)at);
    default: return f_brains((const uint16_t *)(const void *)at);
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

// Of `rows` rows and n tokens, into sums [n][16].
INLINE void long_rows(const int rows, const int n, const int type, const uint8_t *from, int columns,
                      const float *x, int x_stride, float *sums) {
  F sum[PLAIN_ROWS][PLAIN_TOKENS];
  const int64_t row = (int64_t)columns * size_of(type);
  const int whole = columns / 16 * 16;
#pragma GCC unroll 4
  for (int r = 0; r < rows; r++)
#pragma GCC unroll 4
    for (int t = 0; t < n; t++) sum[r][t] = f_set(0.0f);
  for (int k = 0; k < whole; k += 16) {
    const uint8_t *at = from + (int64_t)k * size_of(type);
    // behind its end, the row that this one's place goes on with
    const uint8_t *ahead = at + ROW_AHEAD;
    if (ahead >= from + row) ahead += (rows - 1) * row;
    F in[PLAIN_TOKENS];
#pragma GCC unroll 4
    for (int t = 0; t < n; t++) in[t] = f_load(x + (int64_t)t * x_stride + k);
#pragma GCC unroll 4
    for (int r = 0; r < rows; r++) {
      __builtin_prefetch(ahead + r * row);
      F u = numbers(type, at + r * row);
#pragma GCC unroll 4
      for (int t = 0; t < n; t++) sum[r][t] = f_fma(u, in[t], sum[r][t]);
    }
  }
#pragma GCC unroll 4
  for (int r = 0; r < rows; r++) {
    if (whole < columns) {
      float rest[16] = {0};
      for (int k = whole; k < columns; k++) rest[k - whole] = number(type, from + r * row, k);
#pragma GCC unroll 4
      for (int t = 0; t < n; t++) {
        sum[r][t] = f_fma(f_load(rest), f_load(x + (int64_t)t * x_stride + whole), sum[r][t]);
      }
    }
#pragma GCC unroll 4
    for (int t = 0; t < n; t++) sums[16 * t + r] = f_sum(sum[r][t]);
  }
}

// The rows of a strip, some at a time.
INLINE void long_strip(const int n, const int type, const uint8_t *from, int rows, int columns,
                       const float *x, int x_stride, F *out) {
  float sums[16 * PLAIN_TOKENS] = {0};
  const int64_t row = (int64_t)columns * size_of(type);
  int r = 0;
  for (; r + PLAIN_ROWS <= rows; r += PLAIN_ROWS) {
    long_rows(PLAIN_ROWS, n, type, from + r * row, columns, x, x_stride, sums + r);
  }
  for (; r < rows; r++) long_rows(1, n, type, from + r * row, columns, x, x_stride, sums + r);
#pragma GCC unroll 4
  for (int t = 0; t < n; t++) out[t] = f_load(sums + 16 * t);
}

// Columns k .. k + 15 of up to 16 rows: lane l of u[c] is column k + c of row l, 0 where there is none.
INLINE void turn_rows(const int type, const uint8_t *from, int rows, int columns, int k, F *u) {
  const int64_t row = (int64_t)columns * size_of(type);
  const int wide = 16 * size_of(type);
  const uint8_t *at = from + (int64_t)k * size_of(type);
  int64_t step = row;
  uint8_t padded[16 * 64];
  if (rows < 16 || k + 16 > columns) {
    memset(padded, 0, sizeof padded);
    size_t bytes = (size_t)(hob_min(16, columns - k) * size_of(type));
    for (int r = 0; r < hob_min(rows, 16); r++) memcpy(padded + r * wide, at + r * row, bytes);
    at = padded;
    step = wide;
  }
  I words[8];
  if (type == AS_F32) {
    for (int half = 0; half < 2; half++) {
      i_turned(at + 32 * half, step, words);
#pragma GCC unroll 8
      for (int i = 0; i < 8; i++) u[8 * half + i] = f_bits(words[i]);
    }
    return;
  }
  i_turned(at, step, words);
#pragma GCC unroll 8
  for (int i = 0; i < 8; i++) {
    if (type == AS_F16) {
      f_two_halves(words[i], &u[2 * i], &u[2 * i + 1]);
    } else {
      u[2 * i] = f_bits(i_up(words[i], 16));
      u[2 * i + 1] = f_bits(i_upper(words[i]));
    }
  }
}

// What lane l of a row sums.
INLINE F lane_sum(const int blocks, const F *u, const float *x, int l) {
  F sum = f_set(0.0f);
#pragma GCC unroll 4
  for (int b = 0; b < blocks; b++) sum = f_fma(u[16 * b + l], f_set(x[16 * b + l]), sum);
  return sum;
}

// The sums of 16 turned rows of `blocks` times 16 columns.
INLINE F short_sums(const int blocks, const F *u, const float *x) {
  F one[2];
#pragma GCC unroll 2
  for (int a = 0; a < 2; a++) {
    F two[2];
#pragma GCC unroll 2
    for (int b = 0; b < 2; b++) {
      F four[2];
#pragma GCC unroll 2
      for (int c = 0; c < 2; c++) {
        int l = a + 2 * b + 4 * c;
        four[c] = f_add(lane_sum(blocks, u, x, l), lane_sum(blocks, u, x, l + 8));
      }
      two[b] = f_add(four[0], four[1]);
    }
    one[a] = f_add(two[0], two[1]);
  }
  return f_add(one[0], one[1]);
}

// One product and where it goes.
typedef struct {
  const hob_weights *w;
  const float *x;
  float *y;
  int x_stride, rows, y_stride;
  float scaling;
  int add;
} Plain;

INLINE void put(const Plain *p, int t, int strip, F sums) {
  float *at = p->y + (int64_t)t * p->y_stride + (int64_t)strip * 16;
  F scaled = f_mul(sums, f_set(p->scaling));
  f_store(at, f_first(p->add ? f_add(f_load(at), scaled) : scaled, p->w->rows - strip * 16, 0.0f));
}

INLINE void short_strip(const int blocks, const int type, const Plain *p, int strip, int to) {
  const int columns = p->w->columns;
  const int64_t bytes = (int64_t)16 * columns * size_of(type);
  const uint8_t *from = bytes_at(p->w->values) + strip * bytes;
  F u[16 * BLOCKS];
  if ((to - strip) * bytes > SHORT_AHEAD) {
    for (int64_t line = 0; line < bytes; line += 64) __builtin_prefetch(from + SHORT_AHEAD + line, 0, 2);
  }
#pragma GCC unroll 4
  for (int b = 0; b < blocks; b++) {
    turn_rows(type, from, p->w->rows - strip * 16, columns, 16 * b, u + 16 * b);
  }
  for (int t = 0; t < p->rows; t++) {
    put(p, t, strip, short_sums(blocks, u, p->x + (int64_t)t * p->x_stride));
  }
}

INLINE void plain_strip(const int type, const Plain *p, int strip) {
  const hob_weights *w = p->w;
  const uint8_t *from = bytes_at(w->values) + (int64_t)strip * 16 * w->columns * size_of(type);
  const int rows = hob_min(16, w->rows - strip * 16);
  F sums[PLAIN_TOKENS];
  int t = 0;
  for (; t + PLAIN_TOKENS <= p->rows; t += PLAIN_TOKENS) {
    long_strip(PLAIN_TOKENS, type, from, rows, w->columns, p->x + (int64_t)t * p->x_stride,
               p->x_stride, sums);
#pragma GCC unroll 4
    for (int i = 0; i < PLAIN_TOKENS; i++) put(p, t + i, strip, sums[i]);
  }
  for (; t < p->rows; t++) {
    long_strip(1, type, from, rows, w->columns, p->x + (int64_t)t * p->x_stride, p->x_stride, sums);
    put(p, t, strip, sums[0]);
  }
}

INLINE void plain_of(const int type, const Plain *p, int from, int to) {
  for (int strip = from; strip < to; strip++) {
    switch ((p->w->columns + 15) / 16) {
      case 1: short_strip(1, type, p, strip, to); break;
      case 2: short_strip(2, type, p, strip, to); break;
      case 3: short_strip(3, type, p, strip, to); break;
      case 4: short_strip(4, type, p, strip, to); break;
      default: plain_strip(type, p, strip);
    }
  }
}

static void plain(const hob_weights *w, const float *x, int x_stride, int rows, float *y, int y_stride,
                  int from, int to, float scaling, int add) {
  Plain p = {w, x, y, x_stride, rows, y_stride, scaling, add};
  switch (w->kind) {
    case HOB_PLAIN_F32: plain_of(AS_F32, &p, from, to); break;
    case HOB_PLAIN_F16: plain_of(AS_F16, &p, from, to); break;
    default: plain_of(AS_BF16, &p, from, to);
  }
}
