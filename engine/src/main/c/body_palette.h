// SPDX-License-Identifier: Apache-2.0
// Part of body.h: palettized products.
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
  // Bytes of indices that are asked for ahead: a core that waits for each line as it comes reads at
  // half its rate where memory is far. What lies behind a matrix may be asked for; it is not read.
  AHEAD = 8192
};

static int64_t strip_bytes(const hob_weights *w) {
  int columns = w->kind == HOB_PALETTE4 ? 8 : 16;
  return (int64_t)((w->columns + columns - 1) / columns) * 64;
}

// The beginning of a piece of work, which nobody has asked for yet.
static void ask_for(const uint8_t *from, int64_t bytes) {
  for (int64_t i = 0; i < bytes; i += 64) __builtin_prefetch(from + i, 0, 2);
}

INLINE F scale_of(const hob_weights *w, int groups, int strip, int group) {
  return f_halves((const uint16_t *)bytes_at(w->scales) + ((int64_t)strip * groups + group) * 16);
}

// Adds one group of `words` words to the outputs of n tokens, straight from the packed indices.
INLINE void group_direct(const int n, const int bits, Table table, const uint8_t *word, int words,
                         const int8_t *x, int step, const Part *part, int group, F scale, F *out) {
  I sum[TOKENS], other[TOKENS];
  const int32_t *starts = part->starts + (int64_t)group * part->tile;
  const float *factors = part->factors + (int64_t)group * part->tile;
#pragma GCC unroll 12
  for (int t = 0; t < n; t++) sum[t] = i_start(starts[t]), other[t] = i_set(0);
  for (int k = 0; k < words; k++, word += 64) {
    __builtin_prefetch(word + AHEAD, 0, 2);
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
    __builtin_prefetch(word + AHEAD, 0, 2);
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

#if defined(TILES)
#include "body_tiles.h"
#endif

static void palette(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from, int to,
                    uint8_t *panel) {
#if defined(TILES)
  if (tiled(x)) {
    palette_tiled(w, x, y, y_stride, from, to, panel);
    return;
  }
#endif
  int groups = (w->columns + w->group - 1) / w->group;
  // Columns unpacked at a time: half of a small first-level cache.
  int a_panel = hob_max(1, 512 / w->group);
  int wide = x->rows > HOB_TILE && w->group <= HOB_PANEL_COLUMNS;
  ask_for(bytes_at(w->values) + from * strip_bytes(w), hob_min(AHEAD, (int)((to - from) * strip_bytes(w))));
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
