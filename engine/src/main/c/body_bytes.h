// SPDX-License-Identifier: Apache-2.0
// Part of body.h: activations in bytes.
#include <string.h>

// One row: each quad of bytes `step` from the one before, each group's numbers `stride` apart.
static void quantize_row(const float *x, const hob_bytes *out, int8_t *values, int64_t step,
                         int64_t first, int64_t stride) {
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
        memcpy(values + (int64_t)(i / 4 + quad) * step, bytes + 4 * quad, 4);
      }
    }
    out->factors[first + (int64_t)group * stride] = top / 16129.0f;
    out->starts[first + (int64_t)group * stride] = -128 * i_sum(sum);
  }
}

#if defined(TILES)
// From so many rows on tiles are faster than vectors.
enum { FEWEST = 6 };

// Whether the rows of a step are multiplied in AMX tiles: their bytes then lie tile by tile.
static int tiled(const hob_bytes *x) {
  return x->rows >= FEWEST && x->group % TILE_COLUMNS == 0 && x->group <= HOB_PANEL_COLUMNS;
}

// Whether one tile has room for several groups of all rows.
static int few(const hob_bytes *x) { return tiled(x) && x->rows < TILE_TOKENS; }

// Rows that a group takes in a tile of fewer tokens: a power of two.
static int few_places(int rows) {
  int places = 1;
  while (places < rows) places *= 2;
  return places;
}

static void quantize_tiled(const float *x, const hob_bytes *out, int row) {
  int tiles = hob_up(out->columns, TILE_COLUMNS) / TILE_COLUMNS, place = row % TILE_TOKENS;
  int places = few(out) ? few_places(out->rows) : TILE_TOKENS;
  int8_t *values = out->values + (int64_t)(row / TILE_TOKENS) * tiles * TILE_BYTES + place * TILE_COLUMNS;
  float *factors = out->factors + (int64_t)(row / TILE_TOKENS) * out->groups * TILE_TOKENS + place;
  for (int group = 0; group < out->groups; group++) {
    int from = group * out->group, to = hob_min(out->columns, from + out->group);
    F most = f_set(0.0f);
    for (int i = from; i < to; i += 16) most = f_max(most, f_abs(f_load(x + i)));
    float top = f_most(most);
    F inverse = f_set(top > 0.0f ? 127.0f / top : 0.0f);
    for (int i = from; i < to; i += 16) {
      int8_t *at = values + (int64_t)(i / TILE_COLUMNS) * TILE_BYTES + i % TILE_COLUMNS;
      at += group * places % TILE_TOKENS * TILE_COLUMNS;
      i_store_bytes(at, i_round(f_byte_range(f_mul(f_load(x + i), inverse))));
    }
    factors[group * places] = top / 16129.0f;
  }
  int rest = out->columns % TILE_COLUMNS;
  values += (out->groups - 1) * places % TILE_TOKENS * TILE_COLUMNS;
  if (rest > 0) memset(values + (int64_t)(tiles - 1) * TILE_BYTES + rest, 0, (size_t)(TILE_COLUMNS - rest));
}
#endif

static void quantize(const float *x, const hob_bytes *out, int row) {
#if defined(TILES)
  if (tiled(out)) {
    quantize_tiled(x, out, row);
    return;
  }
#endif
  int tile = row / HOB_TILE, place = row % HOB_TILE;
  int n = hob_min(HOB_TILE, out->rows - tile * HOB_TILE);
  quantize_row(x, out, out->values + (int64_t)tile * HOB_TILE * out->columns + 4 * place, 4 * n,
               (int64_t)tile * HOB_TILE * out->groups + place, n);
}

static int clear(const hob_bytes *x, int cleared) {
#if defined(TILES)
  // rows of a tile that are zero depend on these two
  int key = few(x) ? few_places(x->rows) << 20 | x->group : 0;
  if (key > 0 && key != cleared) memset(x->values, 0, (size_t)x->room);
  return key;
#else
  (void)x;
  return cleared;
#endif
}
