/* One chain at a time. */
#include "ige.h"
#include "cpu.h"

int ige_supported(void) { return cpu_has_aes(); }

CPU_INLINE void run(const uint8_t *in, uint8_t *out, size_t blocks, const block rk[15], block a_before, block out_before,
                    const int encrypting) {
  if (blocks == 0) return;
  block a = load(in);
  block x = enter(xor(a, out_before), rk);
  for (size_t i = 0; i < blocks; i++) {
    const block a_next = i + 1 < blocks ? load(in + 16 * (i + 1)) : zero();
    const block last = xor(xor(ends(rk), a_before), a_next);
    if (encrypting) {
      for (int r = 1; r < 14; r++) x = encrypt_round(x, rk, r);
      x = encrypt_last(x, rk, last);
    } else {
      for (int r = 1; r < 14; r++) x = decrypt_round(x, rk, r);
      x = decrypt_last(x, rk, last);
    }
    /* x is ready for the next block: take that block off again. */
    store(out + 16 * i, leave(xor(x, a_next), rk));
    a_before = a;
    a = a_next;
  }
}

CPU_CODE void ige_encrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]) {
  block rk[15];
  expand_key(key, rk);
  const block c = load(iv), p = load(iv + 16);
  run(in, out, blocks, rk, p, c, 1);
}

CPU_CODE void ige_decrypt(const uint8_t *in, uint8_t *out, size_t blocks, const uint8_t key[32], const uint8_t iv[32]) {
  block rk[15];
  expand_inverse_key(key, rk);
  const block c = load(iv), p = load(iv + 16);
  run(in, out, blocks, rk, c, p, 0);
}
