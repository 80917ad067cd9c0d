/* Watchfloor: the entry of a fuzz target.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer's own name, so that one file serves both it and the bounded run in the suite. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Takes any bytes; must neither crash nor leak. Always returns 0. */
int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);
