// SPDX-License-Identifier: Apache-2.0
// Kernels in plain C: for any CPU, and what the others are compared with.
#include "lanes_portable.h"
#define MORE_COUNTS(call)
#define SET_NAME hob_portable
#define SET_TITLE "portable"
#include "body.h"
