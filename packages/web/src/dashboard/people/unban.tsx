import { usePage } from '../data/page-context.js'
import { Confirm } from '../parts/confirm.js'

export interface UnbanProps {
  readonly id: number
  readonly name: string
  readonly onDone: () => void
  readonly onClose: () => void
}

export function Unban({ id, name, onDone, onClose }: UnbanProps) {
  const { api } = usePage()
  return (
    <Confirm
      title={`Unban ${name}?`}
      words="Unban"
      isDanger={false}
      run={(signal) => api.send('DELETE', `/bans/${id}`, signal)}
      onDone={onDone}
      onClose={onClose}
    >
      <p>They can use the bot again. Links of theirs that were not revoked are served again.</p>
    </Confirm>
  )
}
