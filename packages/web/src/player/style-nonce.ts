/** Before any of the player's elements is made: their styles carry the nonce that the page's content security policy asks for (bundle.mjs). */
declare global {
  // A property of `globalThis` is declared by `var` only.
  var styleNonce: string
}

globalThis.styleNonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''

export {}
