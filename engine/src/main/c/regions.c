// SPDX-License-Identifier: Apache-2.0
// The parallel regions of a layer: work row by row, and products of one input with their low-rank
// pairs. No result depends on how a region is cut or who runs a chunk.
#include <sched.h>

#include "backend.h"

// Multiply-adds below which a region is not worth a second worker: some 10 microseconds. The
// sanitizer's driver is built with less, so that small shapes run in parallel, too.
#ifndef PARALLEL
#define PARALLEL INT64_C(1000000)
#endif
// Multiply-adds of a chunk for one token: some 100 microseconds of reading weights, as each beginning
// costs; less where a matrix would be too few chunks for all workers.
#ifndef CHUNK
#define CHUNK INT64_C(3145728)
#endif
// Strips that kernels read side by side: a chunk has whole sets of them.
#ifndef SIDES
#define SIDES 4
#endif
// Numbers of hidden state below which work row by row stays on the caller: a few microseconds, while
// a worker that is descheduled in the middle of its chunk costs milliseconds.
#ifndef ROW_PARALLEL
#define ROW_PARALLEL INT64_C(8192)
#endif

enum { LOW_ROWS = 16, CHUNKS_A_WORKER = 2 };

// --- row by row ---------------------------------------------------------------------------------

typedef struct {
  Backend *backend;
  RowWork work;
  int rows, a_chunk;
} RowRegion;

static void row_chunk(void *context, int chunk, int worker) {
  RowRegion *region = context;
  (void)worker;
  int end = hob_min(region->rows, (chunk + 1) * region->a_chunk);
  for (int row = chunk * region->a_chunk; row < end; row++) region->work(region->backend, row);
}

void hob_by_rows(Backend *b, int rows, RowWork work) {
  if (rows == 1 || (int64_t)rows * b->width < ROW_PARALLEL) {
    for (int row = 0; row < rows; row++) work(b, row);
    return;
  }
  RowRegion region = {b, work, rows, rows < 16 ? 1 : 4};
  hob_pool_run(&b->pool, (rows + region.a_chunk - 1) / region.a_chunk, row_chunk, &region);
}

// Prepares the byte forms of an input that the matrices of the next region need.
void hob_open_slots(Backend *b, int rows, int columns, const hob_weights *const *w, int count) {
  b->slots = 0;
  for (int i = 0; i < count; i++) {
    if (w[i]->kind > HOB_PALETTE2) continue;
    int slot = 0;
    while (slot < b->slots && b->bytes[slot].group != w[i]->group) slot++;
    if (slot == b->slots) {
      hob_bytes *bytes = &b->bytes[b->slots++];
      bytes->rows = rows;
      bytes->columns = columns;
      bytes->group = w[i]->group;
      bytes->groups = (columns + w[i]->group - 1) / w[i]->group;
      b->cleared[slot] = b->kernels->clear(bytes, b->cleared[slot]);
    }
  }
}

void hob_quantize_row(Backend *b, const float *x, int row) {
  for (int slot = 0; slot < b->slots; slot++) b->kernels->quantize(x, &b->bytes[slot], row);
}

static const hob_bytes *slot_of(Backend *b, const hob_weights *w) {
  for (int slot = 0; slot < b->slots; slot++) {
    if (b->bytes[slot].group == w->group) return &b->bytes[slot];
  }
  return NULL;
}

// --- products of one input ----------------------------------------------------------------------

void hob_clear(Backend *b) { b->products = 0; }

void hob_set(Backend *b, const hob_weights *w, const float *x, int x_stride, float *y, int y_stride,
                int projection) {
  const hob_bytes *bytes = w->kind <= HOB_PALETTE2 ? slot_of(b, w) : NULL;
  b->product[b->products++] = (Product){w, bytes, x, y, x_stride, y_stride, projection};
}

// Of many rows at least eight strips: what lies in the second-level cache of the input serves them
// all.
static int strips_a_chunk(const Backend *b, const hob_weights *w, int rows) {
  int64_t strip = (int64_t)HOB_LANES * w->columns * hob_max(1, rows / 4);
  int64_t most = hob_strips(w->rows) / (CHUNKS_A_WORKER * b->model->threads);
  int64_t strips = CHUNK / strip < most ? CHUNK / strip : most;
  int least = rows >= 16 ? 8 : 1;
  if (strips < least) strips = least;
  strips = hob_up((int)strips, SIDES);
  return strips > hob_strips(w->rows) ? hob_strips(w->rows) : (int)strips;
}

// Cuts a product; `last`: of its region, so that its end goes into small chunks.
static Cut cut(const Backend *b, const hob_weights *w, int rows, int last) {
  int all = hob_strips(w->rows), strips = strips_a_chunk(b, w, rows);
  int small = last && rows < 16 ? hob_min(all, b->model->threads * strips) : 0;
  int whole = (all - small + (small == 0 ? strips - 1 : 0)) / strips;
  int rest = hob_max(0, all - whole * strips);
  return (Cut){strips, whole, whole + (rest + SIDES - 1) / SIDES};
}

static const hob_pair *pair_of(const Backend *b, const hob_group *group, int projection) {
  const hob_pair *pair =
      (const hob_pair *)at(group->pairs) + (int64_t)b->layer * HOB_PROJECTIONS + projection;
  return pair->present ? pair : NULL;
}

static float *low_of(const hob_group *group, int product) {
  return (float *)(uintptr_t)group->low + (int64_t)product * group->count * group->stride;
}

// Waits until all of A x is there. Its chunks are the first of the region, so whoever comes here
// finds the last of them under way; only a worker that was descheduled in it lets others wait, who
// then give their core away.
static void await_low(Backend *b) {
  for (int looks = 0; atomic_load_explicit(&b->low_left, memory_order_acquire) > 0; looks++) {
    if (looks < 2000) {
      hob_pause();
    } else {
      sched_yield();
    }
  }
}

// Chunk `chunk` of A x, over products, groups and runs of rows; chunks of absent pairs are empty.
static void low_chunk(Backend *b, int chunk) {
  const hob_group *groups = at(b->plan->group);
  for (int p = 0; p < b->products; p++) {
    for (int g = 0; g < b->plan->groups; g++) {
      const hob_group *group = &groups[g];
      int runs = (group->count + LOW_ROWS - 1) / LOW_ROWS;
      if (chunk >= runs) {
        chunk -= runs;
        continue;
      }
      const Product *product = &b->product[p];
      const hob_pair *pair = pair_of(b, group, product->projection);
      if (pair == NULL) return;
      int first = chunk * LOW_ROWS, count = hob_min(LOW_ROWS, group->count - first);
      b->kernels->plain(&pair->a, product->x + (int64_t)(group->first + first) * product->x_stride,
                        product->x_stride, count, low_of(group, p) + (int64_t)first * group->stride,
                        group->stride, 0, hob_strips(pair->a.rows), pair->scaling, 0);
      return;
    }
  }
}

static void base_strips(Backend *b, const Product *p, int from, int to, int rows, int worker) {
  const hob_weights *w = p->w;
  if (w->kind <= HOB_PALETTE2) {
    // workers take chunks in turn
    int hop = (b->model->threads - 1) * (to - from);
    b->kernels->palette(w, p->bytes, p->y, p->y_stride, from, to, hop,
                        b->scratch + worker * b->worker_bytes);
  } else {
    b->kernels->plain(w, p->x, p->x_stride, rows, p->y, p->y_stride, from, to, 1.0f, 0);
  }
}

// y += B t for these strips, over all groups in the order in which their adapters act.
static void high_strips(Backend *b, int product, int from, int to) {
  const hob_group *groups = at(b->plan->group);
  const Product *p = &b->product[product];
  for (int g = 0; g < b->plan->groups; g++) {
    const hob_group *group = &groups[g];
    const hob_pair *pair = pair_of(b, group, p->projection);
    if (pair == NULL) continue;
    b->kernels->plain(&pair->b, low_of(group, product), group->stride, group->count,
                      p->y + (int64_t)group->first * p->y_stride, p->y_stride, from, to, 1.0f, 1);
  }
}

// Finds the product of a chunk and its strips. The last chunks of a region are small: who is done
// waits for as long as the other's last one takes.
static int find_strips(const Backend *b, int *chunk, int *from, int *to) {
  int product = 0;
  while (*chunk >= b->product_chunks[product].all) *chunk -= b->product_chunks[product++].all;
  const Cut *cut = &b->product_chunks[product];
  int small = *chunk - cut->whole;
  *from = small < 0 ? *chunk * cut->strips : cut->whole * cut->strips + small * SIDES;
  *to = hob_min(hob_strips(b->product[product].w->rows), *from + (small < 0 ? cut->strips : SIDES));
  return product;
}

static void base_chunk(void *context, int chunk, int worker) {
  Backend *b = context;
  if (chunk < b->low_chunks) {
    low_chunk(b, chunk);
    atomic_fetch_sub_explicit(&b->low_left, 1, memory_order_release);
    return;
  }
  int adapted = b->low_chunks > 0;
  chunk -= b->low_chunks;
  int from, to, product = find_strips(b, &chunk, &from, &to);
  base_strips(b, &b->product[product], from, to, b->rows, worker);
  if (adapted) {
    await_low(b);
    high_strips(b, product, from, to);
  }
}

void hob_run_region(Backend *b, int chunks, int64_t work, hob_chunk run) {
  if (work < PARALLEL) {
    for (int chunk = 0; chunk < chunks; chunk++) run(b, chunk, 0);
  } else {
    hob_pool_run(&b->pool, chunks, run, b);
  }
}

static int groups_of(const Backend *b) {
  return b->products > 0 && b->product[0].projection >= 0 ? b->plan->groups : 0;
}

// Runs what was set: A x, the base products, and B t of each strip behind its base product, all in
// one region: a second one for B t would cost a hundred barriers a step.
void hob_multiply(Backend *b, int rows) {
  const hob_group *groups = at(b->plan->group);
  int chunks = 0, count = groups_of(b);
  int64_t work = 0;
  for (int p = 0; p < b->products; p++) {
    const hob_weights *w = b->product[p].w;
    b->product_chunks[p] = cut(b, w, rows, p == b->products - 1);
    chunks += b->product_chunks[p].all;
    work += (int64_t)w->rows * w->columns * rows;
  }
  b->low_chunks = 0;
  for (int g = 0; g < count; g++) {
    for (int p = 0; p < b->products; p++) {
      b->low_chunks += (groups[g].count + LOW_ROWS - 1) / LOW_ROWS;
    }
  }
  b->rows = rows;
  atomic_store(&b->low_left, b->low_chunks);
  hob_run_region(b, b->low_chunks + chunks, work, base_chunk);
}
