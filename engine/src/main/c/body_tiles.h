// SPDX-License-Identifier: Apache-2.0
// Part of body.h: palettized products of a tile of tokens and more in AMX tiles. A block of strip16, four
// columns of 16 rows, is one row of a tile as `tdpbsud` wants its second operand; so 16 blocks that
// were looked up are a tile of 64 columns, multiplied with 16 tokens at once.
//
// The sums are those of the other ways, byte for byte, and so are the numbers made of them.

// A group is multiplied so many groups before numbers are made of its sums: products of tiles and
// work on numbers then run side by side, and stored sums have arrived when they are read.
enum { LEAD = 2, TILE_SUMS = TILE_TOKENS * 16 };

// Tiles 0 to 3: sums; 4 and 5: bytes of 16 tokens; 6 and 7: weights. Tokens that a last tile lacks are
// multiplied, too, and their sums never read.
static void open_tiles(void) {
  struct {
    uint8_t palette, start, reserved[14];
    uint16_t bytes_a_row[16];
    uint8_t rows[16];
  } __attribute__((aligned(64))) config;
  memset(&config, 0, sizeof config);
  config.palette = 1;
  for (int tile = 0; tile < 8; tile++) {
    config.bytes_a_row[tile] = 64;
    config.rows[tile] = 16;
  }
  _tile_loadconfig(&config);
}

// A tile is named by the instruction itself.
#define MULTIPLY_GROUP(sum, x, w)                                       \
  _tile_zero(sum);                                                      \
  for (int64_t from = 0; from < bytes; from += TILE_BYTES) {            \
    _tile_loadd(w, panel + from, TILE_COLUMNS);                         \
    _tile_loadd(x, values + from, TILE_COLUMNS);                        \
    _tile_dpbssd(sum, x, w);                                            \
  }                                                                     \
  _tile_stored(sum, sums + (sum) * TILE_SUMS, TILE_COLUMNS);            \
  break;

// The sums of a group into their place among four.
INLINE void multiply_group(const int place, const int8_t *values, const uint8_t *panel, int64_t bytes,
                           int32_t *sums) {
  switch (place) {
    case 0: MULTIPLY_GROUP(0, 4, 6)
    case 1: MULTIPLY_GROUP(1, 5, 7)
    case 2: MULTIPLY_GROUP(2, 4, 6)
    default: MULTIPLY_GROUP(3, 5, 7)
  }
}

INLINE void add_group(const int32_t *sums, F scale, const float *factors, F *out) {
#pragma GCC unroll 16
  for (int t = 0; t < TILE_TOKENS; t++) {
    out[t] = f_fma(f_of(_mm512_load_si512(sums + 16 * t)), f_mul(scale, f_set(factors[t])), out[t]);
  }
}

// Adds the columns of groups first .. last to a tile of tokens and one strip; n of them are there.
static void strip_tiles(int n, const hob_weights *w, const hob_bytes *x, int strip, int tile, int first,
                        int last, const uint8_t *panel, float *y, int y_stride) {
  int32_t sums[4 * TILE_SUMS] __attribute__((aligned(64)));
  int groups = x->groups;
  int64_t step = (int64_t)w->group * TILE_TOKENS;  // bytes of a group
  int64_t left = hob_up(x->columns, TILE_COLUMNS) * (int64_t)TILE_TOKENS;
  const int8_t *values = x->values + tile * left + first * step;
  const float *factors = x->factors + ((int64_t)tile * groups + first) * TILE_TOKENS;
  left -= first * step;
  F out[TILE_TOKENS];
#pragma GCC unroll 16
  for (int t = 0; t < TILE_TOKENS; t++) {
    out[t] = first == 0 || t >= n ? f_set(0.0f) : f_load(y + (int64_t)t * y_stride);
  }
#define MULTIPLY_NEXT(place)                                                   \
  multiply_group((place) % 4, values, panel, left < step ? left : step, sums); \
  values += step;                                                              \
  panel += step;                                                               \
  left -= step;
#pragma GCC unroll 4
  for (int i = 0; i < LEAD; i++) {
    if (first + i < last) {
      MULTIPLY_NEXT(i)
    }
  }
  for (int group = first; group < last; group += 4, factors += 4 * TILE_TOKENS) {
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      if (group + i + LEAD < last) {
        MULTIPLY_NEXT(i + LEAD)
      }
      if (group + i < last) {
        add_group(sums + i * TILE_SUMS, scale_of(w, groups, strip, group + i), factors + i * TILE_TOKENS, out);
      }
    }
  }
#undef MULTIPLY_NEXT
#pragma GCC unroll 16
  for (int t = 0; t < TILE_TOKENS; t++) {
    if (t < n) f_store(y + (int64_t)t * y_stride, out[t]);
  }
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
  open_tiles();
  for (int first = 0; first < groups; first += a_panel) {
    int last = hob_min(groups, first + a_panel);
    for (int strip = from; strip < to; strip++) {
      unpack(w, signed_table(w, strip), strip, first, last, panel);
      for (int token = 0; token < x->rows; token += TILE_TOKENS) {
        strip_tiles(hob_min(TILE_TOKENS, x->rows - token), w, x, strip, token / TILE_TOKENS, first, last,
                    panel, y + (int64_t)token * y_stride + (int64_t)strip * 16, y_stride);
      }
    }
  }
  _tile_release();
}
