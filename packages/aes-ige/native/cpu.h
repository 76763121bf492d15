/* The CPU's instructions, whichever it is. */
#ifndef STREAMBOT_CPU_H
#define STREAMBOT_CPU_H

#if defined(__x86_64__)
#include "cpu-x86.h"
#elif defined(__aarch64__)
#include "cpu-arm.h"
#else
#error "aes-ige has an implementation for x86-64 and arm64 only"
#endif

CPU_INLINE void expand_inverse_key(const uint8_t key[32], block inverse[15]) {
  block rk[15];
  expand_key(key, rk);
  inverse[0] = rk[14];
  for (int r = 1; r < 14; r++) inverse[r] = inverse_mix(rk[14 - r]);
  inverse[14] = rk[0];
}

#endif
