// SPDX-License-Identifier: Apache-2.0
// The kernels of one instruction set, as step.c calls them. Every set computes the same numbers, bit
// for bit: sums of bytes are exact, sums of f32 have one order each (body.h writes it once, over 16
// lanes), and multiply-adds are fused where the code says so and nowhere else.
#ifndef HOB_KERNELS_H
#define HOB_KERNELS_H

#include "hob.h"

// Activations of a step in 8 bits, one scale a token and column group: x ~ factor * 127 * value.
// Tokens lie in tiles of 12, the last one shorter (n tokens):
//   values   [tile][columns / 4][n][4]
//   factors  [tile][groups][n]   max|x| / (127 * 127), the table's own 1/127 included
//   starts   [tile][groups][n]   -128 * sum(values), where a sum over table bytes + 128 begins
// A set that multiplies in AMX tiles has them as tiles where there are 16 rows or more, and no starts:
//   values   [rows / 16 rounded up][columns / 64 rounded up][16][64]
//   factors  [rows / 16 rounded up][groups][16]
typedef struct {
  int8_t *values;
  float *factors;
  int32_t *starts;
  int32_t rows;
  int32_t columns;  // rounded up to 16
  int32_t group;
  int32_t groups;
  int64_t room;     // bytes of `values`
} hob_bytes;

// KV of one layer and head in a page; see KvBytes.java.
typedef struct {
  int32_t dim;         // head_dim
  int32_t padded;      // rounded up to 16
  int32_t values;      // offset of V
  int32_t scales;      // offset of the scales: K f16[32], V f16[32]
  int32_t head_bytes;  // of one head
} hob_kv;

// The query heads of one token that share a key/value head.
typedef struct {
  const float *queries;  // [heads][dim]
  float *out;            // [heads][dim]
  const int64_t *pages;  // from the first on that is seen
  int64_t offset;        // of the head in every page
  int32_t skip;          // tokens of the first page that are not seen any more, < 32
  int32_t length;        // tokens from the first page to this one, it included, > skip
  int32_t heads;
  float scale;  // of a product of query and key
  float cap;    // 0: none
} hob_attention;

typedef struct {
  const char *name;
  // Before the first row: makes zeros where this form of x needs them, unless they are there from the
  // last time, of which `cleared` tells; gives what to tell the next time, 0 at the beginning.
  int (*clear)(const hob_bytes *x, int cleared);
  // One row into its place in `out`.
  void (*quantize)(const float *x, const hob_bytes *out, int row);
  // y[t][16 from .. 16 to] = W x[t] for all rows of x; lanes behind the last row become 0.
  // hop: how many strips behind `to` the caller's next ones probably begin; they are asked for.
  // panel: 64-byte aligned, HOB_PANEL bytes, the worker's own.
  void (*palette)(const hob_weights *w, const hob_bytes *x, float *y, int y_stride, int from, int to,
                  int hop, uint8_t *panel);
  // y = scaling * (W x), or y += scaling * (W x), for strips from .. to of plain rows; x is padded with
  // zeros to 16 columns.
  void (*plain)(const hob_weights *w, const float *x, int x_stride, int rows, float *y, int y_stride,
                int from, int to, float scaling, int add);
  // One row of a matrix as f32, padded with zeros to 16.
  void (*row)(const hob_weights *w, int row, float *out);
  // y = x / sqrt(mean(x^2) + epsilon) * weight; n padded with zeros to 16; y may be x.
  void (*norm)(const float *x, const float *weight, int n, float epsilon, float *y);
  void (*add)(float *x, const float *y, int n);
  // gate = f(gate) * up, with SiLU or GELU
  void (*gate)(float *gate, const float *up, int n, int gelu);
  // Turns dimension i of a head with i + half; angles: cosines, then sines.
  void (*turn)(float *head, const float *angles, int half);
  // Quantizes key and value of one token into their page.
  void (*store)(const hob_kv *kv, uint8_t *head, int slot, const float *key, const float *value);
  // scratch: hob_attention_scratch bytes, the worker's own.
  void (*attend)(const hob_kv *kv, const hob_attention *a, uint8_t *scratch);
  // Does byte products for nothing, for benches; gives the multiply-adds done.
  int64_t (*dots)(int64_t rounds);
  // Reads so many bytes for nothing, likewise, in one of HOB_WAYS ways.
  void (*read_all)(const uint8_t *from, int64_t bytes, int way);
} hob_kernels;

// The kernels of one instruction set.
const hob_kernels *hob_kernels_of(int isa);

enum { HOB_WAYS = 3 };

enum { HOB_PANEL_COLUMNS = 1024, HOB_PANEL = HOB_PANEL_COLUMNS * HOB_LANES };

static inline int64_t hob_attention_scratch(int heads, int padded) {
  return (int64_t)heads * (HOB_BLOCK * 4 + padded * 4 + padded) + heads * 16 + 1024;
}

// Largest head_dim, rounded up to 16; Java refuses more.
enum { HOB_HEAD_DIM = 1024 };

static inline float hob_min_float(float a, float b) { return a < b ? a : b; }
static inline int hob_up(int n, int to) { return (n + to - 1) / to * to; }
static inline int hob_strips(int rows) { return (rows + HOB_LANES - 1) / HOB_LANES; }
static inline int hob_min(int a, int b) { return a < b ? a : b; }
static inline int hob_max(int a, int b) { return a > b ? a : b; }

extern const hob_kernels hob_portable;
#if defined(__x86_64__)
extern const hob_kernels hob_avx2;
extern const hob_kernels hob_avxvnni __attribute__((weak));  // absent with an old compiler
extern const hob_kernels hob_avx512;
extern const hob_kernels hob_amx __attribute__((weak));  // absent with an old compiler
#endif

#endif
