#pragma once
#include <stdbool.h>

/* false: this C library has no such switch. */
bool allocator_map_from(int bytes);
