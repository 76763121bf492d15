import type { DescribedPerson } from '../api/shapes.js'
import { formatBytes, formatCount } from '../format/count.js'
import { Badge } from '../parts/badge.js'
import { Facts } from '../parts/facts.js'
import { Moment } from '../parts/moment.js'

export function PersonFacts({ person: { id, user, ban, stats } }: { readonly person: DescribedPerson }) {
  const { linksToday, traffic } = stats
  return (
    <section class="card" aria-label="What is known">
      {ban && (
        <p class="note">
          <Badge tone="bad">banned</Badge> <Moment at={ban.createdAt} />,{' '}
          {ban.until === null ? (
            'for good'
          ) : (
            <>
              until <Moment at={ban.until} />
            </>
          )}
          . {ban.reason === null ? 'No reason was given.' : `The reason: ${ban.reason}`}
        </p>
      )}
      <Facts
        facts={[
          ['Id', id],
          ['Name', user ? user.firstName : 'never wrote to the bot'],
          ['Username', user?.username ? `@${user.username}` : '–'],
          ['Language', user?.languageCode ?? '–'],
          ['Standing', stats.standing],
          ['First seen', <Moment at={user?.firstSeenAt ?? null} />],
          ['Last seen', <Moment at={user?.lastSeenAt ?? null} />],
          [
            'Reachable',
            user?.unreachableSince ? (
              <>
                not since <Moment at={user.unreachableSince} />
              </>
            ) : (
              'yes'
            ),
          ],
          ['Links', formatCount(stats.links)],
          ['Links today', of(formatCount(linksToday.made), linksToday.limit, formatCount)],
          ['Traffic this month', of(formatBytes(traffic.usedBytes), traffic.limitBytes, formatBytes)],
          ['Own limit of links a day', own(user?.linksPerDay ?? null, formatCount)],
          ['Own limit of traffic a month', own(user?.bandwidthBytesPerMonth ?? null, formatBytes)],
        ]}
      />
    </section>
  )
}

function of(used: string, limit: number | null, format: (limit: number) => string): string {
  return limit === null ? `${used}, no limit` : `${used} of ${format(limit)}`
}

function own(limit: number | null, format: (limit: number) => string): string {
  if (limit === null) return 'as everybody'
  return limit === 0 ? 'none' : format(limit)
}
