/*
 * Several messages at once. A chain of AES rounds, like one of SHA-256 rounds, waits for itself nearly all the time: the CPU runs
 * several chains side by side for the price of one. Each lane is one message; where its hash is wanted too, it is computed
 * in the shadow of the decryption, 64 bytes behind it, while the plaintext is still in the nearest cache.
 */
#ifndef STREAMBOT_LANES_H
#define STREAMBOT_LANES_H

#include <stddef.h>
#include <stdint.h>

struct message {
  /* In place: ciphertext becomes plaintext. */
  uint8_t *data;
  size_t blocks;
  uint8_t key[32], iv[32];
  /* open_messages only. */
  uint8_t prefix[32], digest[16];
  /* Whether SHA-256(prefix || plaintext)[8..24] is digest. */
  int matches;
};

/* True when open_messages may be called; decrypt_messages asks for no more than ige_supported(). */
int open_supported(void);

void decrypt_messages(struct message *messages, size_t count);
void open_messages(struct message *messages, size_t count);

#endif
