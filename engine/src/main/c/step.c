// SPDX-License-Identifier: Apache-2.0
// One step of the transformer: all layers in one call, cut into parallel regions.
//
// A row's numbers depend on its own tokens, adapters and base only: every kernel treats rows alone
// and in a fixed order of sums, and no result depends on how a region is cut or who runs a chunk.
#define _GNU_SOURCE
#if defined(__x86_64__)
#include <cpuid.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif
#include <string.h>

#include "backend.h"

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
    b->bytes[slot].room = hob_up(m->max_rows, 16) * (int64_t)hob_up(widest, 64);
    b->bytes[slot].values = carve(arena, b->bytes[slot].room);
    b->bytes[slot].factors = carve(arena, 4 * hob_up(m->max_rows, 16) * groups);
    b->bytes[slot].starts = carve(arena, float_row * groups);
  }
  int padded = hob_up(m->head_dim, 16);
  b->kv = (hob_kv){m->head_dim, padded, HOB_PAGE * padded, 2 * HOB_PAGE * padded,
                   2 * HOB_PAGE * padded + 128};
  int64_t attention = hob_attention_scratch(m->heads / m->kv_heads, padded);
  b->worker_bytes = (attention > HOB_PANEL ? attention : HOB_PANEL) / 64 * 64 + 64;
  b->scratch = carve(arena, b->worker_bytes * m->threads);
}

const hob_kernels *hob_kernels_of(int isa) {
#if defined(__x86_64__)
  if (isa == HOB_AVX512) return &hob_avx512;
  if (isa == HOB_AMX) return &hob_amx;
  if (isa == HOB_AVXVNNI) return &hob_avxvnni;
  if (isa == HOB_AVX2) return &hob_avx2;
#endif
  (void)isa;
  return &hob_portable;
}

// --- the layer ----------------------------------------------------------------------------------

static void embed_row(Backend *b, int row) {
  const int32_t *tokens = at(b->plan->tokens);
  float *hidden = b->hidden + (int64_t)row * b->width, scale = b->model->embedding_scale;
  b->kernels->row(&b->model->embedding, tokens[row], hidden);
  for (int i = 0; scale != 1.0f && i < b->model->width; i++) hidden[i] *= scale;
}

// hidden += what the last product gave, with its bias and through the norm behind it.
static void absorb(Backend *b, int row, int64_t bias, int64_t after) {
  float *delta = b->delta + (int64_t)row * b->width;
  if (bias != 0) b->kernels->add(delta, at(bias), b->width);
  if (after != 0) b->kernels->norm(delta, at(after), b->model->width, b->model->norm_epsilon, delta);
  b->kernels->add(b->hidden + (int64_t)row * b->width, delta, b->width);
}

static void attention_norm_row(Backend *b, int row) {
  float *hidden = b->hidden + (int64_t)row * b->width, *normed = b->normed + (int64_t)row * b->width;
  if (b->layer > 0) absorb(b, row, 0, (b->weights - 1)->after_mlp);
  b->kernels->norm(hidden, at(b->weights->input_norm), b->model->width, b->model->norm_epsilon, normed);
  hob_quantize_row(b, normed, row);
}

static void mlp_norm_row(Backend *b, int row) {
  float *hidden = b->hidden + (int64_t)row * b->width, *normed = b->normed + (int64_t)row * b->width;
  absorb(b, row, b->weights->bias[HOB_O], b->weights->after_attention);
  b->kernels->norm(hidden, at(b->weights->attention_norm), b->model->width, b->model->norm_epsilon, normed);
  hob_quantize_row(b, normed, row);
}

static void gate_row(Backend *b, int row) {
  float *gate = b->gate + (int64_t)row * b->ffn;
  b->kernels->gate(gate, b->up + (int64_t)row * b->ffn, b->ffn, b->model->gelu);
  hob_quantize_row(b, gate, row);
}

static void attended_row(Backend *b, int row) {
  hob_quantize_row(b, b->attended + (int64_t)row * b->heads, row);
}

// Rotary position as rotate_half: dimension i turns with i + turned.
static void turn(const Backend *b, float *head, int64_t norm, const float *angles) {
  const hob_model *m = b->model;
  float normed[HOB_HEAD_DIM];
  if (norm != 0) {
    memcpy(normed, head, sizeof(float) * (size_t)m->head_dim);
    memset(normed + m->head_dim, 0, sizeof(float) * (size_t)(b->kv.padded - m->head_dim));
    b->kernels->norm(normed, at(norm), m->head_dim, m->norm_epsilon, normed);
    memcpy(head, normed, sizeof(float) * (size_t)m->head_dim);
  }
  b->kernels->turn(head, angles, m->turned);
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
  const float *angles = (const float *)at(b->plan->angles) +
                        ((int64_t)b->weights->rope * b->plan->rows + row) * m->head_dim;
  const int64_t *bias = b->weights->bias;
  int position = ((const int32_t *)at(b->plan->positions))[row];
  float *query = b->queries + (int64_t)row * b->heads, *key = b->keys + (int64_t)row * b->kv_heads;
  if (bias[HOB_Q] != 0) b->kernels->add(query, at(bias[HOB_Q]), b->heads);
  if (bias[HOB_K] != 0) b->kernels->add(key, at(bias[HOB_K]), b->kv_heads);
  if (bias[HOB_V] != 0) {
    b->kernels->add(b->values + (int64_t)row * b->kv_heads, at(bias[HOB_V]), b->kv_heads);
  }
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
  int length = ((const int32_t *)at(b->plan->positions))[row] + 1, window = b->weights->window;
  int before = window > 0 ? hob_max(0, length - window) : 0, pages_before = before / HOB_PAGE;
  hob_attention attention = {b->queries + first,
                             b->attended + first,
                             pages[row] + pages_before,
                             head_offset(b, head),
                             before % HOB_PAGE,
                             length - pages_before * HOB_PAGE,
                             group,
                             m->attention_scale,
                             m->attention_cap};
  b->kernels->attend(&b->kv, &attention, b->scratch + worker * b->worker_bytes);
}

static void attend(Backend *b, int rows) {
  const int32_t *positions = at(b->plan->positions);
  int64_t seen = 0;
  for (int row = 0; row < rows; row++) seen += positions[row] + 1;
  hob_run_region(b, rows * b->model->kv_heads, 2 * seen * b->model->heads * b->model->head_dim, attend_chunk);
}

static void attention(Backend *b, int rows) {
  const hob_weights *w = b->weights->matrix;
  hob_open_slots(b, rows, b->width, (const hob_weights *const[]){w + HOB_Q, w + HOB_K, w + HOB_V}, 3);
  hob_by_rows(b, rows, attention_norm_row);
  hob_clear(b);
  hob_set(b, w + HOB_Q, b->normed, b->width, b->queries, b->heads, HOB_Q);
  hob_set(b, w + HOB_K, b->normed, b->width, b->keys, b->kv_heads, HOB_K);
  hob_set(b, w + HOB_V, b->normed, b->width, b->values, b->kv_heads, HOB_V);
  hob_multiply(b, rows);
  hob_by_rows(b, rows, place_row);
  attend(b, rows);
  hob_open_slots(b, rows, b->heads, (const hob_weights *const[]){w + HOB_O}, 1);
  hob_by_rows(b, rows, attended_row);
  hob_clear(b);
  hob_set(b, w + HOB_O, b->attended, b->heads, b->delta, b->width, HOB_O);
  hob_multiply(b, rows);
}

static void mlp(Backend *b, int rows) {
  const hob_weights *w = b->weights->matrix;
  hob_open_slots(b, rows, b->width, (const hob_weights *const[]){w + HOB_GATE, w + HOB_UP}, 2);
  hob_by_rows(b, rows, mlp_norm_row);
  hob_clear(b);
  hob_set(b, w + HOB_GATE, b->normed, b->width, b->gate, b->ffn, HOB_GATE);
  hob_set(b, w + HOB_UP, b->normed, b->width, b->up, b->ffn, HOB_UP);
  hob_multiply(b, rows);
  hob_open_slots(b, rows, b->ffn, (const hob_weights *const[]){w + HOB_DOWN}, 1);
  hob_by_rows(b, rows, gate_row);
  hob_clear(b);
  hob_set(b, w + HOB_DOWN, b->gate, b->ffn, b->delta, b->width, HOB_DOWN);
  hob_multiply(b, rows);
}

static void output_row(Backend *b, int index) {
  int row = ((const int32_t *)at(b->plan->outputs))[index];
  float *hidden = b->hidden + (int64_t)row * b->width, *normed = b->normed + (int64_t)index * b->width;
  absorb(b, row, 0, b->weights->after_mlp);
  b->kernels->norm(hidden, at(b->model->final_norm), b->model->width, b->model->norm_epsilon, normed);
  hob_quantize_row(b, normed, index);
}

static void outputs(Backend *b, const hob_plan *plan) {
  const hob_weights *head = &b->model->head;
  hob_open_slots(b, plan->wanted, b->width, (const hob_weights *const[]){head}, 1);
  hob_by_rows(b, plan->wanted, output_row);
  hob_clear(b);
  hob_set(b, head, b->normed, b->width, (float *)(uintptr_t)plan->logits, hob_up(head->rows, 16), -1);
  hob_multiply(b, plan->wanted);
}

// --- what Java calls ----------------------------------------------------------------------------

int32_t hob_version(void) { return HOB_VERSION; }

int32_t hob_sizeof(int32_t which) {
  static const size_t sizes[] = {sizeof(hob_weights), sizeof(hob_pair),  sizeof(hob_layer),
                                 sizeof(hob_model),   sizeof(hob_group), sizeof(hob_plan)};
  return which >= 0 && which < 6 ? (int32_t)sizes[which] : -1;
}

#if defined(__x86_64__)
// Whether the CPU has AMX tiles of bytes and the system gives them to this process, which must ask.
static int amx(void) {
  enum { ARCH_REQ_XCOMP_PERM = 0x1023, TILE_DATA = 18 };
  unsigned a, b, c, d;
  int there = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 24 & 1) && (d >> 25 & 1);
  return there && syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, TILE_DATA) == 0;
}
#endif

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
    if (&hob_amx != NULL && amx()) bits |= HOB_AMX;
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
  b->kernels = hob_kernels_of(model->isa);
  lay_out(b, model, &arena);
  return hob_pool_open(&b->pool, model->threads) == 0 ? (int64_t)(uintptr_t)b : 0;
}

int32_t hob_step(int64_t backend, const hob_plan *plan) {
  Backend *b = (Backend *)(uintptr_t)backend;
  const hob_layer *layers = at(b->model->layer);
  const _Atomic int32_t *stop = at(plan->abort);
  b->plan = plan;
  b->slots = 0;
  hob_by_rows(b, plan->rows, embed_row);
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
  int64_t room = (int64_t)hob_up(rows, 16) * hob_up(columns, 64);
  hob_bytes bytes = {NULL, NULL, NULL, rows, columns, group, groups, room};
  bytes.values = carve(arena, bytes.room);
  bytes.factors = carve(arena, (int64_t)hob_up(rows, 16) * groups * 4);
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
  const hob_kernels *kernels = hob_kernels_of(isa);
  int strips = hob_strips(w->rows);
  if (w->kind > HOB_PALETTE2) {
    kernels->plain(w, x, x_stride, rows, y, y_stride, 0, strips, 1.0f, 0);
  } else {
    Arena arena = {(uint8_t *)(uintptr_t)scratch, 0};
    hob_bytes bytes = bytes_in(&arena, w, rows);
    kernels->clear(&bytes, 0);
    for (int row = 0; row < rows; row++) kernels->quantize(x + (int64_t)row * x_stride, &bytes, row);
    kernels->palette(w, &bytes, y, y_stride, 0, strips, 0, carve(&arena, HOB_PANEL));
  }
}
