// SPDX-License-Identifier: Apache-2.0
// Kernels for CPUs with AVX2, FMA, F16C and AVX-VNNI; compiled with their flags, called only where they
// are. A compiler that does not know AVX-VNNI makes nothing of this file.
#if defined(__AVXVNNI__)
#include "lanes_avx2.h"
#define MORE_COUNTS(call) \
  case 2: call(2); break; \
  case 3: call(3); break; \
  case 4: call(4); break;
#define SET_NAME hob_avxvnni
#define SET_TITLE "AVX-VNNI"
#include "body.h"
#else
typedef int no_avxvnni_here;  // an empty file is not C
#endif
