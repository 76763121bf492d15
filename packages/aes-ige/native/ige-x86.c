/* AES-NI. The instructions are enabled per function, so that the rest of the addon runs on any x86-64. */
#if defined(__x86_64__)

#include "ige.h"
#include <cpuid.h>
#include <immintrin.h>

#define AESNI __attribute__((target("aes,sse4.1")))
#define AESNI_INLINE static inline __attribute__((always_inline, target("aes,sse4.1")))

int ige_supported(void) {
  unsigned int eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx)) return 0;
  return (ecx & bit_AES) != 0 && (ecx & bit_SSE4_1) != 0;
}

/* Each word of a round key is the xor of all words before it in the key two places back. */
AESNI_INLINE __m128i spread(__m128i k) {
  k = _mm_xor_si128(k, _mm_slli_si128(k, 4));
  return _mm_xor_si128(k, _mm_slli_si128(k, 8));
}

#define EVEN(i, rcon)                                                                                                  \
  rk[i] = _mm_xor_si128(spread(rk[i - 2]), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(rk[i - 1], rcon), 0xff))
#define ODD(i)                                                                                                         \
  rk[i] = _mm_xor_si128(spread(rk[i - 2]), _mm_shuffle_epi32(_mm_aeskeygenassist_si128(rk[i - 1], 0), 0xaa))

AESNI_INLINE void expand_key(const uint8_t key[32], __m128i rk[15]) {
  rk[0] = _mm_loadu_si128((const __m128i *)key);
  rk[1] = _mm_loadu_si128((const __m128i *)(key + 16));
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

AESNI_INLINE void run(const uint8_t *in, uint8_t *out, size_t blocks, const __m128i rk[15], __m128i a_before,
                      __m128i out_before, int encrypting) {
  if (blocks == 0) return;
  const __m128i *source = (const __m128i *)in;
  __m128i *target = (__m128i *)out;
  const __m128i ends = _mm_xor_si128(rk[0], rk[14]);
  __m128i a = _mm_loadu_si128(source);
  __m128i x = _mm_xor_si128(_mm_xor_si128(a, out_before), rk[0]);
  for (size_t i = 0; i < blocks; i++) {
    const __m128i a_next = i + 1 < blocks ? _mm_loadu_si128(source + i + 1) : _mm_setzero_si128();
    const __m128i last = _mm_xor_si128(_mm_xor_si128(ends, a_before), a_next);
    if (encrypting) {
      for (int r = 1; r < 14; r++) x = _mm_aesenc_si128(x, rk[r]);
      x = _mm_aesenclast_si128(x, last);
    } else {
      for (int r = 1; r < 14; r++) x = _mm_aesdec_si128(x, rk[r]);
      x = _mm_aesdeclast_si128(x, last);
    }
    /* x is already whitened for the next block: take that block and the first round key off again. */
    _mm_storeu_si128(target + i, _mm_xor_si128(_mm_xor_si128(x, a_next), rk[0]));
    a_before = a;
    a = a_next;
  }
}

AESNI void ige_encrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]) {
  __m128i rk[15];
  expand_key(key, rk);
  const __m128i c = _mm_loadu_si128((const __m128i *)iv);
  const __m128i p = _mm_loadu_si128((const __m128i *)(iv + 16));
  run(in, out, blocks, rk, p, c, 1);
}

AESNI void ige_decrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]) {
  __m128i rk[15], inverse[15];
  expand_key(key, rk);
  inverse[0] = rk[14];
  for (int r = 1; r < 14; r++) inverse[r] = _mm_aesimc_si128(rk[14 - r]);
  inverse[14] = rk[0];
  const __m128i c = _mm_loadu_si128((const __m128i *)iv);
  const __m128i p = _mm_loadu_si128((const __m128i *)(iv + 16));
  run(in, out, blocks, inverse, c, p, 0);
}

#else
typedef int streambot_not_x86; /* ISO C wants something in every file */
#endif
