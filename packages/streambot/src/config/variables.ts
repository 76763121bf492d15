/**
 * Every environment variable StreamBot knows. example.env and docs/configuration.md are tested against this table, and
 * the table against what the loader really reads.
 */

export interface EnvVariable {
  readonly name: string
  /** As a person would write it; null: none. */
  readonly defaultText: string | null
  readonly required?: true
  /** One line for the documentation. */
  readonly description: string
  /** For required ones: where a newcomer finds the value. */
  readonly whereToGet?: string
  /** Names from similar bots that are read as this one, with a note in the log. */
  readonly aliases?: readonly string[]
}

export const ENV_VARIABLES: readonly EnvVariable[] = [
  {
    name: 'API_ID',
    required: true,
    defaultText: null,
    description: 'Number of your Telegram application',
    whereToGet: 'https://my.telegram.org, "API development tools": the number called api_id',
  },
  {
    name: 'API_HASH',
    required: true,
    defaultText: null,
    description: 'Secret of your Telegram application, 32 hex digits',
    whereToGet: 'https://my.telegram.org, "API development tools": the 32 characters called api_hash',
  },
  {
    name: 'BOT_TOKEN',
    required: true,
    defaultText: null,
    description: 'Token of the bot that people talk to',
    whereToGet: '@BotFather on Telegram: /newbot, or /mybots for one you have',
  },
  {
    name: 'LOG_CHANNEL',
    required: true,
    defaultText: null,
    description:
      'Id of the private channel that keeps the files, such as `-1001234567890`; every bot has to be an admin of it',
    whereToGet:
      'id of a private channel of yours (-100…) with the bot as an admin that may post; @userinfobot tells ids',
    aliases: ['BIN_CHANNEL'],
  },
  {
    name: 'ADDITIONAL_BOT_TOKENS',
    defaultText: 'none',
    description: 'Tokens of worker bots that only serve bytes, separated by commas or spaces; more bots, more speed',
    aliases: ['MULTI_TOKEN1…n'],
  },
  {
    name: 'ADMINS',
    defaultText: 'none',
    description: 'Telegram user ids of the admins, separated by commas or spaces',
    aliases: ['OWNER_ID'],
  },
  {
    name: 'BASE_URL',
    defaultText: '`http://127.0.0.1:PORT`',
    description: 'Address under which people reach the server; begins with `http://` or `https://`, may have a path',
    aliases: ['PUBLIC_URL', 'HOST', 'FQDN', 'HAS_SSL', 'NO_PORT'],
  },
  { name: 'PORT', defaultText: '`8080`', description: 'Port to listen on; `0` takes any free one' },
  {
    name: 'BIND_ADDRESS',
    defaultText: '`0.0.0.0`',
    description: 'Address to listen on; `127.0.0.1` behind a proxy on the same machine',
    aliases: ['HOST'],
  },
  {
    name: 'LINK_EXPIRY_SECONDS',
    defaultText: '`86400`',
    description: 'How long a link lives; `0` means for ever',
  },
  { name: 'MAX_FILE_SIZE_BYTES', defaultText: 'none', description: 'Larger files are refused' },
  {
    name: 'ALLOWED_TYPES',
    defaultText: 'all',
    description:
      'Only such files are taken: types such as `video/*` and extensions such as `.mkv`, separated by commas or spaces',
  },
  {
    name: 'DENIED_TYPES',
    defaultText: 'none',
    description: 'Such files are refused, whatever else is allowed: `.exe application/x-msdownload`',
  },
  {
    name: 'MAX_BATCH_FILES',
    defaultText: '`100`',
    description: 'Files that one link may hold, at most `200`',
  },
  {
    name: 'CHANNEL_POST_BUTTONS',
    defaultText: '`off`',
    description: '`on` puts buttons with links under posts with files, in channels where the bot may edit posts',
  },
  {
    name: 'BROADCASTS_PER_SECOND',
    defaultText: '`25`',
    description:
      'Messages of a broadcast in a second; Telegram takes about 30 from a bot, and answers to people need some of them',
  },
  {
    name: 'ACCESS_MODE',
    defaultText: '`public`, or `allow-list` with ALLOWED_USERS',
    description: 'Who may send files: `public`, `allow-list` or `owner-only` (admins)',
  },
  {
    name: 'ALLOWED_USERS',
    defaultText: 'none',
    description: 'Telegram user ids for `allow-list`, separated by commas or spaces; admins may authorise more',
  },
  {
    name: 'FORCE_SUB_CHANNEL',
    defaultText: 'none',
    description:
      'Channels that people have to join first: `@name` or `-100…`, separated by commas or spaces; the bot has to be an admin there',
    aliases: ['FORCE_CHANNEL_ID'],
  },
  {
    name: 'FORCE_SUB_WHEN_UNKNOWN',
    defaultText: '`refuse`',
    description: '`allow` or `refuse` people while Telegram does not say whether they are members',
  },
  {
    name: 'FORCE_SUBSCRIPTION',
    defaultText: '`on`',
    description: '`off` lets everybody in, whatever FORCE_SUB_CHANNEL names',
  },
  {
    name: 'RATE_LIMITING',
    defaultText: '`on`',
    description: '`off` switches every limit of links, uploads and requests off, also those of single people',
  },
  {
    name: 'MAX_LINKS_PER_DAY',
    defaultText: '`5`',
    description: 'Links one person may make in 24 hours; `0` means no limit',
  },
  {
    name: 'AUTHORIZED_LINKS_PER_DAY',
    defaultText: '`0`',
    description: 'The same for people whom an admin has authorised; `0` means no limit',
  },
  {
    name: 'UPLOADS_PER_MINUTE',
    defaultText: '`20`',
    description: 'Files one person may send in a minute; `0` means no limit',
  },
  {
    name: 'SERVICE_UPLOADS_PER_MINUTE',
    defaultText: '`0`',
    description: 'Files all people together may send in a minute; `0` means no limit',
  },
  {
    name: 'REQUESTS_PER_MINUTE',
    defaultText: '`1200`',
    description: 'HTTP requests of one address in a minute; `0` means no limit',
  },
  {
    name: 'WRONG_LINKS_PER_HOUR',
    defaultText: '`60`',
    description: 'Requests of one address in an hour for links that do not exist; `0` means no limit',
  },
  {
    name: 'BANDWIDTH_LIMITS',
    defaultText: '`on`',
    description: '`off` switches every limit of traffic off, also those of single people; it is counted all the same',
  },
  {
    name: 'BANDWIDTH_LIMIT_GB',
    defaultText: '`100`',
    description: 'Traffic of the whole service in a month (UTC), in GB; `0` means no limit',
  },
  {
    name: 'USER_BANDWIDTH_LIMIT_GB',
    defaultText: '`0`',
    description: 'Traffic of the links of one person in a month (UTC), in GB; `0` means no limit',
  },
  {
    name: 'BANDWIDTH_WHEN_USED_UP',
    defaultText: '`finish`',
    description: 'Downloads that run when traffic is used up: `finish` or `cut`',
  },
  {
    name: 'TRUST_PROXY',
    defaultText: 'none',
    description:
      'Proxies whose X-Forwarded-For or Forwarded is believed: addresses, blocks such as `10.0.0.0/8`, or `loopback`; without it everybody behind a proxy counts as one visitor',
  },
  {
    name: 'VIDEO_FRONTEND_URL',
    defaultText: 'none',
    description:
      'Player page of somebody else for video and audio: the encoded stream URL is put right behind it, as in `https://player.example.org/?url=`; without it this server shows them',
  },
  {
    name: 'LEGACY_LINKS_UP_TO',
    defaultText: '`0`',
    description:
      'Number of the last message of the log channel that a similar bot gave links to: such links (`/AgADxy123`) lead to links of this server; `0` means none do',
  },
  {
    name: 'LEGACY_HASH_LENGTH',
    defaultText: '`6`',
    description: 'Characters of the hash in such links, as HASH_LENGTH of that bot',
    aliases: ['HASH_LENGTH'],
  },
  {
    name: 'WEBDAV',
    defaultText: '`on`',
    description:
      "`off` takes `/dav` away, where people's own programs (rclone, VLC, Kodi, file managers) read their files by app passwords",
  },
  {
    name: 'CONNECTIONS_PER_ADDRESS',
    defaultText: '`64`',
    description:
      'Connections one address may have open, or requests in flight behind a proxy of TRUST_PROXY; `0` means no limit',
  },
  {
    name: 'CORS_ALLOWED_ORIGINS',
    defaultText: 'none',
    description:
      'Origins whose web pages may read files and answers: `https://player.example.org`, separated by commas or spaces, or `*` for all',
  },
  {
    name: 'METRICS_TOKEN',
    defaultText: 'none',
    description:
      'Opens `/metrics` to whoever sends it as a bearer token; without it only this machine may ask, and nobody where `BASE_URL` is another',
  },
  {
    name: 'DASHBOARD',
    defaultText: '`on`',
    description: '`off` takes the page for admins at `/admin` away, and every way to log in to it',
  },
  {
    name: 'API_ALLOWED_ADDRESSES',
    defaultText: 'all',
    description:
      'Addresses and blocks such as `10.0.0.0/8` from which programs may use the API, separated by commas or spaces; behind a proxy it has to be in TRUST_PROXY',
  },
  {
    name: 'LOGS_ACCESS_TOKEN',
    defaultText: 'none',
    description:
      'Opens `/api/logs` to older integrations, 16 characters or more; new ones take a token of the API with the scope `logs`',
  },
  {
    name: 'DATA_DIRECTORY',
    defaultText: '`./data`',
    description:
      'Where the database, the Telegram sessions and a copy of the keys that sign links are kept; readable by its owner only',
  },
  {
    name: 'MEMORY_LIMIT_MIB',
    defaultText: "the container's or machine's memory, at most `1024`",
    description:
      'Memory the server stays below, in MiB; near it, it caches less, reads less far ahead, then refuses new downloads',
  },
  {
    name: 'DISK_CACHE_MIB',
    defaultText: '`0`',
    description: 'Room for a cache of file parts in the data directory, in MiB; `0` means none',
  },
  {
    name: 'DATABASE_URL',
    defaultText: '`streambot.db` in the data directory',
    description: 'SQLite file as `sqlite:path/to/file.db`, or MongoDB as `mongodb://user:password@host/name`',
    aliases: ['MONGODB_URI'],
  },
  {
    name: 'DATABASE_NAME',
    defaultText: 'the name in DATABASE_URL, else `streambot`',
    description: 'Database to use of a MongoDB',
  },
  {
    name: 'DATABASE_WHEN_AWAY',
    defaultText: '`wait`',
    description:
      'While the database does not answer at start: `wait` for it, or `start` without it and serve the links there are',
  },
  {
    name: 'SESSION_NAME',
    defaultText: '`streambot`',
    description: 'File name of the Telegram sessions in the data directory',
  },
  {
    name: 'NODE_ENV',
    defaultText: '`production`',
    description: 'Profile: `production`, or `development` for readable logs with more detail',
  },
  {
    name: 'LOG_LEVEL',
    defaultText: '`info` (`debug` in development)',
    description: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`',
  },
  {
    name: 'LOG_FORMAT',
    defaultText: '`json` (`pretty` in development)',
    description: '`json` for machines, `pretty` for people',
  },
  {
    name: 'SHUTDOWN_GRACE_SECONDS',
    defaultText: '`30`',
    description: 'How long downloads may go on after SIGTERM; give the process manager a little more',
  },
  {
    name: 'TELEGRAM_TEST_DCS',
    defaultText: '`false`',
    description: "`true` connects to Telegram's test data centres",
  },
  {
    name: 'TELEGRAM_DC_LIST',
    defaultText: 'none',
    description:
      'Data centres to use instead of Telegram\'s: JSON `[{"id":2,"host":"127.0.0.3","port":443,"publicKeyPem":"…"}]`, or the path of such a file',
  },
  {
    name: 'TELEGRAM_HOME_DC',
    defaultText: '`2`, or else the first of the list',
    description: 'Which of TELEGRAM_DC_LIST to log in at',
  },
]

/**
 * Known from this project's documents or from similar bots, without effect here. Whoever sets one expects something of it,
 * so silence would be wrong.
 */
export const WITHOUT_EFFECT: readonly RegExp[] = [/^RATE_LIMIT_/, /^WORKERS$/]
