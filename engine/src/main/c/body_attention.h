// SPDX-License-Identifier: Apache-2.0
// Part of body.h: attention over 8-bit pages.

// The first n of 16 numbers, zeros behind them. What lies behind may be another row, which another
// worker writes: it is not read.
INLINE F f_part(const float *x, int n) {
  if (n >= 16) return f_load(x);
  float part[16] = {0};
  for (int i = 0; i < n; i++) part[i] = x[i];
  return f_load(part);
}

// A vector of one head in bytes with one scale, an f16.
INLINE uint16_t head_bytes(const float *x, int dim, int padded, int8_t *out) {
  F most = f_set(0.0f);
  for (int i = 0; i < dim; i += 16) {
    most = f_max(most, f_abs(f_part(x + i, dim - i)));
  }
  uint16_t scale = half_of(hob_min_float(f_most(most) / 127.0f, 65504.0f));
  float wide = half_to_float(scale);
  F inverse = f_set(wide > 0.0f ? 1.0f / wide : 0.0f);
  for (int i = 0; i < padded; i += 16) {
    F value = f_part(x + i, dim - i);
    i_store_bytes(out + i, i_round(f_byte_range(f_mul(value, inverse))));
  }
  return scale;
}

static void store(const hob_kv *kv, uint8_t *head, int slot, const float *key, const float *value) {
  int8_t bytes[HOB_HEAD_DIM];
  uint16_t scale = head_bytes(key, kv->dim, kv->padded, bytes);
  memcpy(head + kv->scales + 2 * slot, &scale, 2);
  uint8_t *at = head + (int64_t)(slot / 16) * kv->padded * 16 + slot % 16 * 4;
  for (int i = 0; i < kv->padded; i++) at[(int64_t)(i / 4) * 64 + i % 4] = (uint8_t)(bytes[i] + 128);
  scale = head_bytes(value, kv->dim, kv->padded, bytes);
  memcpy(head + kv->scales + 64 + 2 * slot, &scale, 2);
  at = head + kv->values + (int64_t)(slot / 4) * kv->padded * 4 + slot % 4;
  for (int i = 0; i < kv->padded; i++) at[(int64_t)i * 4] = (uint8_t)bytes[i];
}

// One query head.
typedef struct {
  float factor;   // turns a sum of bytes times a key's scale into a score
  int32_t start;  // -128 * sum of the query's bytes
  float most;     // largest score so far
  float sum;      // of e^(score - most)
} Head;

INLINE void query_bytes(const float *x, int dim, int padded, float scale, int8_t *out, Head *head) {
  F most = f_set(0.0f);
  for (int i = 0; i < dim; i += 16) {
    most = f_max(most, f_abs(f_part(x + i, dim - i)));
  }
  float top = f_most(most);
  F inverse = f_set(top > 0.0f ? 127.0f / top : 0.0f);
  I sum = i_set(0);
  for (int i = 0; i < padded; i += 16) {
    F value = f_part(x + i, dim - i);
    I bytes = i_round(f_byte_range(f_mul(value, inverse)));
    sum = i_add(sum, bytes);
    i_store_bytes(out + i, bytes);
  }
  *head = (Head){top / 127.0f * scale, -128 * i_sum(sum), -INFINITY, 0.0f};
}

// Lanes below n become `other`.
INLINE F f_from(F x, int n, float other) {
  if (n <= 0) return x;
  float lanes[16];
  f_store(lanes, x);
  for (int i = 0; i < hob_min(16, n); i++) lanes[i] = other;
  return f_load(lanes);
}

INLINE F f_capped(F score, float cap) {
  if (cap == 0.0f) return score;
  return f_mul(f_set(cap), f_tanh(f_mul(score, f_set(1.0f / cap))));
}

// What a page's tokens are to a query: the first `skip` are out of its window, those from `length`
// on are not there yet.
typedef struct {
  int skip, length;
  float cap;
} Sight;

// Scores of one page for n heads; what is not seen becomes -infinity. Both halves and all heads at
// once: a product waits for the one before it, and a key serves every head. `next`: the page that
// comes then, which is asked for; pages lie anywhere.
INLINE void page_scores(const int n, const hob_kv *kv, const uint8_t *page, const uint8_t *next,
                        const int8_t *query, const Head *head, Sight sight, float *scores) {
  I low[SHARING], high[SHARING];
  const int64_t half = (int64_t)kv->padded * 16;
  const uint8_t *second = page + half;
#pragma GCC unroll 4
  for (int h = 0; h < n; h++) low[h] = high[h] = i_start(head[h].start);
  for (int quad = 0; quad < kv->padded / 4; quad++) {
    __builtin_prefetch(next + 64 * quad);
    __builtin_prefetch(next + half + 64 * quad);
    B first_keys = b_key(page + 64 * quad), second_keys = b_key(second + 64 * quad);
#pragma GCC unroll 4
    for (int h = 0; h < n; h++) {
      const int8_t *four = query + (int64_t)h * kv->padded + 4 * quad;
      low[h] = i_dot(low[h], first_keys, four);
      high[h] = i_dot(high[h], second_keys, four);
    }
  }
  const uint16_t *scales = (const uint16_t *)(page + kv->scales);
#pragma GCC unroll 4
  for (int h = 0; h < n; h++) {
    F factor = f_set(head[h].factor);
    F a = f_capped(f_mul(f_of(low[h]), f_mul(factor, f_halves(scales))), sight.cap);
    F b = f_capped(f_mul(f_of(high[h]), f_mul(factor, f_halves(scales + 16))), sight.cap);
    float *out = scores + (int64_t)h * HOB_BLOCK;
    a = f_first(a, hob_min(16, sight.length), -INFINITY);
    b = f_first(b, hob_max(0, sight.length - 16), -INFINITY);
    f_store(out, f_from(a, sight.skip, -INFINITY));
    f_store(out + 16, f_from(b, sight.skip - 16, -INFINITY));
  }
}

// As above, for any number of heads.
INLINE void all_scores(const hob_kv *kv, const uint8_t *page, const uint8_t *next, const int8_t *queries,
                       const Head *heads, int count, Sight sight, float *scores) {
  int h = 0;
  for (; h + SHARING <= count; h += SHARING) {
    page_scores(SHARING, kv, page, next, queries + (int64_t)h * kv->padded, heads + h, sight,
                scores + (int64_t)h * HOB_BLOCK);
  }
  for (; h < count; h++) {
    page_scores(1, kv, page, next, queries + (int64_t)h * kv->padded, heads + h, sight,
                scores + (int64_t)h * HOB_BLOCK);
  }
}

// Turns the scores of a block into weights and corrects what was summed before.
INLINE void block_softmax(Head *head, float *scores, int pages, int skip, int length, float *out,
                          int padded) {
  F top = f_load(scores);
  for (int i = 16; i < 32 * pages; i += 16) top = f_max(top, f_load(scores + i));
  float most = f_most(top);
  most = most > head->most ? most : head->most;
  F old = f_exp(f_set(head->most - most));
  F sum = f_set(0.0f);
  for (int i = 0; i < 32 * pages; i += 16) {
    F p = f_exp(f_sub(f_load(scores + i), f_set(most)));
    p = f_first(p, hob_max(0, length - i), 0.0f);  // e^-87 is not 0
    p = f_from(p, skip - i, 0.0f);
    f_store(scores + i, p);
    sum = f_add(sum, p);
  }
  float keep[16];
  f_store(keep, old);
  head->sum = head->sum * keep[0] + f_sum(sum);
  head->most = most;
  for (int i = 0; i < padded; i += 16) f_store(out + i, f_mul(f_load(out + i), old));
}

// out += weights of one page times its values; the weights are quantized to 0..255.
INLINE void page_values(const hob_kv *kv, const uint8_t *page, const uint8_t *next, const float *weights,
                        float *out) {
  const uint16_t *scales = (const uint16_t *)(page + kv->scales) + 32;
  F low = f_mul(f_load(weights), f_halves(scales));
  F high = f_mul(f_load(weights + 16), f_halves(scales + 16));
  float top = f_most(f_max(low, high));
  F inverse = f_set(top > 0.0f ? 255.0f / top : 0.0f);
  F most = f_set(255.0f);
  int32_t wide[32];
  uint8_t bytes[32];
  i_store(wide, i_round(f_max(f_min(f_mul(low, inverse), most), f_set(0.0f))));
  i_store(wide + 16, i_round(f_max(f_min(f_mul(high, inverse), most), f_set(0.0f))));
  for (int t = 0; t < 32; t++) bytes[t] = (uint8_t)wide[t];
  F factor = f_set(top / 255.0f);
  for (int i = 0; i < kv->padded; i += 16) {
    const uint8_t *value = page + kv->values + 4 * (int64_t)i;
    const uint8_t *later = next + kv->values + 4 * (int64_t)i;
    I sum = i_set(0);
#pragma GCC unroll 8
    for (int four = 0; four < 8; four++) {
      __builtin_prefetch(later + (int64_t)four * kv->padded * 4);
      sum = i_dot_unsigned(sum, b_load(value + (int64_t)four * kv->padded * 4), bytes + 4 * four);
    }
    f_store(out + i, f_fma(f_of(sum), factor, f_load(out + i)));
  }
}

static void attend(const hob_kv *kv, const hob_attention *a, uint8_t *scratch) {
  float *scores = (float *)scratch;
  float *out = scores + (int64_t)a->heads * HOB_BLOCK;
  Head *heads = (Head *)(out + (int64_t)a->heads * kv->padded);
  int8_t *queries = (int8_t *)(heads + a->heads);
  for (int h = 0; h < a->heads; h++) {
    query_bytes(a->queries + (int64_t)h * kv->dim, kv->dim, kv->padded, a->scale,
                queries + (int64_t)h * kv->padded, heads + h);
  }
  memset(out, 0, sizeof(float) * (size_t)a->heads * (size_t)kv->padded);
  for (int from = 0; from < a->length; from += HOB_BLOCK) {
    int length = hob_min(HOB_BLOCK, a->length - from), pages = (length + 31) / 32;
    const int64_t *at = a->pages + from / HOB_PAGE;
    for (int p = 0; p < pages; p++) {
      const uint8_t *page = bytes_at(at[p]) + a->offset;
      // behind the last keys the first values
      int64_t then = p + 1 < pages ? at[p + 1] : at[0] + kv->values;
      const uint8_t *next = bytes_at(then + a->offset);
      Sight sight = {from + p == 0 ? a->skip : 0, length - 32 * p, a->cap};
      all_scores(kv, page, next, queries, heads, a->heads, sight, scores + 32 * p);
    }
    for (int h = 0; h < a->heads; h++) {
      block_softmax(heads + h, scores + (int64_t)h * HOB_BLOCK, pages, from == 0 ? a->skip : 0, length,
                    out + (int64_t)h * kv->padded, kv->padded);
    }
    for (int p = 0; p < pages; p++) {
      const uint8_t *page = bytes_at(at[p]) + a->offset;
      int64_t then = p + 1 < pages ? at[p + 1] : at[p];
      // behind the last values the next keys
      if (p + 1 == pages && from + HOB_BLOCK < a->length) then = at[p + 1] - kv->values;
      const uint8_t *next = bytes_at(then + a->offset);
      for (int h = 0; h < a->heads; h++) {
        page_values(kv, page, next, scores + (int64_t)h * HOB_BLOCK + 32 * p,
                    out + (int64_t)h * kv->padded);
      }
    }
  }
  for (int h = 0; h < a->heads; h++) {
    const float *sums = out + (int64_t)h * kv->padded;
    float *to = a->out + (int64_t)h * kv->dim;
    int i = 0;
    for (; i + 16 <= kv->dim; i += 16) f_store(to + i, f_div(f_load(sums + i), f_set(heads[h].sum)));
    for (; i < kv->dim; i++) to[i] = sums[i] / heads[h].sum;
  }
}
