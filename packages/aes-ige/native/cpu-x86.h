/*
 * AES-NI and the SHA extensions, as the few operations the rest is written in; cpu-arm.h has the same ones. The instructions are
 * enabled per function, so that the rest of the addon runs on any x86-64; compilers use neither set unasked.
 */
#ifndef STREAMBOT_CPU_X86_H
#define STREAMBOT_CPU_X86_H

#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>

#define CPU_CODE __attribute__((target("aes,sse4.1,sha")))
#define CPU_INLINE static inline __attribute__((always_inline, target("aes,sse4.1,sha")))

typedef __m128i block;

static inline int cpu_has_aes(void) {
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return 0;
  return (ecx & bit_AES) != 0 && (ecx & bit_SSE4_1) != 0;
}

static inline int cpu_has_sha(void) {
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx)) return 0;
  return (ebx & (1u << 29)) != 0;
}

CPU_INLINE block load(const uint8_t *at) { return _mm_loadu_si128((const block *)at); }
CPU_INLINE void store(uint8_t *at, block x) { _mm_storeu_si128((block *)at, x); }
CPU_INLINE block zero(void) { return _mm_setzero_si128(); }
CPU_INLINE block xor(block a, block b) { return _mm_xor_si128(a, b); }

/* ---- AES: rounds end with the key, so a block enters and leaves the chain with the first key on it. ---- */

CPU_INLINE block enter(block x, const block rk[15]) { return xor(x, rk[0]); }
CPU_INLINE block leave(block x, const block rk[15]) { return xor(x, rk[0]); }
CPU_INLINE block ends(const block rk[15]) { return xor(rk[0], rk[14]); }
/* `round` counts from 1 to 13. */
CPU_INLINE block encrypt_round(block x, const block rk[15], int round) { return _mm_aesenc_si128(x, rk[round]); }
CPU_INLINE block decrypt_round(block x, const block rk[15], int round) { return _mm_aesdec_si128(x, rk[round]); }
CPU_INLINE block encrypt_last(block x, const block rk[15], block last) { return (void)rk, _mm_aesenclast_si128(x, last); }
CPU_INLINE block decrypt_last(block x, const block rk[15], block last) { return (void)rk, _mm_aesdeclast_si128(x, last); }
CPU_INLINE block inverse_mix(block k) { return _mm_aesimc_si128(k); }

/* Each word of a round key is the xor of all words before it in the key two places back. */
CPU_INLINE block spread(block k) {
  k = _mm_xor_si128(k, _mm_slli_si128(k, 4));
  return _mm_xor_si128(k, _mm_slli_si128(k, 8));
}

#define EVEN(i, rcon)                                                                                                  \
  rk[i] = _mm_xor_si128(spread(rk[i - 2]), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(rk[i - 1], rcon), 0xff))
#define ODD(i)                                                                                                         \
  rk[i] = _mm_xor_si128(spread(rk[i - 2]), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(rk[i - 1], 0), 0xaa))

CPU_INLINE void expand_key(const uint8_t key[32], block rk[15]) {
  rk[0] = load(key);
  rk[1] = load(key + 16);
  EVEN(2, 0x01);
  ODD(3);
  EVEN(4, 0x02);
  ODD(5);
  EVEN(6, 0x04);
  ODD(7);
  EVEN(8, 0x08);
  ODD(9);
  EVEN(10, 0x10);
  ODD(11);
  EVEN(12, 0x20);
  ODD(13);
  EVEN(14, 0x40);
}

/* ---- SHA-256: the instructions want the state as two interleaved halves. ---- */

struct sha {
  block abef, cdgh;
};

CPU_INLINE struct sha sha_from_words(const uint32_t h[8]) {
  const struct sha s = {_mm_set_epi32((int)h[0], (int)h[1], (int)h[4], (int)h[5]),
                        _mm_set_epi32((int)h[2], (int)h[3], (int)h[6], (int)h[7])};
  return s;
}
CPU_INLINE void sha_to_words(struct sha s, uint32_t h[8]) {
  h[0] = (uint32_t)_mm_extract_epi32(s.abef, 3), h[1] = (uint32_t)_mm_extract_epi32(s.abef, 2);
  h[4] = (uint32_t)_mm_extract_epi32(s.abef, 1), h[5] = (uint32_t)_mm_extract_epi32(s.abef, 0);
  h[2] = (uint32_t)_mm_extract_epi32(s.cdgh, 3), h[3] = (uint32_t)_mm_extract_epi32(s.cdgh, 2);
  h[6] = (uint32_t)_mm_extract_epi32(s.cdgh, 1), h[7] = (uint32_t)_mm_extract_epi32(s.cdgh, 0);
}
CPU_INLINE struct sha sha_add(struct sha s, struct sha t) {
  s.abef = _mm_add_epi32(s.abef, t.abef);
  s.cdgh = _mm_add_epi32(s.cdgh, t.cdgh);
  return s;
}
CPU_INLINE block sha_load(const uint8_t *at) {
  return _mm_shuffle_epi8(load(at), _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
}
CPU_INLINE block sha_schedule(block w0, block w1, block w2, block w3) {
  return _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(w0, w1), _mm_alignr_epi8(w3, w2, 4)), w3);
}
CPU_INLINE struct sha sha_four_rounds(struct sha s, block w, const uint32_t k[4]) {
  const block wk = _mm_add_epi32(w, _mm_loadu_si128((const block *)k));
  s.cdgh = _mm_sha256rnds2_epu32(s.cdgh, s.abef, wk);
  s.abef = _mm_sha256rnds2_epu32(s.abef, s.cdgh, _mm_shuffle_epi32(wk, 0x0e));
  return s;
}

#endif
