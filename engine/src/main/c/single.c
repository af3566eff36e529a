// SPDX-License-Identifier: Apache-2.0
// One kernel alone, for tests and benches. Nothing of a step uses this.
#include "backend.h"

int64_t hob_attend_scratch(int32_t heads, int32_t head_dim) {
  return hob_attention_scratch(heads, hob_up(head_dim, 16));
}

void hob_attend(int32_t isa, const hob_one_attention *one, int64_t scratch) {
  int padded = hob_up(one->head_dim, 16), values = HOB_PAGE * padded;
  hob_kv kv = {one->head_dim, padded, values, 2 * values, 2 * values + 128};
  hob_attention attention = {at(one->queries), (float *)(uintptr_t)one->out,
                             at(one->pages),   one->offset,
                             0,                one->length,
                             one->heads,       one->scale,
                             0.0f};
  hob_kernels_of(isa)->attend(&kv, &attention, (uint8_t *)(uintptr_t)scratch);
}
