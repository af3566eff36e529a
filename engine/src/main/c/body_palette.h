// SPDX-License-Identifier: Apache-2.0
// Part of body.h: palettized products in vectors.
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

enum {
  FEW = 2,
  // Bytes of indices that are asked for ahead, of several streams and of one: a core that waits for each
  // line as it comes reads at half its rate where memory is far. What lies behind a matrix may be asked
  // for; it is not read.
  AHEAD = 1024, FAR_AHEAD = 8192
};

// Small things that are far away when their strip begins.
static void ask_for_table(const hob_weights *w, int strip) {
  __builtin_prefetch(bytes_at(w->tables) + (int64_t)strip * w->table_step);
}

INLINE F scale_of(const hob_weights *w, int groups, int strip, int group) {
  return f_halves((const uint16_t *)bytes_at(w->scales) + ((int64_t)strip * groups + group) * 16);
}

// Strips that are multiplied side by side: as many streams are read at once, which memory answers
// better than one, and the sums of few tokens do not wait for one another.
typedef struct {
  Table table[SIDE];
  const uint8_t *word;    // of the first strip
  const uint16_t *scale;
  int64_t step;           // bytes from strip to strip
  int64_t scale_step;     // numbers
  int64_t ahead;          // from a word to the one that is asked for
  int64_t scale_ahead;    // likewise, numbers
} Strips;

// Adds one group of `words` words to the outputs of n tokens, straight from the packed indices.
INLINE void group_direct(const int side, const int n, const int bits, const Strips *strips, int words,
                         const int8_t *x, int step, const Part *part, int group, F *out) {
  I sum[SIDE * TOKENS], other[TOKENS];
  const int32_t *starts = part->starts + (int64_t)group * part->tile;
  const float *factors = part->factors + (int64_t)group * part->tile;
  const uint8_t *word = strips->word;
#pragma GCC unroll 16
  for (int s = 0; s < side; s++) {
#pragma GCC unroll 12
    for (int t = 0; t < n; t++) sum[s * n + t] = i_start(starts[t]);
  }
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) other[t] = i_set(0);
  for (int k = 0; k < words; k++, word += 64) {
    const int fields = bits == 4 ? 2 : 4;
    const int8_t *at = x;
#pragma GCC unroll 8
    for (int s = 0; s < side; s++, at = x) {
      __builtin_prefetch(word + s * strips->step + strips->ahead);
      B packed = b_load(word + s * strips->step);
#pragma GCC unroll 8
      for (int field = 0; field < fields; field++, at += step) {
        B w = bits == 4 ? b_look4(strips->table[s], packed, field) : b_look2(strips->table[s], packed, field);
#pragma GCC unroll 12
        for (int t = 0; t < n; t++) {
          // a product waits for the one before it: few tokens take two sums
          if (side == 1 && n <= FEW && field % 2 == 1) {
            other[t] = i_dot(other[t], w, at + 4 * t);
          } else {
            sum[s * n + t] = i_dot(sum[s * n + t], w, at + 4 * t);
          }
        }
      }
    }
    x += fields * step;
  }
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) sum[t] = side == 1 && n <= FEW ? i_add(sum[t], other[t]) : sum[t];
#pragma GCC unroll 8
  for (int s = 0; s < side; s++) {
    F scale = f_halves(strips->scale + s * strips->scale_step);
    __builtin_prefetch(strips->scale + s * strips->scale_step + strips->scale_ahead, 0, 2);
#pragma GCC unroll 12
    for (int t = 0; t < n; t++) {
      out[s * n + t] = f_fma(f_of(sum[s * n + t]), f_mul(scale, f_set(factors[t])), out[s * n + t]);
    }
  }
}

// All columns of `side` strips for n tokens; `next`: the strip that comes then.
INLINE void strips_direct(const int side, const int n, const int bits, const hob_weights *w, int strip,
                          int next, Part part, float *y, int y_stride) {
  F out[SIDE * TOKENS];
#pragma GCC unroll 16
  for (int i = 0; i < side * n; i++) out[i] = f_set(0.0f);
  const int columns = bits == 4 ? 8 : 16;
  int groups = (w->columns + w->group - 1) / w->group;
  int words = (w->columns + columns - 1) / columns, a_group = w->group / columns;
  Strips strips;
  ask_for_table(w, next);
  strips.step = (int64_t)words * 64;
  strips.scale_step = (int64_t)groups * 16;
  strips.scale_ahead = (next - strip) * strips.scale_step;
  strips.word = bytes_at(w->values) + strip * strips.step;
  strips.scale = (const uint16_t *)bytes_at(w->scales) + strip * strips.scale_step;
#pragma GCC unroll 8
  for (int s = 0; s < side; s++) {
    strips.table[s] = t_load(bytes_at(w->tables) + (int64_t)(strip + s) * w->table_step);
  }
  const int8_t *x = part.x;
  for (int group = 0; group < groups; group++) {
    int count = hob_min(a_group, words - group * a_group);
    int left = (words - group * a_group) * 64;
    strips.ahead = (side == 1 ? FAR_AHEAD : AHEAD) + (left > AHEAD ? 0 : (next - strip - 1) * strips.step);
    group_direct(side, n, bits, &strips, count, x, STEP(n, part), &part, group, out);
    strips.word += (int64_t)a_group * 64;
    strips.scale += 16;
    x += (int64_t)(w->group / 4) * part.step;
  }
#pragma GCC unroll 8
  for (int s = 0; s < side; s++) {
#pragma GCC unroll 12
    for (int t = 0; t < n; t++) f_store(y + (int64_t)t * y_stride + 16 * s, out[s * n + t]);
  }
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
    __builtin_prefetch(word + FAR_AHEAD, 0, 2);
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

static void palette_panels(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from,
                           int to, uint8_t *panel) {
  int groups = (w->columns + w->group - 1) / w->group;
  // Columns unpacked at a time: half of a small first-level cache.
  int a_panel = hob_max(1, 512 / w->group);
  for (int strip = from; strip < to; strip++) {
    Table table = t_load(bytes_at(w->tables) + (int64_t)strip * w->table_step);
    float *out = y + (int64_t)strip * 16;
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
}

// Strips side by side for so many tokens: their sums must stay in registers.
#define SIDE_OF(n) ((n) * SIDE <= SIDE_SUMS ? SIDE : 2 * (n) <= SIDE_SUMS - 4 ? (SIDE + 1) / 2 : 1)

// One body for each number of bits and tokens, and for one strip where fewer are left.
INLINE void part_direct(const int bits, const hob_weights *w, int strip, int next, int one, int n,
                        Part part, float *y, int y_stride) {
#define CALL(n)                                                            \
  if (one) {                                                               \
    strips_direct(1, n, bits, w, strip, next, part, y, y_stride);          \
  } else {                                                                 \
    strips_direct(SIDE_OF(n), n, bits, w, strip, next, part, y, y_stride); \
  }
  EACH_COUNT(n, CALL)
#undef CALL
}

static void palette_direct(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from,
                           int to, int hop) {
  for (int first = from; first < to; first += SIDE) {
    int last = hob_min(to, first + SIDE);
    for (int token = 0; token < x->rows;) {
      int n = part_tokens(x, token), side = SIDE_OF(n);
      Part part = part_of(x, token);
      for (int strip = first; strip < last;) {
        int one = last - strip < side, next = strip + (one ? 1 : side);
        if (next == to) next += hop;
        float *at = y + (int64_t)token * y_stride + (int64_t)strip * 16;
        if (w->kind == HOB_PALETTE4) {
          part_direct(4, w, strip, next, one, n, part, at, y_stride);
        } else {
          part_direct(2, w, strip, next, one, n, part, at, y_stride);
        }
        strip += one ? 1 : side;
      }
      token += n;
    }
  }
}

static void palette_vectors(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from,
                            int to, int hop, uint8_t *panel) {
  if (x->rows > HOB_TILE && w->group <= HOB_PANEL_COLUMNS) {
    palette_panels(w, x, y, y_stride, from, to, panel);
  } else {
    palette_direct(w, x, y, y_stride, from, to, hop);
  }
}
