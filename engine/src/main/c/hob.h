// SPDX-License-Identifier: Apache-2.0
// The C back end: one call runs all layers of a step. This header is the whole contract with Java:
// what dev.hob.engine.kernel.c writes into memory, and what the library exports. Java checks every
// length, offset and shape before an address is handed over; nothing is checked again here.
// All memory belongs to Java; the library owns nothing but its threads.
#ifndef HOB_H
#define HOB_H

#include <stdint.h>

enum {
  HOB_VERSION = 4,  // of this contract; Java refuses another
  HOB_LANES = 16,   // rows of a strip, lanes of a sum
  HOB_TILE = 12,    // tokens whose activations lie interleaved
  HOB_PAGE = 32,    // tokens of a KV page
  HOB_BLOCK = 256   // tokens between two corrections of the running softmax
};

// Instruction sets, as bits.
enum { HOB_PORTABLE = 1, HOB_AVX2 = 2, HOB_AVX512 = 4, HOB_AVXVNNI = 8, HOB_AMX = 16 };

// How a matrix is stored.
enum {
  HOB_PALETTE4 = 0,
  HOB_PALETTE2 = 1,
  HOB_PLAIN_F32 = 2,  // row-major, at any address
  HOB_PLAIN_F16 = 3,
  HOB_PLAIN_BF16 = 4
};

// A matrix [rows, columns]. 48 bytes. Addresses are 64-bit on every platform.
typedef struct {
  int64_t values;      // palette: indices in the order strip16; else numbers
  int64_t scales;      // palette: f16 [strips, groups, 16]
  int64_t tables;      // palette: bytes value + 128, [1 or strips, 16]
  int32_t kind;
  int32_t rows;
  int32_t columns;
  int32_t group;       // palette: columns that share a scale, a multiple of 16, at most 65536
  int32_t table_step;  // 0: one table; 16: one a strip
  int32_t reserved;
} hob_weights;

// One low-rank pair: y += scaling * B (A x). 104 bytes.
typedef struct {
  hob_weights a;  // plain [rank, in]
  hob_weights b;  // plain [out, rank]
  float scaling;
  int32_t present;
} hob_pair;

enum { HOB_Q, HOB_K, HOB_V, HOB_O, HOB_GATE, HOB_UP, HOB_DOWN, HOB_PROJECTIONS };

// Norm weights and biases are f32, padded with zeros to 16. 424 bytes.
typedef struct {
  hob_weights matrix[HOB_PROJECTIONS];
  int64_t input_norm;       // [width]
  int64_t attention_norm;   // [width], before the MLP
  int64_t query_norm;       // [head_dim], 0: none
  int64_t key_norm;
  int64_t after_attention;  // [width], of what attention gives; 0: it is added as it is
  int64_t after_mlp;        // [width], likewise
  int64_t bias[HOB_O + 1];  // of q, k, v and o, [rows]; 0: none
  int32_t window;           // tokens that are seen, the current one included; 0: all
  int32_t rope;             // which of the plan's angles
} hob_layer;

// A base and the limits of a step. 176 bytes.
typedef struct {
  hob_weights embedding;  // [vocabulary, width]
  hob_weights head;
  int64_t final_norm;
  int64_t layer;  // hob_layer[layers]
  int32_t width;
  int32_t layers;
  int32_t ffn;
  int32_t heads;
  int32_t kv_heads;
  int32_t head_dim;
  int32_t max_rows;  // tokens of a step
  int32_t threads;   // the caller included
  int32_t isa;       // one of the bits above
  int32_t gelu;      // the gate: 0 SiLU, 1 GELU by its tanh approximation
  int32_t turned;    // i of a head turns with i + turned; what is behind both stays
  int32_t reserved;
  float norm_epsilon;
  float embedding_scale;
  float attention_scale;  // of a product of query and key
  float attention_cap;    // scores become cap * tanh(score / cap); 0: they stay
} hob_model;

// Neighbouring rows on which one adapter acts. Several for the same rows act in their order.
typedef struct {
  int32_t first;
  int32_t count;
  int64_t pairs;     // hob_pair[layers][7]
  int64_t low;       // scratch, f32 [3][count][stride]
  int32_t stride;    // largest rank of the adapter, rounded up to 16
  int32_t reserved;
} hob_group;

// One step. 80 bytes.
typedef struct {
  int32_t rows;
  int32_t wanted;
  int32_t groups;
  int32_t reserved;
  int64_t tokens;     // i32 [rows]
  int64_t positions;  // i32 [rows]
  int64_t pages;      // i64 [rows]: address of the row's page list (addresses, oldest first)
  int64_t angles;     // f32 [ropes][rows][head_dim]: turned cosines, then as many sines
  int64_t outputs;    // i32 [wanted]: rows whose logits are wanted
  int64_t group;      // hob_group [groups]
  int64_t logits;     // f32 [wanted][vocabulary rounded up to 16]
  int64_t abort;      // i32: not 0 ends the step between two layers
} hob_plan;

int32_t hob_version(void);
// Sizes of the structures in the order of this header, so that Java can compare.
int32_t hob_sizeof(int32_t which);
// Bits of the instruction sets that this library holds and this CPU has.
int32_t hob_isa(void);
// Bytes that hob_open needs for this model, 64-byte aligned memory, zeroed.
int64_t hob_scratch(const hob_model *model);
// Starts the workers. 0: a thread could not be started.
int64_t hob_open(const hob_model *model, int64_t scratch);
// 0: done; 1: aborted.
int32_t hob_step(int64_t backend, const hob_plan *plan);
// Ends the workers.
void hob_close(int64_t backend);

// For tests and benches: one product over all strips, on the calling thread.
// x [rows, x_stride], y [rows, y_stride]; strides are multiples of 16; scratch as hob_product_scratch says.
int64_t hob_product_scratch(const hob_weights *w, int32_t rows);
void hob_product(int32_t isa, const hob_weights *w, const float *x, int32_t x_stride, int32_t rows,
                 float *y, int32_t y_stride, int64_t scratch);

// Likewise the query heads of one token that share a key/value head, over the pages of its sequence.
// 48 bytes.
typedef struct {
  int64_t queries;  // f32 [heads][head_dim]
  int64_t out;      // f32 [heads][head_dim]
  int64_t pages;    // i64 [pages]: addresses, oldest first
  int64_t offset;   // of the head in every page
  int32_t length;   // tokens
  int32_t heads;
  int32_t head_dim;
  float scale;  // of a product of query and key
} hob_one_attention;

// 64-byte aligned.
int64_t hob_attend_scratch(int32_t heads, int32_t head_dim);
void hob_attend(int32_t isa, const hob_one_attention *one, int64_t scratch);

// Whether all of `count` numbers at any address are finite; stored as `kind` (a HOB_PLAIN_) says.
int32_t hob_finite(int64_t from, int64_t count, int32_t kind);

// Maps those pages of a mapped file that are in memory already, from the first on up to one that is not.
void hob_map_cached(int64_t address, int64_t bytes);

// Whether this CPU has instructions for SHA-256. Without them hob_sha256 must not be called.
int32_t hob_sha256_here(void);
// state: u32 [8], in the CPU's own order, changed by `blocks` blocks of 64 bytes at any address.
void hob_sha256(int64_t state, int64_t data, int64_t blocks);

// Limits of the machine, for benches. Both start threads of their own and give -1 if that fails.
// Billions of byte operations a second (two a multiply-add) of a set's product for `length` ns.
double hob_probe_dots(int32_t isa, int32_t threads, int64_t length);
// Billions of bytes a second of the fastest of some passes over this memory, in pieces of 4 MiB that the
// threads take in turn.
double hob_probe_read(int32_t isa, int64_t address, int64_t bytes, int32_t threads);

#endif
