// SPDX-License-Identifier: Apache-2.0
// Kernels for CPUs with AVX-512 F, BW, VL, DQ, VNNI and VBMI; compiled with their flags, called only
// where they are.
#if defined(__x86_64__)
#include "lanes_avx512.h"
#define MORE_COUNTS(call)   \
  case 2: call(2); break;   \
  case 3: call(3); break;   \
  case 4: call(4); break;   \
  case 5: call(5); break;   \
  case 6: call(6); break;   \
  case 7: call(7); break;   \
  case 8: call(8); break;   \
  case 9: call(9); break;   \
  case 10: call(10); break; \
  case 11: call(11); break; \
  case 12: call(12); break;
#define SET_NAME hob_avx512
#define SET_TITLE "AVX-512 VNNI"
#include "body.h"
#else
typedef int no_avx512_here;  // an empty file is not C
#endif
