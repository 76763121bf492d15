/* What the files of the Node-API door share. */
#ifndef STREAMBOT_ADDON_H
#define STREAMBOT_ADDON_H

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>

/* False for anything but a Uint8Array. Runs no JavaScript. */
static inline bool read_bytes(napi_env env, napi_value value, uint8_t **bytes, size_t *length) {
  bool is_typed_array = false;
  napi_typedarray_type type;
  void *data = NULL;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return false;
  if (napi_get_typedarray_info(env, value, &type, length, &data, NULL, NULL) != napi_ok) return false;
  *bytes = data;
  return type == napi_uint8_array && (data != NULL || *length == 0);
}

/* For addon.c to export. */
napi_value decrypt_many(napi_env env, napi_callback_info info);
napi_value open_many(napi_env env, napi_callback_info info);
napi_value open_off_thread(napi_env env, napi_callback_info info);

#endif
