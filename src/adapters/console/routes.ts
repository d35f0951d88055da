import type { UserRole } from '../../pipeline/ports/access.ts';
import type { ConsoleDeps } from './deps.ts';
import type { ConsoleContext } from './guard.ts';
import {
  changeLang,
  leave,
  linkPage,
  signInPage,
  signInWithLink,
  signInWithPassword,
} from './pages/access.ts';
import { alikePage } from './pages/alike.ts';
import { auditPage } from './pages/audit.ts';
import { releaseBrake, resumeActions } from './pages/brakes.ts';
import { bulk } from './pages/bulk.ts';
import { cardFragment, casePage, decide, hold, showPersonal } from './pages/case.ts';
import {
  addChannel,
  changeChannel,
  changeChannelDigest,
  removeChannel,
  testChannel,
} from './pages/channel-changes.ts';
import { channelsPage } from './pages/channels.ts';
import { answerSample, checkPage } from './pages/check.ts';
import { draftPage, tryDraft } from './pages/draft.ts';
import { healthPage } from './pages/health.ts';
import { changePassword, mePage, revoke } from './pages/me.ts';
import { changeDigest } from './pages/me-digest.ts';
import { acknowledge, retryNotice } from './pages/notice.ts';
import { peoplePage } from './pages/people.ts';
import {
  changeMember,
  disableMember,
  enableMember,
  endSessions,
  invite,
  makeLink,
} from './pages/people-changes.ts';
import { live, queuePage } from './pages/queue.ts';
import { reportPage } from './pages/report.ts';
import { backtestRule, changeStage, rulePage } from './pages/rule.ts';
import { rulesPage } from './pages/rules.ts';
import { makeCase, searchPage } from './pages/search.ts';
import { checkSource, setSource, sourcesPage } from './pages/sources.ts';
import { dismissAction, handDone, handReopen, retryAction } from './pages/tasks.ts';
import { explainText, tryPage } from './pages/try.ts';

type Handler = (c: ConsoleContext, deps: ConsoleDeps) => Response | Promise<Response>;

/** One way into the console; the table is what the tests hold every role against. */
export interface Route {
  readonly method: 'get' | 'post';
  readonly path: string;
  /** Least role; `anyone` needs no session. */
  readonly role: UserRole | 'anyone';
  readonly handler: Handler;
}

const get = (path: string, role: Route['role'], handler: Handler): Route => ({
  method: 'get',
  path,
  role,
  handler,
});
const post = (path: string, role: Route['role'], handler: Handler): Route => ({
  method: 'post',
  path,
  role,
  handler,
});

const EVENTS = ['keep', 'hide', 'reply', 'escalate', 'undo', 'appeal'] as const;

export const ROUTES: readonly Route[] = [
  get('/sign-in', 'anyone', (c) => signInPage(c)),
  post('/sign-in', 'anyone', signInWithPassword),
  get('/link', 'anyone', (c) => linkPage(c)),
  post('/link', 'anyone', signInWithLink),

  post('/sign-out', 'moderator', leave),
  post('/lang', 'moderator', changeLang),
  get('/me', 'moderator', (c, deps) => mePage(c, deps)),
  post('/me/password', 'moderator', changePassword),
  post('/me/revoke', 'moderator', revoke),
  post('/me/digest', 'moderator', changeDigest),

  get('/', 'moderator', queuePage),
  get('/live', 'moderator', live),
  get('/search', 'moderator', searchPage),
  post('/comments/:id/case', 'moderator', makeCase),
  get('/cases/:id', 'moderator', casePage),
  get('/cases/:id/card', 'moderator', cardFragment),
  get('/cases/:id/alike', 'moderator', alikePage),
  post('/cases/:id/hold', 'moderator', hold),
  post('/cases/:id/show', 'moderator', showPersonal),
  ...EVENTS.map((event) => post(`/cases/:id/${event}`, 'moderator', (c, deps) => decide(c, deps, event))),
  post('/cases/:id/acknowledge', 'moderator', acknowledge),
  post('/bulk', 'moderator', bulk),
  post('/actions/:id/retry', 'moderator', retryAction),
  post('/actions/:id/dismiss', 'moderator', dismissAction),
  post('/notices/:id/retry', 'moderator', retryNotice),
  post('/actions/:id/done', 'moderator', handDone),
  post('/actions/:id/reopen', 'moderator', handReopen),

  get('/check', 'moderator', checkPage),
  post('/check/:id', 'moderator', answerSample),
  get('/report', 'moderator', reportPage),

  get('/rules', 'operator', rulesPage),
  get('/rules/try', 'operator', (c) => tryPage(c)),
  post('/rules/try', 'operator', explainText),
  get('/rules/draft', 'operator', (c) => draftPage(c)),
  post('/rules/draft', 'operator', tryDraft),
  get('/rules/:id', 'operator', rulePage),
  post('/rules/:id/stage', 'operator', changeStage),
  post('/rules/:id/backtest', 'operator', backtestRule),

  get('/sources', 'operator', sourcesPage),
  post('/sources/:id/pause', 'operator', (c, deps) => setSource(c, deps, 'paused')),
  post('/sources/:id/resume', 'operator', (c, deps) => setSource(c, deps, 'active')),
  post('/sources/:id/check', 'operator', checkSource),
  get('/sources/:id/channels', 'operator', channelsPage),
  post('/sources/:id/channels', 'operator', addChannel),
  post('/channels/:id', 'operator', changeChannel),
  post('/channels/:id/test', 'operator', testChannel),
  post('/channels/:id/remove', 'operator', removeChannel),
  post('/channels/:id/digest', 'admin', changeChannelDigest),
  get('/audit', 'operator', auditPage),
  get('/health', 'operator', healthPage),
  post('/brakes/:id/release', 'operator', releaseBrake),
  post('/actions/resume', 'operator', resumeActions),
  get('/queues', 'operator', (c, deps) => deps.queueBoard(c.req.raw)),
  get('/queues/*', 'operator', (c, deps) => deps.queueBoard(c.req.raw)),

  get('/people', 'admin', (c, deps) => peoplePage(c, deps)),
  post('/people', 'admin', invite),
  post('/people/:id', 'admin', changeMember),
  post('/people/:id/link', 'admin', makeLink),
  post('/people/:id/end-sessions', 'admin', endSessions),
  post('/people/:id/disable', 'admin', disableMember),
  post('/people/:id/enable', 'admin', enableMember),
];
