// SPDX-License-Identifier: Apache-2.0
// Part of body_palette.h: palettized products of many tokens in AMX tiles. A block of strip16, four
// columns of 16 rows, is one row of a tile as `tdpbsud` wants its second operand; so 16 blocks that
// were looked up are a tile of 64 columns, multiplied with 16 tokens at once.
//
// The sums are those of the other ways, byte for byte, and so are the numbers made of them.

enum { TILE_BYTES = 16 * TILE_COLUMNS };

// Tiles 0 to 2: sums, bytes of 16 tokens, weights; 3 to 5 the same for the next group, so that one
// is multiplied while the other is made numbers of.
static void open_tiles(int tokens) {
  struct {
    uint8_t palette, start, reserved[14];
    uint16_t bytes_a_row[16];
    uint8_t rows[16];
  } __attribute__((aligned(64))) config;
  memset(&config, 0, sizeof config);
  config.palette = 1;
  for (int tile = 0; tile < 6; tile++) {
    config.bytes_a_row[tile] = 64;
    config.rows[tile] = (uint8_t)(tile % 3 == 2 ? 16 : tokens);
  }
  _tile_loadconfig(&config);
}

// The sums of one group. A tile is named by the instruction itself: `second` says which.
INLINE void group_tiles(const int second, const int8_t *values, int64_t stride, int columns,
                        const uint8_t *panel, int32_t *sums) {
  if (second) {
    _tile_zero(3);
    for (int k = 0; k < columns; k += TILE_COLUMNS, panel += TILE_BYTES) {
      _tile_loadd(5, panel, 64);
      _tile_loadd(4, values + k, stride);
      _tile_dpbssd(3, 4, 5);
    }
    _tile_stored(3, sums, 64);
  } else {
    _tile_zero(0);
    for (int k = 0; k < columns; k += TILE_COLUMNS, panel += TILE_BYTES) {
      _tile_loadd(2, panel, 64);
      _tile_loadd(1, values + k, stride);
      _tile_dpbssd(0, 1, 2);
    }
    _tile_stored(0, sums, 64);
  }
}

INLINE void add_group(const int n, const int32_t *sums, F scale, const float *factors, int groups, F *out) {
#pragma GCC unroll 16
  for (int t = 0; t < n; t++) {
    F sum = f_of(_mm512_load_si512(sums + 16 * t));
    out[t] = f_fma(sum, f_mul(scale, f_set(factors[(int64_t)t * groups])), out[t]);
  }
}

// Adds the columns of groups first .. last to n tokens of one strip.
INLINE void strip_tiles(const int n, const hob_weights *w, const hob_bytes *x, int strip, int token,
                        int first, int last, const uint8_t *panel, float *y, int y_stride) {
  int32_t sums[2][TILE_TOKENS * 16] __attribute__((aligned(64)));
  int groups = x->groups, stride = hob_up(x->columns, TILE_COLUMNS), group = first;
  const int8_t *values = x->values + (int64_t)token * stride + first * w->group;
  const float *factors = x->factors + (int64_t)token * groups;
  int columns = w->group, bytes = columns / TILE_COLUMNS * TILE_BYTES;
  F out[TILE_TOKENS];
#pragma GCC unroll 16
  for (int t = 0; t < n; t++) out[t] = first == 0 ? f_set(0.0f) : f_load(y + (int64_t)t * y_stride);
  for (; group + 2 <= last; group += 2) {
    int next = hob_min(columns, stride - (group + 1) * columns);
    group_tiles(0, values, stride, columns, panel, sums[0]);
    group_tiles(1, values + columns, stride, next, panel + bytes, sums[1]);
    add_group(n, sums[0], scale_of(w, groups, strip, group), factors + group, groups, out);
    add_group(n, sums[1], scale_of(w, groups, strip, group + 1), factors + group + 1, groups, out);
    values += 2 * columns;
    panel += 2 * bytes;
  }
  if (group < last) {
    group_tiles(0, values, stride, hob_min(columns, stride - group * columns), panel, sums[0]);
    add_group(n, sums[0], scale_of(w, groups, strip, group), factors + group, groups, out);
  }
#pragma GCC unroll 16
  for (int t = 0; t < n; t++) f_store(y + (int64_t)t * y_stride, out[t]);
}

// Signed values of a strip's table, so that no sum begins at another number than 0.
static Table signed_table(const hob_weights *w, int strip) {
  uint8_t values[16];
  for (int i = 0; i < 16; i++) {
    values[i] = bytes_at(w->tables)[(int64_t)strip * w->table_step + i] ^ 0x80;
  }
  return t_load(values);
}

// The columns of a panel for all strips before the next panel: the bytes of 252 tokens stay in the
// second-level cache for one panel, but not for all columns of a wide matrix.
static void palette_tiled(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from,
                          int to, uint8_t *panel) {
  int groups = x->groups, a_panel = hob_max(1, HOB_PANEL_COLUMNS / w->group);
  int left = x->rows % TILE_TOKENS, whole = x->rows - left;
  open_tiles(TILE_TOKENS);
  for (int first = 0; first < groups; first += a_panel) {
    int last = hob_min(groups, first + a_panel);
    for (int strip = from; strip < to; strip++) {
      float *out = y + (int64_t)strip * 16;
      unpack(w, signed_table(w, strip), strip, first, last, panel);
      for (int token = 0; token < whole; token += TILE_TOKENS) {
        strip_tiles(TILE_TOKENS, w, x, strip, token, first, last, panel,
                    out + (int64_t)token * y_stride, y_stride);
      }
      if (left > 0) {
        open_tiles(left);
        strip_tiles(left, w, x, strip, whole, first, last, panel, out + (int64_t)whole * y_stride,
                    y_stride);
        open_tiles(TILE_TOKENS);
      }
    }
  }
  _tile_release();
  int last = hob_min(to, w->rows / 16);
  for (int t = 0; t < x->rows && last < to; t++) {
    float *out = y + (int64_t)t * y_stride + (int64_t)last * 16;
    f_store(out, f_first(f_load(out), w->rows % 16, 0.0f));
  }
}
