/*
 * AES-256-IGE over whole blocks with the CPU's AES instructions.
 *
 *   encrypt: c[i] = E(p[i] ^ c[i-1]) ^ p[i-1]        iv = c[-1] || p[-1], 32 bytes
 *   decrypt: p[i] = D(c[i] ^ p[i-1]) ^ c[i-1]
 *
 * The two have the same shape. With a = the input blocks and x = what enters the cipher,
 *   x[i+1] = a[i+1] ^ out[i] = cipher(x[i]) ^ a[i-1] ^ a[i+1]
 * so both xors are folded into the last round key, away from the chain of dependent instructions.
 */
#ifndef STREAMBOT_IGE_H
#define STREAMBOT_IGE_H

#include <stddef.h>
#include <stdint.h>

/* True when this CPU has the instructions; nothing here or in lanes.h may be called otherwise. */
int ige_supported(void);

/* `out` may equal `in`; any other overlap is the caller's mistake, rejected in addon.c. */
void ige_encrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]);
void ige_decrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]);

#endif
