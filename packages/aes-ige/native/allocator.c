/*
 * glibc keeps freed blocks for itself once a program has freed large ones (mallopt(3), M_MMAP_THRESHOLD is dynamic). For a server whose
 * buffers come and go that is memory it does not have. A fixed threshold maps each large block on its own, and unmaps it when freed.
 */
#include "allocator.h"
#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
bool allocator_map_from(int bytes) { return mallopt(M_MMAP_THRESHOLD, bytes) == 1; }
#else
bool allocator_map_from(int bytes) {
  (void)bytes;
  return false;
}
#endif
