// SPDX-License-Identifier: Apache-2.0
// Kernels for CPUs that have AMX tiles of bytes beside what kernels_avx512.c asks for; compiled with
// their flags, called only where they are and the system lets this process use them.
#if defined(__x86_64__) && defined(__AMX_INT8__)
#include "lanes_avx512.h"
#define TILES
enum { TILE_TOKENS = 16, TILE_COLUMNS = 64, TILE_BYTES = 1024 };
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
#define SET_NAME hob_amx
#define SET_TITLE "AVX-512 VNNI and AMX"
#include "body.h"
#else
typedef int no_amx_here;  // an empty file is not C
#endif
