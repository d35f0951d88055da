import { type AttachmentKind, attachmentKind } from './attachment.ts';
import type { Words } from './words.ts';

/** A count with its noun, and what depends on their number. */
const some = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;

const ATTACHMENTS: Readonly<Record<AttachmentKind, string>> = {
  photo: 'a photo',
  'moving-picture': 'a moving picture',
  video: 'a video',
  sticker: 'a sticker',
  voice: 'a voice message',
  link: 'a link',
  place: 'a place',
  file: 'a file',
  other: 'an attachment',
};

export const en: Words = {
  title: 'Comments to look at',
  urgentTitle: 'Urgent comments',
  subject: (flagged, urgent, when) =>
    `Sàng: ${some(flagged, 'comment')} to look at${urgent === 0 ? '' : ` (${urgent} urgent)`}, ${when}`,
  subjectQuiet: (when) => `Sàng: nothing to look at, ${when}`,
  subjectUrgent: (count, page) =>
    `[Urgent] Sàng: ${count === 1 ? 'one urgent comment' : `${count} urgent comments`} on ${page}`,
  window: (from, to) => `From ${from} to ${to}`,
  summary: (screened, flagged) =>
    `${some(screened, 'new comment')}, ${flagged.toLocaleString('en-GB')} for a person.`,
  quiet: (screened) =>
    `Nothing to look at. ${some(screened, 'new comment was', 'new comments were')} screened.`,
  provisional: (count) =>
    `${some(count, 'comment is hidden for now and waits', 'comments are hidden for now and wait')} for your word.`,
  decision: { urgent: 'Urgent', hide: 'Suggested: hide', flag: 'To look at', reply: 'To answer' },
  category: {
    scam: 'scam',
    spam: 'spam',
    sexual: 'sexual solicitation',
    threat: 'threat',
    abuse: 'abuse of a person',
    hate: 'hate at a protected group',
    'personal-data': 'leaked personal data',
    'false-claim': 'corrected false claim',
    'needs-reply': 'needs an answer',
    'at-risk': 'someone at risk',
  },
  severity: { low: 'low', medium: 'medium', high: 'high' },
  suggest: { none: 'read and decide', reply: 'answer', hide: 'hide', escalate: 'escalate' },
  why: 'Why',
  moreReasons: (count) => some(count, 'more finding'),
  rule: 'rule',
  suggested: 'Suggested',
  kind: {
    message: 'private message',
    'group-message': 'message in a group',
  },
  neverHidden: {
    message: 'a private message: the page alone reads it, there is nothing to hide',
    'group-message':
      'a message in a group: it could only be deleted for good, so it is not hidden; you can answer it or hand it up',
  },
  waited: (duration) => `waiting ${duration}`,
  openCase: 'Open case',
  openComment: 'See it on the page',
  answers: 'In answer to',
  under: 'Under',
  hiddenUntil: (when) => `Hidden for now; visible again at ${when} unless confirmed`,
  unjudged: (code) => `Could not be screened (${code}); a person must look`,
  similar: (count) => `and ${some(count, 'near-identical one')}`,
  noText: (type) => `(no text, only ${ATTACHMENTS[attachmentKind(type)]})`,
  told: (when, noticed) =>
    noticed
      ? `Senior people were told at ${when}, somebody has it`
      : `Senior people were told at ${when}, nobody has taken it`,
  earlier: (count, oldest) =>
    `${some(count, 'earlier case still waits', 'earlier cases still wait')}, the longest for ${oldest}.`,
  tasks: (count, oldest) =>
    `${some(count, 'task waits', 'tasks wait')} to be done by hand at the platform, the longest for ${oldest}. See the lane By hand.`,
  cut: 'A long comment; this is the part that matters',
  further: (count) => `and ${count} more, in the console or the attached files`,
  openQueue: 'Open the queue',
  footer: 'Sent by Sàng. Opening a link changes nothing; every decision is a button you press.',
  settings: 'Change times',
  unsubscribe: 'Stop these mails',
  trouble: 'What went wrong since the last one',
  troubleOf: {
    'source-stopped': (subject, code) =>
      `Source “${subject}” has stopped (${code}). See Sources for what to do.`,
    'action-failed': (subject, code) =>
      `An action of case ${subject} failed (${code}). It can be tried again.`,
    'hides-expired': (subject) =>
      `${subject} provisional hides ended unconfirmed; the comments are visible again.`,
    'notice-failed': (subject, code) =>
      `Senior people could not be told of case ${subject} (${code}). Check the channel.`,
    'notice-unanswered': (subject) => `Case ${subject} was told several times and nobody has taken it.`,
    'rule-demoted': (subject) => `Rule “${subject}” was put back: too few of its findings were right.`,
    'rule-shadowed': (subject) => `Rule “${subject}” went to shadow: it is recorded and no longer reported.`,
    'rule-overdue': (subject) =>
      `Rule “${subject}” is past its review date: it no longer hides, it still detects.`,
    'rules-refused': (subject) =>
      `New rules were refused for ${subject} faults; the old ones stay in force. See sang rules check.`,
    brake: (subject) => `Automatic hiding of “${subject}” was braked: too many hits.`,
    parity: (subject) =>
      `To be looked at: on ${subject}, comments that complain or speak of an institution or company were hidden far more often than others in the last 30 days. See Report.`,
  },
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
  days: (count) => `${count} d`,
};
