// SPDX-License-Identifier: Apache-2.0
// One step of the transformer: all layers in one call, cut into parallel regions.
//
// A row's numbers depend on its own tokens, adapters and base only: every kernel treats rows alone
// and in a fixed order of sums, and no result depends on how a region is cut or who runs a chunk.
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <stddef.h>
#include <string.h>

#include "kernels.h"
#include "pool.h"

// Multiply-adds below which a region is not worth a second worker: some 10 microseconds. The
// sanitizer's driver is built with less, so that small shapes run in parallel, too.
#ifndef PARALLEL
#define PARALLEL INT64_C(1000000)
#endif
// Multiply-adds of a chunk for one token: some 8 microseconds of reading weights.
#ifndef CHUNK
#define CHUNK INT64_C(262144)
#endif

// Numbers of hidden state below which work row by row stays on the caller: a few microseconds, while
// a worker that is descheduled in the middle of its chunk costs milliseconds.
#ifndef ROW_PARALLEL
#define ROW_PARALLEL INT64_C(65536)
#endif

enum { ROWS_A_CHUNK = 4, SLOTS = 3, LOW_ROWS = 16 };

// One product of a region.
typedef struct {
  const hob_weights *w;
  const hob_bytes *bytes;  // of the input, where w is a palette
  const float *x;          // the input itself
  float *y;
  int x_stride, y_stride;
  int projection;  // -1: the head
} Product;

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
  uint8_t *scratch;  // [threads][worker_bytes]
  int64_t worker_bytes;
  // The step that runs.
  const hob_plan *plan;
  int layer, rows, slots, products;
  const hob_layer *weights;
  Product product[SLOTS];
  int product_chunks[SLOTS], low_chunks;
} Backend;

static const void *at(int64_t address) { return (const void *)(uintptr_t)address; }

// --- memory -------------------------------------------------------------------------------------

typedef struct {
  uint8_t *base;
  int64_t used;
} Arena;

static void *carve(Arena *arena, int64_t bytes) {
  void *memory = arena->base == NULL ? NULL : arena->base + arena->used;
  arena->used += (bytes + 63) / 64 * 64;
  return memory;
}

static int smallest_group(const hob_model *model) {
  int group = 1 << 16;
  const hob_layer *layers = at(model->layer);
  for (int layer = 0; layer < model->layers; layer++) {
    for (int i = 0; i < HOB_PROJECTIONS; i++) {
      const hob_weights *w = &layers[layer].matrix[i];
      if (w->kind <= HOB_PALETTE2) group = hob_min(group, w->group);
    }
  }
  return model->head.kind <= HOB_PALETTE2 ? hob_min(group, model->head.group) : group;
}

// Lays everything out behind the backend; with a null base it only counts.
static void lay_out(Backend *b, const hob_model *m, Arena *arena) {
  int64_t rows = m->max_rows, float_row = 4 * rows;
  b->width = hob_up(m->width, 16);
  b->heads = hob_up(m->heads * m->head_dim, 16);
  b->kv_heads = hob_up(m->kv_heads * m->head_dim, 16);
  b->ffn = hob_up(m->ffn, 16);
  b->hidden = carve(arena, float_row * b->width);
  b->normed = carve(arena, float_row * b->width);
  b->delta = carve(arena, float_row * b->width);
  b->queries = carve(arena, float_row * b->heads);
  b->keys = carve(arena, float_row * b->kv_heads);
  b->values = carve(arena, float_row * b->kv_heads);
  b->attended = carve(arena, float_row * b->heads);
  b->gate = carve(arena, float_row * b->ffn);
  b->up = carve(arena, float_row * b->ffn);
  int widest = hob_max(hob_max(b->width, b->heads), b->ffn), group = smallest_group(m);
  int64_t groups = (widest + group - 1) / group;
  for (int slot = 0; slot < SLOTS; slot++) {
    b->bytes[slot].values = carve(arena, rows * widest);
    b->bytes[slot].factors = carve(arena, float_row * groups);
    b->bytes[slot].starts = carve(arena, float_row * groups);
  }
  int padded = hob_up(m->head_dim, 16);
  b->kv = (hob_kv){m->head_dim, padded, HOB_PAGE * padded, 2 * HOB_PAGE * padded,
                   2 * HOB_PAGE * padded + 128};
  int64_t attention = hob_attention_scratch(m->heads / m->kv_heads, padded);
  b->worker_bytes = (attention > HOB_PANEL ? attention : HOB_PANEL) / 64 * 64 + 64;
  b->scratch = carve(arena, b->worker_bytes * m->threads);
}

static const hob_kernels *kernels_of(int isa) {
#if defined(__x86_64__)
  if (isa == HOB_AVX512) return &hob_avx512;
  if (isa == HOB_AVXVNNI) return &hob_avxvnni;
  if (isa == HOB_AVX2) return &hob_avx2;
#endif
  (void)isa;
  return &hob_portable;
}

// --- row by row ---------------------------------------------------------------------------------

typedef void (*RowWork)(Backend *b, int row);

typedef struct {
  Backend *backend;
  RowWork work;
  int rows;
} RowRegion;

static void row_chunk(void *context, int chunk, int worker) {
  RowRegion *region = context;
  (void)worker;
  int end = hob_min(region->rows, (chunk + 1) * ROWS_A_CHUNK);
  for (int row = chunk * ROWS_A_CHUNK; row < end; row++) region->work(region->backend, row);
}

static void by_rows(Backend *b, int rows, RowWork work) {
  if ((int64_t)rows * b->width < ROW_PARALLEL) {
    for (int row = 0; row < rows; row++) work(b, row);
    return;
  }
  RowRegion region = {b, work, rows};
  hob_pool_run(&b->pool, (rows + ROWS_A_CHUNK - 1) / ROWS_A_CHUNK, row_chunk, &region);
}

// Prepares the byte forms of an input that the matrices of the next region need.
static void open_slots(Backend *b, int rows, int columns, const hob_weights *const *w, int count) {
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
    }
  }
}

static void quantize_row(Backend *b, const float *x, int row) {
  for (int slot = 0; slot < b->slots; slot++) b->kernels->quantize(x, &b->bytes[slot], row);
}

static const hob_bytes *slot_of(Backend *b, const hob_weights *w) {
  for (int slot = 0; slot < b->slots; slot++) {
    if (b->bytes[slot].group == w->group) return &b->bytes[slot];
  }
  return NULL;
}

// --- products of one input ----------------------------------------------------------------------

static void clear(Backend *b) { b->products = 0; }

static void set(Backend *b, const hob_weights *w, const float *x, int x_stride, float *y, int y_stride,
                int projection) {
  const hob_bytes *bytes = w->kind <= HOB_PALETTE2 ? slot_of(b, w) : NULL;
  b->product[b->products++] = (Product){w, bytes, x, y, x_stride, y_stride, projection};
}

static int strips_a_chunk(const hob_weights *w, int rows) {
  int64_t strip = (int64_t)HOB_LANES * w->columns * hob_max(1, rows / 4);
  int64_t strips = CHUNK / strip;
  return strips < 1 ? 1 : strips > hob_strips(w->rows) ? hob_strips(w->rows) : (int)strips;
}

static const hob_pair *pair_of(const Backend *b, const hob_group *group, int projection) {
  const hob_pair *pair =
      (const hob_pair *)at(group->pairs) + (int64_t)b->layer * HOB_PROJECTIONS + projection;
  return pair->present ? pair : NULL;
}

static float *low_of(const hob_group *group, int product) {
  return (float *)(uintptr_t)group->low + (int64_t)product * group->count * group->stride;
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
      b->kernels->strips(&pair->a, product->x + (int64_t)(group->first + first) * product->x_stride,
                         product->x_stride, count, low_of(group, p) + (int64_t)first * group->stride,
                         group->stride, 0, hob_strips(pair->a.rows), pair->scaling, 0);
      return;
    }
  }
}

static void base_strips(Backend *b, const Product *p, int from, int to, int rows, int worker) {
  const hob_weights *w = p->w;
  if (w->kind <= HOB_PALETTE2) {
    b->kernels->palette(w, p->bytes, p->y, p->y_stride, from, to, b->scratch + worker * b->worker_bytes);
  } else {
    b->kernels->plain(w, p->x, p->x_stride, rows, p->y, p->y_stride, from, to);
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
    b->kernels->strips(&pair->b, low_of(group, product), group->stride, group->count,
                       p->y + (int64_t)group->first * p->y_stride, p->y_stride, from, to, 1.0f, 1);
  }
}

// Finds the product of a chunk and its strips; a chunk holds as many as strips_a_chunk says.
static int find_strips(const Backend *b, int *chunk, int *from, int *to) {
  int product = 0;
  while (*chunk >= b->product_chunks[product]) *chunk -= b->product_chunks[product++];
  int strips = hob_strips(b->product[product].w->rows);
  int chunks = b->product_chunks[product];
  *from = (int)((int64_t)strips * *chunk / chunks);
  *to = (int)((int64_t)strips * (*chunk + 1) / chunks);
  return product;
}

static void base_chunk(void *context, int chunk, int worker) {
  Backend *b = context;
  if (chunk < b->low_chunks) {
    low_chunk(b, chunk);
    return;
  }
  chunk -= b->low_chunks;
  int from, to, product = find_strips(b, &chunk, &from, &to);
  base_strips(b, &b->product[product], from, to, b->rows, worker);
}

static void high_chunk(void *context, int chunk, int worker) {
  Backend *b = context;
  (void)worker;
  int from, to, product = find_strips(b, &chunk, &from, &to);
  high_strips(b, product, from, to);
}

static void run_region(Backend *b, int chunks, int64_t work, hob_chunk run) {
  if (work < PARALLEL) {
    for (int chunk = 0; chunk < chunks; chunk++) run(b, chunk, 0);
  } else {
    hob_pool_run(&b->pool, chunks, run, b);
  }
}

static int groups_of(const Backend *b) { return b->products > 0 && b->product[0].projection >= 0 ? b->plan->groups : 0; }

// Runs what was set: the base products and A x, then B t.
static void multiply(Backend *b, int rows) {
  const hob_group *groups = at(b->plan->group);
  int chunks = 0, count = groups_of(b);
  int64_t work = 0, high = 0;
  for (int p = 0; p < b->products; p++) {
    const hob_weights *w = b->product[p].w;
    int step = strips_a_chunk(w, rows);
    b->product_chunks[p] = (hob_strips(w->rows) + step - 1) / step;
    chunks += b->product_chunks[p];
    work += (int64_t)w->rows * w->columns * rows;
  }
  b->low_chunks = 0;
  for (int g = 0; g < count; g++) {
    for (int p = 0; p < b->products; p++) {
      b->low_chunks += (groups[g].count + LOW_ROWS - 1) / LOW_ROWS;
      high += (int64_t)groups[g].count * groups[g].stride * b->product[p].w->rows * 4;
    }
  }
  b->rows = rows;
  run_region(b, b->low_chunks + chunks, work, base_chunk);
  if (count > 0) run_region(b, chunks, high, high_chunk);
}

// --- the layer ----------------------------------------------------------------------------------

static void embed_row(Backend *b, int row) {
  const int32_t *tokens = at(b->plan->tokens);
  b->kernels->row(&b->model->embedding, tokens[row], b->hidden + (int64_t)row * b->width);
}

static void attention_norm_row(Backend *b, int row) {
  float *hidden = b->hidden + (int64_t)row * b->width, *normed = b->normed + (int64_t)row * b->width;
  if (b->layer > 0) b->kernels->add(hidden, b->delta + (int64_t)row * b->width, b->width);
  b->kernels->norm(hidden, at(b->weights->input_norm), b->model->width, b->model->norm_epsilon, normed);
  quantize_row(b, normed, row);
}

static void mlp_norm_row(Backend *b, int row) {
  float *hidden = b->hidden + (int64_t)row * b->width, *normed = b->normed + (int64_t)row * b->width;
  b->kernels->add(hidden, b->delta + (int64_t)row * b->width, b->width);
  b->kernels->norm(hidden, at(b->weights->attention_norm), b->model->width, b->model->norm_epsilon, normed);
  quantize_row(b, normed, row);
}

static void swiglu_row(Backend *b, int row) {
  float *gate = b->gate + (int64_t)row * b->ffn;
  b->kernels->swiglu(gate, b->up + (int64_t)row * b->ffn, b->ffn);
  quantize_row(b, gate, row);
}

static void attended_row(Backend *b, int row) {
  quantize_row(b, b->attended + (int64_t)row * b->heads, row);
}

// Rotary position as rotate_half: dimension i turns with i + half.
static void turn(const Backend *b, float *head, int64_t norm, const float *angles) {
  const hob_model *m = b->model;
  int half = m->head_dim / 2;
  float normed[HOB_HEAD_DIM];
  if (norm != 0) {
    memcpy(normed, head, sizeof(float) * (size_t)m->head_dim);
    memset(normed + m->head_dim, 0, sizeof(float) * (size_t)(b->kv.padded - m->head_dim));
    b->kernels->norm(normed, at(norm), m->head_dim, m->norm_epsilon, normed);
    memcpy(head, normed, sizeof(float) * (size_t)m->head_dim);
  }
  for (int i = 0; i < half; i++) {
    float x = head[i], y = head[half + i], cosine = angles[i], sine = angles[half + i];
    head[i] = x * cosine - y * sine;
    head[half + i] = y * cosine + x * sine;
  }
}

static uint8_t *page_of(const Backend *b, int row, int position) {
  const int64_t *const *pages = at(b->plan->pages);
  return (uint8_t *)(uintptr_t)pages[row][position / HOB_PAGE];
}

static int64_t head_offset(const Backend *b, int head) {
  return (int64_t)b->kv.head_bytes * ((int64_t)b->layer * b->model->kv_heads + head);
}

// Norms and turns the heads of one token, stores its key and value.
static void place_row(Backend *b, int row) {
  const hob_model *m = b->model;
  const float *angles = (const float *)at(b->plan->angles) + (int64_t)row * m->head_dim;
  int position = ((const int32_t *)at(b->plan->positions))[row];
  float *query = b->queries + (int64_t)row * b->heads, *key = b->keys + (int64_t)row * b->kv_heads;
  for (int h = 0; h < m->heads; h++) turn(b, query + h * m->head_dim, b->weights->query_norm, angles);
  for (int h = 0; h < m->kv_heads; h++) {
    turn(b, key + h * m->head_dim, b->weights->key_norm, angles);
    b->kernels->store(&b->kv, page_of(b, row, position) + head_offset(b, h), position % HOB_PAGE,
                      key + h * m->head_dim,
                      b->values + (int64_t)row * b->kv_heads + h * m->head_dim);
  }
}

static void attend_chunk(void *context, int chunk, int worker) {
  Backend *b = context;
  const hob_model *m = b->model;
  int row = chunk / m->kv_heads, head = chunk % m->kv_heads, group = m->heads / m->kv_heads;
  int64_t first = (int64_t)row * b->heads + (int64_t)head * group * m->head_dim;
  const int64_t *const *pages = at(b->plan->pages);
  hob_attention attention = {b->queries + first,
                             b->attended + first,
                             pages[row],
                             head_offset(b, head),
                             ((const int32_t *)at(b->plan->positions))[row] + 1,
                             group,
                             1.0f / __builtin_sqrtf((float)m->head_dim)};
  b->kernels->attend(&b->kv, &attention, b->scratch + worker * b->worker_bytes);
}

static void attend(Backend *b, int rows) {
  const int32_t *positions = at(b->plan->positions);
  int64_t seen = 0;
  for (int row = 0; row < rows; row++) seen += positions[row] + 1;
  run_region(b, rows * b->model->kv_heads, 2 * seen * b->model->heads * b->model->head_dim, attend_chunk);
}

static void attention(Backend *b, int rows) {
  const hob_weights *w = b->weights->matrix;
  open_slots(b, rows, b->width, (const hob_weights *const[]){w + HOB_Q, w + HOB_K, w + HOB_V}, 3);
  by_rows(b, rows, attention_norm_row);
  clear(b);
  set(b, w + HOB_Q, b->normed, b->width, b->queries, b->heads, HOB_Q);
  set(b, w + HOB_K, b->normed, b->width, b->keys, b->kv_heads, HOB_K);
  set(b, w + HOB_V, b->normed, b->width, b->values, b->kv_heads, HOB_V);
  multiply(b, rows);
  by_rows(b, rows, place_row);
  attend(b, rows);
  open_slots(b, rows, b->heads, (const hob_weights *const[]){w + HOB_O}, 1);
  by_rows(b, rows, attended_row);
  clear(b);
  set(b, w + HOB_O, b->attended, b->heads, b->delta, b->width, HOB_O);
  multiply(b, rows);
}

static void mlp(Backend *b, int rows) {
  const hob_weights *w = b->weights->matrix;
  open_slots(b, rows, b->width, (const hob_weights *const[]){w + HOB_GATE, w + HOB_UP}, 2);
  by_rows(b, rows, mlp_norm_row);
  clear(b);
  set(b, w + HOB_GATE, b->normed, b->width, b->gate, b->ffn, HOB_GATE);
  set(b, w + HOB_UP, b->normed, b->width, b->up, b->ffn, HOB_UP);
  multiply(b, rows);
  open_slots(b, rows, b->ffn, (const hob_weights *const[]){w + HOB_DOWN}, 1);
  by_rows(b, rows, swiglu_row);
  clear(b);
  set(b, w + HOB_DOWN, b->gate, b->ffn, b->delta, b->width, HOB_DOWN);
  multiply(b, rows);
}

static void output_row(Backend *b, int index) {
  int row = ((const int32_t *)at(b->plan->outputs))[index];
  float *hidden = b->hidden + (int64_t)row * b->width, *normed = b->normed + (int64_t)index * b->width;
  b->kernels->add(hidden, b->delta + (int64_t)row * b->width, b->width);
  b->kernels->norm(hidden, at(b->model->final_norm), b->model->width, b->model->norm_epsilon, normed);
  quantize_row(b, normed, index);
}

static void outputs(Backend *b, const hob_plan *plan) {
  const hob_weights *head = &b->model->head;
  open_slots(b, plan->wanted, b->width, (const hob_weights *const[]){head}, 1);
  by_rows(b, plan->wanted, output_row);
  clear(b);
  set(b, head, b->normed, b->width, (float *)(uintptr_t)plan->logits, hob_up(head->rows, 16), -1);
  multiply(b, plan->wanted);
}

// --- what Java calls ----------------------------------------------------------------------------

int32_t hob_version(void) { return HOB_VERSION; }

int32_t hob_sizeof(int32_t which) {
  static const size_t sizes[] = {sizeof(hob_weights), sizeof(hob_pair),  sizeof(hob_layer),
                                 sizeof(hob_model),   sizeof(hob_group), sizeof(hob_plan)};
  return which >= 0 && which < 6 ? (int32_t)sizes[which] : -1;
}

int32_t hob_isa(void) {
  int32_t bits = HOB_PORTABLE;
#if defined(__x86_64__)
  __builtin_cpu_init();
  int avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
             __builtin_cpu_supports("f16c");
  if (avx2) bits |= HOB_AVX2;
  unsigned a, b, c, d;  // the compiler's own question about AVX-VNNI is younger than some compilers
  int vnni = __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a >> 4 & 1);
  if (avx2 && vnni && &hob_avxvnni != NULL) bits |= HOB_AVXVNNI;
  if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512vbmi")) {
    bits |= HOB_AVX512;
  }
#endif
  return bits;
}

int64_t hob_scratch(const hob_model *model) {
  Backend nothing;
  Arena arena = {NULL, 0};
  carve(&arena, sizeof(Backend));
  lay_out(&nothing, model, &arena);
  return arena.used;
}

int64_t hob_open(const hob_model *model, int64_t scratch) {
  Arena arena = {(uint8_t *)(uintptr_t)scratch, 0};
  Backend *b = carve(&arena, sizeof(Backend));
  memset(b, 0, sizeof(Backend));
  b->model = model;
  b->kernels = kernels_of(model->isa);
  lay_out(b, model, &arena);
  return hob_pool_open(&b->pool, model->threads) == 0 ? (int64_t)(uintptr_t)b : 0;
}

int32_t hob_step(int64_t backend, const hob_plan *plan) {
  Backend *b = (Backend *)(uintptr_t)backend;
  const hob_layer *layers = at(b->model->layer);
  const _Atomic int32_t *stop = at(plan->abort);
  b->plan = plan;
  b->slots = 0;
  by_rows(b, plan->rows, embed_row);
  for (b->layer = 0; b->layer < b->model->layers; b->layer++) {
    if (atomic_load_explicit(stop, memory_order_relaxed) != 0) return 1;
    b->weights = &layers[b->layer];
    attention(b, plan->rows);
    mlp(b, plan->rows);
  }
  if (plan->wanted > 0) outputs(b, plan);
  return 0;
}

void hob_close(int64_t backend) { hob_pool_close(&((Backend *)(uintptr_t)backend)->pool); }

static hob_bytes bytes_in(Arena *arena, const hob_weights *w, int rows) {
  int columns = hob_up(w->columns, 16), group = w->kind <= HOB_PALETTE2 ? w->group : columns;
  int groups = (columns + group - 1) / group;
  hob_bytes bytes = {NULL, NULL, NULL, rows, columns, group, groups};
  bytes.values = carve(arena, (int64_t)rows * columns);
  bytes.factors = carve(arena, (int64_t)rows * groups * 4);
  bytes.starts = carve(arena, (int64_t)rows * groups * 4);
  return bytes;
}

int64_t hob_product_scratch(const hob_weights *w, int32_t rows) {
  Arena arena = {NULL, 0};
  bytes_in(&arena, w, rows);
  carve(&arena, HOB_PANEL);
  return arena.used;
}

void hob_product(int32_t isa, const hob_weights *w, const float *x, int32_t x_stride, int32_t rows,
                 float *y, int32_t y_stride, int64_t scratch) {
  const hob_kernels *kernels = kernels_of(isa);
  int strips = hob_strips(w->rows);
  if (w->kind > HOB_PLAIN_BF16) {
    kernels->strips(w, x, x_stride, rows, y, y_stride, 0, strips, 1.0f, 0);
  } else if (w->kind > HOB_PALETTE2) {
    kernels->plain(w, x, x_stride, rows, y, y_stride, 0, strips);
  } else {
    Arena arena = {(uint8_t *)(uintptr_t)scratch, 0};
    hob_bytes bytes = bytes_in(&arena, w, rows);
    for (int row = 0; row < rows; row++) kernels->quantize(x + (int64_t)row * x_stride, &bytes, row);
    kernels->palette(w, &bytes, y, y_stride, 0, strips, carve(&arena, HOB_PANEL));
  }
}
