/* ARMv8 crypto extensions. Compiled with +crypto, which no compiler uses unasked: only called after ige_supported(). */
#if defined(__aarch64__)

#include "ige.h"
#include <arm_neon.h>
#include <string.h>

#if defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
int ige_supported(void) { return (getauxval(AT_HWCAP) & HWCAP_AES) != 0; }
#elif defined(__APPLE__)
int ige_supported(void) { return 1; } /* every 64-bit Mac with an Apple chip has them */
#else
int ige_supported(void) { return 0; }
#endif

/* AESE with a zero key is SubBytes after ShiftRows, and ShiftRows does nothing to four equal columns. */
static uint32_t sub_word(uint32_t word) {
  const uint8x16_t columns = vreinterpretq_u8_u32(vdupq_n_u32(word));
  return vgetq_lane_u32(vreinterpretq_u32_u8(vaeseq_u8(columns, vdupq_n_u8(0))), 0);
}

static void expand_key(const uint8_t key[32], uint8x16_t rk[15]) {
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

static inline __attribute__((always_inline)) void run(const uint8_t *in, uint8_t *out, size_t blocks,
                                                      const uint8x16_t rk[15], uint8x16_t a_before,
                                                      uint8x16_t out_before, int encrypting) {
  if (blocks == 0) return;
  uint8x16_t a = vld1q_u8(in);
  uint8x16_t x = veorq_u8(a, out_before);
  for (size_t i = 0; i < blocks; i++) {
    const uint8x16_t a_next = i + 1 < blocks ? vld1q_u8(in + 16 * (i + 1)) : vdupq_n_u8(0);
    const uint8x16_t last = veorq_u8(veorq_u8(rk[14], a_before), a_next);
    if (encrypting) {
      for (int r = 0; r < 13; r++) x = vaesmcq_u8(vaeseq_u8(x, rk[r]));
      x = veorq_u8(vaeseq_u8(x, rk[13]), last);
    } else {
      for (int r = 0; r < 13; r++) x = vaesimcq_u8(vaesdq_u8(x, rk[r]));
      x = veorq_u8(vaesdq_u8(x, rk[13]), last);
    }
    vst1q_u8(out + 16 * i, veorq_u8(x, a_next));
    a_before = a;
    a = a_next;
  }
}

void ige_encrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]) {
  uint8x16_t rk[15];
  expand_key(key, rk);
  const uint8x16_t c = vld1q_u8(iv), p = vld1q_u8(iv + 16);
  run(in, out, blocks, rk, p, c, 1);
}

void ige_decrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]) {
  uint8x16_t rk[15], inverse[15];
  expand_key(key, rk);
  inverse[0] = rk[14];
  for (int r = 1; r < 14; r++) inverse[r] = vaesimcq_u8(rk[14 - r]);
  inverse[14] = rk[0];
  const uint8x16_t c = vld1q_u8(iv), p = vld1q_u8(iv + 16);
  run(in, out, blocks, inverse, c, p, 0);
}

#else
typedef int streambot_not_arm; /* ISO C wants something in every file */
#endif
