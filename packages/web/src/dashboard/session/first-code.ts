/** Loaded before anything else of the page, so that the code is out of the address before anything could see it there. */
import { takeLoginCode } from './login-code.js'

export const firstCode = takeLoginCode(location, history)
