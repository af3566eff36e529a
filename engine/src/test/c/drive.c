// SPDX-License-Identifier: Apache-2.0
// Runs the C back end over random shapes and tails, every buffer allocated to its last byte, so that
// a sanitizer sees each step out of bounds. All instruction sets must give the same bits.
//   drive SEED ROUNDS
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hob.h"

static uint64_t state;

static uint32_t next_bits(void) {  // splitmix64
  uint64_t z = state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return (uint32_t)((z ^ z >> 31) >> 32);
}

static int below(int n) { return (int)(next_bits() % (uint32_t)n); }
static float number(void) { return (float)(next_bits() % 2001) / 1000.0f - 1.0f; }
static int up(int n, int to) { return (n + to - 1) / to * to; }
static int64_t address(const void *p) { return (int64_t)(uintptr_t)p; }

static void die(const char *what) {
  fprintf(stderr, "%s\n", what);
  exit(2);
}

// Everything allocated for a round.
static void *owned[4096];
static int owned_count;

// 64-byte aligned, and the last byte asked for is the last that may be touched.
static void *take(size_t bytes) {
  void *memory = NULL;
  if (owned_count == 4096 || posix_memalign(&memory, 64, bytes > 0 ? bytes : 1) != 0) die("no memory");
  memset(memory, 0, bytes);
  return owned[owned_count++] = memory;
}

static void release(void) {
  while (owned_count > 0) free(owned[--owned_count]);
}

static uint16_t small_half(void) {  // 2^-8 to 2^-4, either sign, now and then subnormal
  if (below(20) == 0) return (uint16_t)below(1024);
  return (uint16_t)(below(2) << 15 | (7 + below(4)) << 10 | below(1024));
}

static void halves(void *at, int64_t count) {
  for (int64_t i = 0; i < count; i++) ((uint16_t *)at)[i] = small_half();
}

static hob_weights palette(int rows, int columns) {
  int bits = below(2) ? 4 : 2, strips = up(rows, 16) / 16, words = 128 / bits / 4;
  words = (columns + words - 1) / words;
  int group = below(2) ? 64 * (1 + below(2)) : 16 * (1 + below(9)), one = below(2);
  if (below(16) == 0) group = 1024 * (1 + below(2));
  int groups = (columns + group - 1) / group;
  uint8_t *indices = take((size_t)strips * (size_t)words * 64);
  for (int64_t i = 0; i < (int64_t)strips * words * 64; i++) indices[i] = (uint8_t)next_bits();
  uint8_t *tables = take((size_t)(one ? 1 : strips) * 16);
  for (int i = 0; i < (one ? 1 : strips) * 16; i++) tables[i] = (uint8_t)(1 + below(255));
  uint16_t *scales = take((size_t)strips * (size_t)groups * 32);
  halves(scales, (int64_t)strips * groups * 16);
  return (hob_weights){address(indices), address(scales), address(tables),
                       bits == 4 ? HOB_PALETTE4 : HOB_PALETTE2, rows, columns, group,
                       one ? 0 : 16, 0};
}

static hob_weights numbers(int kind, int rows, int columns) {
  int64_t count = (int64_t)rows * columns;
  int size = kind == HOB_PLAIN_F32 ? 4 : 2, odd = below(64);
  uint8_t *values = (uint8_t *)take((size_t)odd + (size_t)count * (size_t)size) + odd;
  for (int64_t i = 0; i < count; i++) {
    float x = number() / 8;
    uint32_t wide;
    memcpy(&wide, &x, 4);
    uint16_t half = kind == HOB_PLAIN_F16 ? small_half() : (uint16_t)(wide >> 16);
    memcpy(values + i * size, size == 4 ? (void *)&wide : (void *)&half, (size_t)size);
  }
  return (hob_weights){address(values), 0, 0, kind, rows, columns, 0, 0, 0};
}

static hob_weights any(int rows, int columns) {
  return below(4) ? palette(rows, columns) : numbers(HOB_PLAIN_F32 + below(3), rows, columns);
}

static const float *norm_weights(int n) {
  float *weights = take((size_t)up(n, 16) * 4);
  for (int i = 0; i < n; i++) weights[i] = 1 + number() / 10;
  return weights;
}

enum { SETS = 5, ROPES = 2 };
static const int sets[SETS] = {HOB_PORTABLE, HOB_AVX2, HOB_AVXVNNI, HOB_AVX512, HOB_AMX};

// --- products -----------------------------------------------------------------------------------

static void product_round(void) {
  int rows = 1 + below(70), columns = below(8) ? 1 + below(300) : 1000 + below(300), tokens = 1 + below(40);
  hob_weights w = any(rows, columns);
  if (below(4) == 0) w = numbers(HOB_PLAIN_F32 + below(3), rows, 1 + below(70));
  columns = w.columns;
  int in = up(columns, 16), out = up(rows, 16);
  float *x = take((size_t)tokens * (size_t)in * 4), *first = NULL;
  for (int t = 0; t < tokens; t++) {
    for (int i = 0; i < columns; i++) x[t * in + i] = number();
  }
  for (int i = 0; i < SETS; i++) {
    if ((hob_isa() & sets[i]) == 0) continue;
    float *y = take((size_t)tokens * (size_t)out * 4);
    void *scratch = take((size_t)hob_product_scratch(&w, tokens));
    hob_product(sets[i], &w, x, in, tokens, y, out, address(scratch));
    if (first == NULL) first = y;
    if (memcmp(first, y, (size_t)tokens * (size_t)out * 4) != 0) die("products differ");
  }
}

// --- steps --------------------------------------------------------------------------------------

static hob_model a_model(void) {
  hob_model m;
  memset(&m, 0, sizeof m);
  m.kv_heads = 1 + below(3);
  m.heads = m.kv_heads * (1 + below(4));
  m.head_dim = 2 * (1 + below(40));
  m.width = 1 + below(100);
  m.ffn = 1 + below(150);
  m.layers = 1 + below(2);
  m.max_rows = 1 + below(40);
  m.norm_epsilon = 1e-5f;
  int vocabulary = 1 + below(90), all = m.heads * m.head_dim, kv = m.kv_heads * m.head_dim;
  m.embedding = any(vocabulary, m.width);
  m.head = below(2) ? m.embedding : any(vocabulary, m.width);
  m.final_norm = address(norm_weights(m.width));
  hob_layer *layers = take((size_t)m.layers * sizeof(hob_layer));
  int with_norms = below(2);
  for (int i = 0; i < m.layers; i++) {
    hob_weights matrix[HOB_PROJECTIONS] = {any(all, m.width),   any(kv, m.width),    any(kv, m.width),
                                           any(m.width, all),   any(m.ffn, m.width), any(m.ffn, m.width),
                                           any(m.width, m.ffn)};
    memcpy(layers[i].matrix, matrix, sizeof matrix);
    layers[i].input_norm = address(norm_weights(m.width));
    layers[i].attention_norm = address(norm_weights(m.width));
    layers[i].query_norm = with_norms ? address(norm_weights(m.head_dim)) : 0;
    layers[i].key_norm = with_norms ? address(norm_weights(m.head_dim)) : 0;
    if (below(3) == 0) {
      layers[i].after_attention = address(norm_weights(m.width));
      layers[i].after_mlp = address(norm_weights(m.width));
    }
    int rows[] = {all, kv, kv, m.width};
    for (int p = HOB_Q; p <= HOB_O; p++) {
      layers[i].bias[p] = below(3) == 0 ? address(norm_weights(rows[p])) : 0;
    }
    layers[i].window = below(2) ? 0 : 1 + below(80);
    layers[i].rope = below(ROPES);
  }
  m.gelu = below(2);
  m.turned = below(2) ? m.head_dim / 2 : 1 + below(m.head_dim / 2);
  m.reserved = 0;
  m.embedding_scale = below(2) ? 1.0f : 3.0f;
  m.attention_scale = 0.2f;
  m.attention_cap = below(2) ? 0.0f : 2.0f;
  m.layer = address(layers);
  return m;
}

static const hob_pair *an_adapter(const hob_model *m, int rank) {
  hob_pair *pairs = take((size_t)m->layers * HOB_PROJECTIONS * sizeof(hob_pair));
  const hob_layer *layers = (const hob_layer *)(uintptr_t)m->layer;
  for (int i = 0; i < m->layers * HOB_PROJECTIONS; i++) {
    const hob_weights *w = &layers[i / HOB_PROJECTIONS].matrix[i % HOB_PROJECTIONS];
    if (below(5) == 0) continue;
    pairs[i].a = numbers(HOB_PLAIN_F32 + below(3), rank, w->columns);
    pairs[i].b = numbers(HOB_PLAIN_F32 + below(3), w->rows, rank);
    pairs[i].scaling = number();
    pairs[i].present = 1;
  }
  return pairs;
}

static int64_t page_bytes(const hob_model *m) {
  return (int64_t)m->layers * m->kv_heads * (64 * up(m->head_dim, 16) + 128);
}

// Some steps of one sequence; gives the last logits.
static float *steps(hob_model m, int isa, int threads, const int32_t *tokens, const int *lengths,
                    int count, const hob_pair *const *adapters, const int *ranks) {
  m.isa = isa;
  m.threads = threads;
  int64_t backend = hob_open(&m, address(take((size_t)hob_scratch(&m))));
  if (backend == 0) die("no threads");
  int total = 0;
  for (int i = 0; i < count; i++) total += lengths[i];
  int64_t *pages = take((size_t)(total + 31) / 32 * 8);
  for (int i = 0; i < (total + 31) / 32; i++) pages[i] = address(take((size_t)page_bytes(&m)));
  int32_t *stop = take(4);
  float *logits = NULL;
  int done = 0;
  for (int i = 0; i < count; done += lengths[i++]) {
    int rows = lengths[i], half = m.turned;
    int32_t *positions = take((size_t)rows * 4), *outputs = take(4);
    int64_t *lists = take((size_t)rows * 8);
    float *angles = take((size_t)(ROPES * rows) * (size_t)m.head_dim * 4);
    for (int row = 0; row < rows; row++) {
      positions[row] = done + row;
      lists[row] = address(pages);
      for (int rope = 0; rope < ROPES; rope++) {
        float *mine = angles + (int64_t)(rope * rows + row) * m.head_dim;
        for (int k = 0; k < half; k++) {
          mine[k] = 0.8f;
          mine[half + k] = (float)(done + row) / (rope == 0 ? 1000 : 200);
        }
      }
    }
    int32_t *ids = take((size_t)rows * 4);
    memcpy(ids, tokens + done, (size_t)rows * 4);
    hob_group *groups = take(2 * sizeof(hob_group));
    for (int g = 0; g < 2; g++) {
      int stride = up(ranks[g], 16), from = g * (rows / 2);
      groups[g] = (hob_group){from, rows - from, address(adapters[g]),
                              address(take((size_t)(3 * (rows - from) * stride) * 4)), stride, 0};
    }
    outputs[0] = rows - 1;
    logits = take((size_t)up(m.head.rows, 16) * 4);
    hob_plan plan = {rows, 1, 2, 0, address(ids), address(positions), address(lists), address(angles),
                     address(outputs), address(groups), address(logits), address(stop)};
    if (hob_step(backend, &plan) != 0) die("aborted");
  }
  *stop = 1;
  hob_plan aborted = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, address(stop)};
  if (hob_step(backend, &aborted) != 1) die("not aborted");
  hob_close(backend);
  return logits;
}

static void step_round(void) {
  hob_model m = a_model();
  int32_t tokens[400];
  for (int i = 0; i < 400; i++) tokens[i] = below(m.head.rows);
  int lengths[12], count = 1 + below(12);
  for (int i = 0; i < count; i++) lengths[i] = below(2) ? 1 : 1 + below(m.max_rows < 33 ? m.max_rows : 33);
  int ranks[2] = {1 + below(64), 1 + below(20)};
  const hob_pair *adapters[2] = {an_adapter(&m, ranks[0]), an_adapter(&m, ranks[1])};
  float *first = NULL;
  for (int i = 0; i < SETS; i++) {
    if ((hob_isa() & sets[i]) == 0) continue;
    float *logits = steps(m, sets[i], 1 + below(4), tokens, lengths, count, adapters, ranks);
    if (first == NULL) first = logits;
    if (memcmp(first, logits, (size_t)m.head.rows * 4) != 0) die("steps differ");
  }
}

static void probe(void) {
  int64_t bytes = 3000001;
  void *memory = take((size_t)bytes);
  if (hob_probe_read(HOB_PORTABLE, address(memory), bytes, 2) <= 0) die("nothing read");
  for (int i = 0; i < SETS; i++) {
    if ((hob_isa() & sets[i]) != 0 && hob_probe_dots(sets[i], 2, 1000) <= 0) die("nothing multiplied");
  }
  release();
}

int main(int count, char **arguments) {
  if (count != 3) die("drive SEED ROUNDS");
  int rounds = atoi(arguments[2]);
  for (int round = 0; round < rounds; round++) {
    state = (uint64_t)atoll(arguments[1]) + (uint64_t)round;
    fprintf(stderr, "seed %llu\n", (unsigned long long)state);
    product_round();
    release();
    step_round();
    release();
  }
  probe();
  puts("all equal");
  return 0;
}
