#include "lanes.h"
#include "cpu.h"
#include "ige.h"
#include <string.h>

#ifndef MAX_LANES
#define MAX_LANES 4
#endif
/* 64 bytes: what SHA-256 takes at a time. */
#define STEP_BLOCKS 4

static const uint32_t SHA_START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const uint32_t SHA_K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

struct lane {
  block rk[15];
  /* The ciphertext and plaintext block before `at`. */
  block c, p;
  struct sha sha;
  uint8_t *at;
  size_t blocks_left;
  /* Hashed up to here: 64 bytes behind `at` while there are steps to do. */
  const uint8_t *hashed;
  struct message *message;
};

int open_supported(void) { return cpu_has_aes() && cpu_has_sha(); }

/* A quarter of a compression: rounds `from` to `from + 15`. */
CPU_INLINE struct sha sha_quarter(struct sha s, block w[4], const int from) {
  for (int i = 0; i < 4; i++) {
    if (from > 0) w[i] = sha_schedule(w[i], w[(i + 1) % 4], w[(i + 2) % 4], w[(i + 3) % 4]);
    s = sha_four_rounds(s, w[i], SHA_K + from + 4 * i);
  }
  return s;
}

CPU_INLINE struct sha sha_compress(struct sha s, const uint8_t *bytes) {
  block w[4];
  for (int i = 0; i < 4; i++) w[i] = sha_load(bytes + 16 * i);
  struct sha t = s;
  t = sha_quarter(t, w, 0);
  t = sha_quarter(t, w, 16);
  t = sha_quarter(t, w, 32);
  t = sha_quarter(t, w, 48);
  return sha_add(s, t);
}

/* `n` is a constant wherever this is called, so that every loop over lanes unrolls into registers. */
CPU_INLINE void step_lanes(struct lane *lanes, const int n, size_t steps, const int hashing) {
  block a[MAX_LANES], x[MAX_LANES], before[MAX_LANES], w[MAX_LANES][4];
  struct sha sha[MAX_LANES], start[MAX_LANES];
  for (int l = 0; l < n; l++) {
    a[l] = load(lanes[l].at);
    x[l] = enter(xor(a[l], lanes[l].p), lanes[l].rk);
    before[l] = lanes[l].c;
    if (hashing) sha[l] = lanes[l].sha;
  }
  for (size_t step = 0; step < steps; step++) {
    if (hashing) {
      for (int l = 0; l < n; l++) {
        start[l] = sha[l];
        for (int i = 0; i < 4; i++) w[l][i] = sha_load(lanes[l].hashed + 64 * step + 16 * i);
      }
    }
    for (int i = 0; i < STEP_BLOCKS; i++) {
      const size_t at = 64 * step + 16 * i;
      const int is_end = i == STEP_BLOCKS - 1 && step == steps - 1;
      block a_next[MAX_LANES];
      for (int l = 0; l < n; l++) a_next[l] = is_end ? zero() : load(lanes[l].at + at + 16);
      for (int r = 1; r < 14; r++) {
        for (int l = 0; l < n; l++) x[l] = decrypt_round(x[l], lanes[l].rk, r);
      }
      for (int l = 0; l < n; l++) {
        x[l] = decrypt_last(x[l], lanes[l].rk, xor(xor(ends(lanes[l].rk), before[l]), a_next[l]));
        store(lanes[l].at + at, leave(xor(x[l], a_next[l]), lanes[l].rk));
        before[l] = a[l];
        a[l] = a_next[l];
        if (hashing) sha[l] = sha_quarter(sha[l], w[l], 16 * i);
      }
    }
    if (hashing) {
      for (int l = 0; l < n; l++) sha[l] = sha_add(start[l], sha[l]);
    }
  }
  for (int l = 0; l < n; l++) {
    lanes[l].at += 64 * steps;
    lanes[l].blocks_left -= STEP_BLOCKS * steps;
    lanes[l].c = before[l];
    lanes[l].p = load(lanes[l].at - 16);
    if (hashing) {
      lanes[l].hashed += 64 * steps;
      lanes[l].sha = sha[l];
    }
  }
}

/* The blocks that make no whole step. */
CPU_INLINE void decrypt_blocks(struct lane *lane, size_t blocks) {
  for (size_t i = 0; i < blocks; i++) {
    const block c = load(lane->at);
    block x = enter(xor(c, lane->p), lane->rk);
    for (int r = 1; r < 14; r++) x = decrypt_round(x, lane->rk, r);
    lane->p = leave(decrypt_last(x, lane->rk, xor(ends(lane->rk), lane->c)), lane->rk);
    lane->c = c;
    store(lane->at, lane->p);
    lane->at += 16;
  }
  lane->blocks_left -= blocks;
}

CPU_INLINE void begin(struct lane *lane, struct message *message, const int hashing) {
  expand_inverse_key(message->key, lane->rk);
  lane->c = load(message->iv);
  lane->p = load(message->iv + 16);
  lane->at = message->data;
  lane->blocks_left = message->blocks;
  lane->message = message;
  if (!hashing) return;
  /* The hash starts with the prefix: once its block is full, hash blocks lie 32 bytes beside those of the message. */
  lane->sha = sha_from_words(SHA_START);
  lane->hashed = message->data;
  decrypt_blocks(lane, message->blocks < 2 + STEP_BLOCKS ? message->blocks : 2 + STEP_BLOCKS);
  if (message->blocks < 2 + STEP_BLOCKS) return;
  uint8_t first[64];
  memcpy(first, message->prefix, 32);
  memcpy(first + 32, message->data, 32);
  lane->sha = sha_compress(lane->sha, first);
  lane->hashed += 32;
}

CPU_INLINE void end(struct lane *lane, const int hashing) {
  struct message *message = lane->message;
  decrypt_blocks(lane, lane->blocks_left);
  if (!hashing) return;
  /* Less than a step behind and a step ahead, or the prefix and a message too short for one; then the padding and length. */
  uint8_t rest[256] = {0};
  size_t length = 0;
  if (lane->hashed == message->data) memcpy(rest, message->prefix, length = 32);
  const size_t left = (size_t)(lane->at - lane->hashed);
  if (left > 0) memcpy(rest + length, lane->hashed, left);
  length += left;
  rest[length] = 0x80;
  const size_t padded = (length + 9 + 63) / 64 * 64;
  const uint64_t bits = 8 * (32 + 16 * (uint64_t)message->blocks);
  for (int i = 0; i < 8; i++) rest[padded - 1 - i] = (uint8_t)(bits >> (8 * i));
  for (size_t at = 0; at < padded; at += 64) lane->sha = sha_compress(lane->sha, rest + at);
  uint32_t words[8];
  sha_to_words(lane->sha, words);
  /* Without a branch that would tell how much of it was right. */
  unsigned int difference = 0;
  for (int i = 0; i < 16; i++) difference |= (uint8_t)(words[2 + i / 4] >> (24 - 8 * (i % 4))) ^ message->digest[i];
  message->matches = difference == 0;
}

CPU_INLINE void run(struct message *messages, size_t count, const int hashing) {
  if (count == 0) return;
  /* Five messages are better done as three and two than as four and one. */
  const size_t turns = (count + MAX_LANES - 1) / MAX_LANES;
  const int width = (int)((count + turns - 1) / turns);
  struct lane lanes[MAX_LANES];
  size_t next = 0;
  int active = 0;
  for (;;) {
    while (active < width && next < count) begin(&lanes[active++], &messages[next++], hashing);
    if (active == 0) return;
    size_t steps = SIZE_MAX;
    for (int l = 0; l < active; l++) {
      if (lanes[l].blocks_left / STEP_BLOCKS < steps) steps = lanes[l].blocks_left / STEP_BLOCKS;
    }
    if (steps > 0) {
      switch (active) {
      case 1: step_lanes(lanes, 1, steps, hashing); break;
      case 2: step_lanes(lanes, 2, steps, hashing); break;
      case 3: step_lanes(lanes, 3, steps, hashing); break;
#if MAX_LANES > 4
      case 5: step_lanes(lanes, 5, steps, hashing); break;
      case 6: step_lanes(lanes, 6, steps, hashing); break;
      case 7: step_lanes(lanes, 7, steps, hashing); break;
      case 8: step_lanes(lanes, 8, steps, hashing); break;
#endif
      default: step_lanes(lanes, 4, steps, hashing); break;
      }
    }
    for (int l = active - 1; l >= 0; l--) {
      if (lanes[l].blocks_left >= STEP_BLOCKS) continue;
      end(&lanes[l], hashing);
      active--;
      if (l != active) lanes[l] = lanes[active];
    }
  }
}

CPU_CODE void decrypt_messages(struct message *messages, size_t count) { run(messages, count, 0); }
CPU_CODE void open_messages(struct message *messages, size_t count) { run(messages, count, 1); }
