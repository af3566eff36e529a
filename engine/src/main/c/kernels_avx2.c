// SPDX-License-Identifier: Apache-2.0
// Kernels for CPUs with AVX2, FMA and F16C; compiled with their flags, called only where they are.
#if defined(__x86_64__)
#include "lanes_avx2.h"
#define MORE_COUNTS(call) \
  case 2: call(2); break; \
  case 3: call(3); break; \
  case 4: call(4); break;
#define SET_NAME hob_avx2
#define SET_TITLE "AVX2"
#include "body.h"
#else
typedef int no_avx2_here;  // an empty file is not C
#endif
