// SPDX-License-Identifier: Apache-2.0
// One running back end, and the parallel regions that a layer is made of.
#ifndef HOB_BACKEND_H
#define HOB_BACKEND_H

#include <stddef.h>

#include "kernels.h"
#include "pool.h"

enum { SLOTS = 3 };

// One product of a region.
typedef struct {
  const hob_weights *w;
  const hob_bytes *bytes;  // of the input, where w is a palette
  const float *x;          // the input itself
  float *y;
  int x_stride, y_stride;
  int projection;  // -1: the head
} Product;

// How a product is cut: `whole` chunks of so many strips, then small ones.
typedef struct {
  int strips, whole, all;
} Cut;

typedef struct {
  hob_pool pool;
  const hob_model *model;
  const hob_kernels *kernels;
  hob_kv kv;
  // [max_rows][stride]; strides are padded to 16
  float *hidden, *normed, *delta, *queries, *keys, *values, *attended, *gate, *up;
  int width, heads, kv_heads, ffn;  // strides
  // Bytes of the input of a region, one slot for each column group that its matrices use.
  hob_bytes bytes[SLOTS];
  int cleared[SLOTS];
  uint8_t *scratch;  // [threads][worker_bytes]
  int64_t worker_bytes;
  // The step that runs.
  const hob_plan *plan;
  int layer, rows, slots, products;
  const hob_layer *weights;
  Product product[SLOTS];
  Cut product_chunks[SLOTS];
  int low_chunks;
  _Atomic int32_t low_left;  // chunks of A x that have not ended
} Backend;

static const void *at(int64_t address) { return (const void *)(uintptr_t)address; }

typedef void (*RowWork)(Backend *b, int row);

// Runs `work` for every row.
void hob_by_rows(Backend *b, int rows, RowWork work);
// Prepares the byte forms of an input that these matrices need.
void hob_open_slots(Backend *b, int rows, int columns, const hob_weights *const *w, int count);
// Fills them for one row.
void hob_quantize_row(Backend *b, const float *x, int row);
// Gathers the products of one input, at most SLOTS after hob_clear; then runs them: base products
// and A x in one region, B t in the next.
void hob_clear(Backend *b);
void hob_set(Backend *b, const hob_weights *w, const float *x, int x_stride, float *y, int y_stride,
             int projection);
void hob_multiply(Backend *b, int rows);
// Hands out chunks if `work` multiply-adds are worth it.
void hob_run_region(Backend *b, int chunks, int64_t work, hob_chunk run);

#endif
