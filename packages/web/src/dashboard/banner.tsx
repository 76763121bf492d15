import { useEffect, useState } from 'preact/hooks'
import type { Connection } from './api/connection.js'
import { Button } from './parts/button.js'

/** Over everything while the server is away. It goes by itself. */
export function Banner({ connection }: { readonly connection: Connection }) {
  const [isAway, setAway] = useState(connection.isAway)
  useEffect(() => {
    setAway(connection.isAway)
    return connection.onChange(() => setAway(connection.isAway))
  }, [connection])
  return (
    <div class="banner" role="status">
      {isAway && (
        <>
          <p>The server cannot be reached. What you see is from before; this page goes on by itself when it is back.</p>
          <Button onPress={() => connection.retry()}>Try now</Button>
        </>
      )}
    </div>
  )
}
