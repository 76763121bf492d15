/*
 * The Node-API door: { supported, encrypt(data, key, iv, out), decrypt(data, key, iv, out), decryptMany(flat) } and, where the CPU
 * has SHA instructions too, { open(flat), openOffThread(flat) }. `flat` is an array of data, key, iv for each message, for
 * the last two data, key, iv, prefix, digest; they answer with one boolean for each message.
 * src/buffers.ts gives the readable errors; the checks here are what makes a wrong call harmless all the same.
 */
#include "allocator.h"
#include "addon.h"
#include "ige.h"
#include "lanes.h"

typedef void (*ige_function)(const uint8_t *, uint8_t *, size_t, const uint8_t *, const uint8_t *);

static napi_value call(napi_env env, napi_callback_info info, ige_function function) {
  size_t argc = 4, data_length, key_length, iv_length, out_length;
  uint8_t *data, *key, *iv, *out;
  napi_value argv[4];
  if (napi_get_cb_info(env, info, &argc, argv, NULL, NULL) != napi_ok) return NULL;
  if (argc < 4 || !read_bytes(env, argv[0], &data, &data_length) || !read_bytes(env, argv[1], &key, &key_length) ||
      !read_bytes(env, argv[2], &iv, &iv_length) || !read_bytes(env, argv[3], &out, &out_length)) {
    napi_throw_type_error(env, NULL, "aes-ige takes four Uint8Arrays: data, key, iv, out");
    return NULL;
  }
  if (data_length % 16 != 0 || key_length != 32 || iv_length != 32 || out_length != data_length) {
    napi_throw_range_error(env, NULL, "aes-ige: whole 16-byte blocks, a 32-byte key and iv, out as long as data");
    return NULL;
  }
  if (data_length > 0) {
    const uintptr_t from = (uintptr_t)data, to = (uintptr_t)out;
    if (from != to && from < to + data_length && to < from + data_length) {
      napi_throw_range_error(env, NULL, "aes-ige: out overlaps data without being data");
      return NULL;
    }
    function(data, out, data_length / 16, key, iv);
  }
  return argv[3];
}

static napi_value encrypt(napi_env env, napi_callback_info info) { return call(env, info, ige_encrypt); }
static napi_value decrypt(napi_env env, napi_callback_info info) { return call(env, info, ige_decrypt); }

static napi_value map_allocations_from(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  int32_t bytes = 0;
  napi_value argv[1], done;
  if (napi_get_cb_info(env, info, &argc, argv, NULL, NULL) != napi_ok || argc < 1 ||
      napi_get_value_int32(env, argv[0], &bytes) != napi_ok || bytes <= 0) {
    napi_throw_type_error(env, NULL, "mapAllocationsFrom takes a number of bytes");
    return NULL;
  }
  return napi_get_boolean(env, allocator_map_from(bytes), &done) == napi_ok ? done : NULL;
}

/* Detaching lets go of the memory now; the empty object is collected some time. */
static napi_value free_buffer(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argv[1];
  bool is_buffer = false;
  if (napi_get_cb_info(env, info, &argc, argv, NULL, NULL) != napi_ok || argc < 1 ||
      napi_is_arraybuffer(env, argv[0], &is_buffer) != napi_ok || !is_buffer ||
      napi_detach_arraybuffer(env, argv[0]) != napi_ok)
    napi_throw_type_error(env, NULL, "freeBuffer takes an ArrayBuffer of its own");
  return NULL;
}

static bool export_function(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value function;
  return napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, NULL, &function) == napi_ok &&
         napi_set_named_property(env, exports, name, function) == napi_ok;
}

NAPI_MODULE_INIT() {
  napi_value supported;
  const bool has_aes = ige_supported() != 0;
  if (napi_get_boolean(env, has_aes, &supported) != napi_ok ||
      napi_set_named_property(env, exports, "supported", supported) != napi_ok ||
      !export_function(env, exports, "mapAllocationsFrom", map_allocations_from) ||
      !export_function(env, exports, "freeBuffer", free_buffer))
    return NULL;
  /* Without the instructions the functions do not even exist. */
  if (!has_aes) return exports;
  if (!export_function(env, exports, "encrypt", encrypt) || !export_function(env, exports, "decrypt", decrypt) ||
      !export_function(env, exports, "decryptMany", decrypt_many))
    return NULL;
  if (!open_supported()) return exports;
  if (!export_function(env, exports, "open", open_many) ||
      !export_function(env, exports, "openOffThread", open_off_thread))
    return NULL;
  return exports;
}
