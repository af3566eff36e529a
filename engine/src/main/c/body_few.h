// SPDX-License-Identifier: Apache-2.0
// Part of body.h: palettized products of some tokens, fewer than a tile has rows, in AMX tiles.

// The columns of one tile of one strip.
INLINE void look_up_tile(const int bits, Table table, const uint8_t *word, int words, int64_t ahead,
                         uint8_t *out) {
  const int fields = bits == 4 ? 2 : 4;
#pragma GCC unroll 8
  for (int k = 0; k < 16 / fields; k++) {
    if (k >= words) break;
    __builtin_prefetch(word + 64 * k + ahead);
    B packed = b_load(word + 64 * k);
#pragma GCC unroll 4
    for (int field = 0; field < fields; field++) {
      b_store(out + 64 * (fields * k + field),
              bits == 4 ? b_look4(table, packed, field) : b_look2(table, packed, field));
    }
  }
}

#define MULTIPLY_STRIP(s, w)                                      \
  if (s < side) {                                                 \
    if (begins) _tile_zero(s);                                    \
    _tile_loadd(w, panel + (s) * TILE_BYTES, TILE_COLUMNS);       \
    _tile_dpbssd(s, 4, w);                                        \
    if (ends) _tile_stored(s, sums + (s) * TILE_SUMS, TILE_COLUMNS); \
  }

// One tile of columns for some strips.
INLINE void multiply_strips(const int side, const int8_t *values, const uint8_t *panel, int begins, int ends,
                            int32_t *sums) {
  _tile_loadd(4, values, TILE_COLUMNS);
  MULTIPLY_STRIP(0, 6)
  MULTIPLY_STRIP(1, 7)
  MULTIPLY_STRIP(2, 6)
  MULTIPLY_STRIP(3, 7)
}

// Numbers of the sums of `count` groups, `places` tokens each, added to a strip's.
INLINE void add_groups(const int places, int count, const int32_t *sums, const uint16_t *scale,
                       const float *factors, F *total) {
  F out[TILE_TOKENS];
#pragma GCC unroll 16
  for (int t = 0; t < places; t++) out[t] = total[t];
  for (int group = 0; group < count; group++, sums += 16 * places, scale += 16, factors += places) {
    F scales = f_halves(scale);
#pragma GCC unroll 16
    for (int t = 0; t < places; t++) {
      out[t] = f_fma(f_of(_mm512_load_si512(sums + 16 * t)), f_mul(scales, f_set(factors[t])), out[t]);
    }
  }
#pragma GCC unroll 16
  for (int t = 0; t < places; t++) total[t] = out[t];
}

// Less than a tile of tokens, for which weights come from memory as they are multiplied: strips side by
// side, a tile of columns looked up while the one before is multiplied. Tokens of a group lie in rows
// of a tile that are zero in its neighbours, so that one tile holds the sums of several groups: what
// storing a tile costs does not depend on its rows.
INLINE void strips_few(const int side, const int bits, const hob_weights *w, const hob_bytes *x,
                       int strip, int next, uint8_t *panel, float *y, int y_stride) {
  int32_t sums[2 * SIDE * TILE_SUMS] __attribute__((aligned(64)));
  F out[SIDE * TILE_TOKENS];
#pragma GCC unroll 64
  for (int i = 0; i < SIDE * TILE_TOKENS; i++) out[i] = f_set(0.0f);
  const int columns = bits == 4 ? 8 : 16, a_tile = TILE_COLUMNS / columns;
  int words = (w->columns + columns - 1) / columns, tiles = (words + a_tile - 1) / a_tile;
  int places = few_places(x->rows), groups = TILE_TOKENS / places, behind = x->groups;
  int a_block = w->group / TILE_COLUMNS * groups;  // tiles of columns between two stores
  int64_t step = (int64_t)words * 64, scale_step = (int64_t)x->groups * 16;
  const uint8_t *word = bytes_at(w->values) + strip * step;
  const uint16_t *scale = (const uint16_t *)bytes_at(w->scales) + strip * scale_step;
  const float *factors = x->factors;
  Table table[SIDE];
  ask_for_table(w, next);
#pragma GCC unroll 4
  for (int s = 0; s < side; s++) table[s] = signed_table(w, strip + s);
  int place = 0, ended = 0;  // of the tile in its block; whether the tile before ended one
  for (int tile = 0; tile < tiles + 2; tile++) {
    if (tile < tiles) {
      uint8_t *now = panel + tile % 2 * SIDE * TILE_BYTES;
      int left = words - tile * a_tile;
      int64_t ahead = AHEAD + (left * 64 > AHEAD ? 0 : (next - strip - 1) * step);
#pragma GCC unroll 4
      for (int s = 0; s < side; s++) {
        look_up_tile(bits, table[s], word + s * step, left, ahead, now + s * TILE_BYTES);
      }
      word += a_tile * 64;
    }
    if (ended) {
      const int32_t *from = sums + tile % 2 * SIDE * TILE_SUMS;
      int count = hob_min(groups, behind);
      for (int s = 0; s < side; s++) {
        const int32_t *mine = from + s * TILE_SUMS;
        const uint16_t *scales = scale + s * scale_step;
        F *total = out + s * TILE_TOKENS;
        __builtin_prefetch(scales + (next - strip) * scale_step, 0, 2);
        switch (places) {
          case 1: add_groups(1, count, mine, scales, factors, total); break;
          case 2: add_groups(2, count, mine, scales, factors, total); break;
          case 4: add_groups(4, count, mine, scales, factors, total); break;
          case 8: add_groups(8, count, mine, scales, factors, total); break;
          default: add_groups(16, count, mine, scales, factors, total);
        }
      }
      scale += 16 * count;
      factors += places * count;
      behind -= count;
      ended = 0;
    }
    if (tile >= 1 && tile <= tiles) {
      ended = ++place == a_block || tile == tiles;
      multiply_strips(side, x->values + (int64_t)(tile - 1) * TILE_BYTES,
                      panel + (tile - 1) % 2 * SIDE * TILE_BYTES, place == 1, ended,
                      sums + (tile + 1) % 2 * SIDE * TILE_SUMS);
      if (ended) place = 0;
    }
  }
#pragma GCC unroll 4
  for (int s = 0; s < side; s++) {
    for (int t = 0; t < x->rows; t++) f_store(y + (int64_t)t * y_stride + 16 * s, out[s * TILE_TOKENS + t]);
  }
}

static void palette_few(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from,
                        int to, int hop, uint8_t *panel) {
  open_tiles();
  for (int strip = from; strip < to;) {
    int one = to - strip < SIDE, next = strip + (one ? 1 : SIDE);
    if (next == to) next += hop;
    float *at = y + (int64_t)strip * 16;
    if (w->kind == HOB_PALETTE4) {
      if (one) {
        strips_few(1, 4, w, x, strip, next, panel, at, y_stride);
      } else {
        strips_few(SIDE, 4, w, x, strip, next, panel, at, y_stride);
      }
    } else {
      if (one) {
        strips_few(1, 2, w, x, strip, next, panel, at, y_stride);
      } else {
        strips_few(SIDE, 2, w, x, strip, next, panel, at, y_stride);
      }
    }
    strip += one ? 1 : SIDE;
  }
  _tile_release();
}
