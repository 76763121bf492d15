/* ARMv8 crypto extensions, as cpu-x86.h. Compiled with +crypto, which no compiler uses unasked: only called after the checks. */
#ifndef STREAMBOT_CPU_ARM_H
#define STREAMBOT_CPU_ARM_H

#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

#define CPU_CODE
#define CPU_INLINE static inline __attribute__((always_inline))

typedef uint8x16_t block;

#if defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
static inline int cpu_has_aes(void) { return (getauxval(AT_HWCAP) & HWCAP_AES) != 0; }
static inline int cpu_has_sha(void) { return (getauxval(AT_HWCAP) & HWCAP_SHA2) != 0; }
#elif defined(__APPLE__)
/* Every 64-bit Mac with an Apple chip has both. */
static inline int cpu_has_aes(void) { return 1; }
static inline int cpu_has_sha(void) { return 1; }
#else
static inline int cpu_has_aes(void) { return 0; }
static inline int cpu_has_sha(void) { return 0; }
#endif

CPU_INLINE block load(const uint8_t *at) { return vld1q_u8(at); }
CPU_INLINE void store(uint8_t *at, block x) { vst1q_u8(at, x); }
CPU_INLINE block zero(void) { return vdupq_n_u8(0); }
CPU_INLINE block xor(block a, block b) { return veorq_u8(a, b); }

/* ---- AES: rounds begin with the key. ---- */

CPU_INLINE block enter(block x, const block rk[15]) { return (void)rk, x; }
CPU_INLINE block leave(block x, const block rk[15]) { return (void)rk, x; }
CPU_INLINE block ends(const block rk[15]) { return rk[14]; }
CPU_INLINE block encrypt_round(block x, const block rk[15], int r) { return vaesmcq_u8(vaeseq_u8(x, rk[r - 1])); }
CPU_INLINE block decrypt_round(block x, const block rk[15], int r) { return vaesimcq_u8(vaesdq_u8(x, rk[r - 1])); }
CPU_INLINE block encrypt_last(block x, const block rk[15], block last) { return xor(vaeseq_u8(x, rk[13]), last); }
CPU_INLINE block decrypt_last(block x, const block rk[15], block last) { return xor(vaesdq_u8(x, rk[13]), last); }
CPU_INLINE block inverse_mix(block k) { return vaesimcq_u8(k); }

/* AESE with a zero key is SubBytes after ShiftRows, and ShiftRows does nothing to four equal columns. */
CPU_INLINE uint32_t sub_word(uint32_t word) {
  const uint8x16_t columns = vreinterpretq_u8_u32(vdupq_n_u32(word));
  return vgetq_lane_u32(vreinterpretq_u32_u8(vaeseq_u8(columns, vdupq_n_u8(0))), 0);
}

CPU_INLINE void expand_key(const uint8_t key[32], block rk[15]) {
  uint32_t w[60];
  uint32_t rcon = 1;
  memcpy(w, key, 32);
  for (int i = 8; i < 60; i++) {
    uint32_t t = w[i - 1];
    if (i % 8 == 0) {
      t = sub_word((t >> 8) | (t << 24)) ^ rcon;
      rcon <<= 1;
    } else if (i % 8 == 4) {
      t = sub_word(t);
    }
    w[i] = w[i - 8] ^ t;
  }
  for (int r = 0; r < 15; r++) rk[r] = vreinterpretq_u8_u32(vld1q_u32(w + 4 * r));
}

/* ---- SHA-256 ---- */

struct sha {
  uint32x4_t abcd, efgh;
};

CPU_INLINE struct sha sha_from_words(const uint32_t h[8]) {
  const struct sha s = {vld1q_u32(h), vld1q_u32(h + 4)};
  return s;
}
CPU_INLINE void sha_to_words(struct sha s, uint32_t h[8]) {
  vst1q_u32(h, s.abcd);
  vst1q_u32(h + 4, s.efgh);
}
CPU_INLINE struct sha sha_add(struct sha s, struct sha t) {
  s.abcd = vaddq_u32(s.abcd, t.abcd);
  s.efgh = vaddq_u32(s.efgh, t.efgh);
  return s;
}
CPU_INLINE block sha_load(const uint8_t *at) { return vrev32q_u8(vld1q_u8(at)); }
CPU_INLINE block sha_schedule(block w0, block w1, block w2, block w3) {
  const uint32x4_t half = vsha256su0q_u32(vreinterpretq_u32_u8(w0), vreinterpretq_u32_u8(w1));
  return vreinterpretq_u8_u32(vsha256su1q_u32(half, vreinterpretq_u32_u8(w2), vreinterpretq_u32_u8(w3)));
}
CPU_INLINE struct sha sha_four_rounds(struct sha s, block w, const uint32_t k[4]) {
  const uint32x4_t wk = vaddq_u32(vreinterpretq_u32_u8(w), vld1q_u32(k));
  const uint32x4_t abcd = s.abcd;
  s.abcd = vsha256hq_u32(abcd, s.efgh, wk);
  s.efgh = vsha256h2q_u32(s.efgh, abcd, wk);
  return s;
}

#endif
