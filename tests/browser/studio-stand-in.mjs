// The editors' routes of docs/protocol.md section 10 in the memory of a test: so that a test can have a second editor, a slow or
// dead line, and a gate that holds something back, when it wants them.

/** An entry in three languages, as the sample has them. */
export const WARRANTY = {
  category: 'warranty',
  languages: {
    en: { title: 'What the warranty covers', phrasings: ['What is covered by the warranty?', 'Is the battery under warranty?'], answer: 'The battery is covered for **eight years**.\n\n- cells\n- cooling' },
    bn: { title: 'ওয়ারেন্টিতে কী কী আছে', phrasings: ['ওয়ারেন্টিতে কী পাব?'], answer: 'ব্যাটারির ওয়ারেন্টি **আট বছর**।' },
    kk: { title: 'Кепілдікке не кіреді', phrasings: ['Кепілдікке не кіреді?'], answer: 'Батареяға **сегіз жыл** кепілдік беріледі.' },
  },
};

const copy = (value) => structuredClone(value);
const AT = '2026-11-27T09:30:00.000Z';

/** Figures of a small FAQ. */
const QUALITY = {
  measuring: false,
  failed: false,
  figures: {
    current: true,
    measured_at: '2027-03-01T10:00:00Z',
    calibration_error: 0.04,
    groups: Object.fromEntries(['all', 'bn', 'kk', 'en'].map((name) => [name, { questions: 100, right_first: 92, answered: 80, answered_rightly: 78, helped: 95, offtopic: 10, offtopic_answered: 0 }])),
    reliability: [{ probability: 0.35, right: 0.3, questions: 12 }, { probability: 0.95, right: 0.97, questions: 80 }],
    confusions: [{ right: 'warranty-cover', found: 'charge-home', count: 3 }],
    entries: [{ entry: 'warranty-cover', questions: 20, right_first: 15, stolen: 2 }],
  },
};

export class StudioStandIn {
  constructor() {
    this.entries = new Map();
    /** Answers before the usual ones: `[method, part of the path, answer]`, each once; `answer` gives `{status, body}`. */
    this.next = [];
    this.asked = [];
    this.others = [];
    this.gaps = [
      { id: '00000000-0000-7000-8000-000000000001', count: 3, first_at: AT, last_at: AT, languages: { en: 2, kk: 1 }, kinds: { unanswered: 2, buttons: 1 }, examples: [{ at: AT, conversation: 'c1', kind: 'unanswered', language: 'en', text: 'Can I tow a trailer?' }, { at: AT, conversation: 'c2', kind: 'unanswered', language: 'kk', text: 'Тіркеме сүйретуге бола ма?' }, { at: AT, conversation: 'c3', kind: 'buttons', language: 'en', text: 'trailer up to 750 kg ok?' }], nearest: [{ entry: 'charge-home', title: 'Charging at home' }], reply: 'Yes, up to 750 kg.', state: 'open' },
      { id: '00000000-0000-7000-8000-000000000002', count: 1, first_at: AT, last_at: AT, languages: { bn: 1 }, kinds: { unhelpful: 1 }, examples: [{ at: AT, conversation: 'c4', kind: 'unhelpful', language: 'bn', text: 'বাসায় চার্জ হয় না কেন?' }], nearest: [], state: 'open' },
    ];
    this.counts = { entries: { 'warranty-cover': { en: { asked: 40, shown: 5, taken: 3, helpful: 20, unhelpful: 2, person: 1 }, bn: { asked: 12, shown: 0, taken: 0, helpful: 4, unhelpful: 0, person: 0 } } } };
    this.files = new Map([['synonyms/en.txt', { text: 'boot, trunk\ncharger, wall box\n', revision: 3 }], ['safety.toml', { text: '[smoke]\n', revision: 1 }]]);
    /** Manuals and pictures of answers. */
    this.attached = [
      { name: 'fob-1a2b3c4d.png', link: 'file:fob-1a2b3c4d.png', url: '/files/fob-1a2b3c4d.png', media: 'image/png', size: 24_000, width: 320, height: 200, revision: 'aa', uses: 2, used_by: [{ id: 'warranty-cover', title: 'What the warranty covers', published: true, draft: false }, { id: 'charge-home', title: 'Charging at home', published: false, draft: false }], updated_at: AT, updated_by: 'Dana' },
      { name: 'manual-5e6f7a8b.pdf', link: 'file:manual-5e6f7a8b.pdf', url: '/files/manual-5e6f7a8b.pdf', media: 'application/pdf', size: 3_400_000, revision: 'bb', uses: 0, used_by: [], removed_at: '2026-12-27T09:30:00.000Z', updated_at: AT, updated_by: 'Dana' },
    ];
    this.imported = {
      mappings: [{ file: 'faq.csv', header: 1, columns: [{ column: 'A', header: 'Question', field: 'title', language: 'en' }, { column: 'B', header: 'Answer', field: 'answer', language: 'en' }, { column: 'C', header: 'Remark' }] }],
      changes: [{ id: 'towing', category: 'service', change: 'new', languages: ['en'] }, { id: 'warranty-cover', category: 'warranty', change: 'changed', languages: ['en', 'kk'] }, { id: 'charge-home', category: 'charging', change: 'same', languages: [] }],
      problems: [],
    };
    this.put('warranty-cover', WARRANTY, 'Dana', true);
    this.put('charge-home', { category: 'charging', languages: { en: { title: 'Charging at home', phrasings: ['How do I charge at home?'], answer: 'Use the **wall box**.' }, kk: { title: 'Үйде қуаттау', phrasings: ['Үйде қалай қуаттаймын?'], answer: 'Қабырғалық құрылғыны қолданыңыз.' } } }, 'Dana', true);
  }

  /** Saves a revision. */
  put(id, fields, by, publish = false, more = {}) {
    const known = this.entries.get(id) ?? { id, revisions: [], published: null, log: [] };
    const revision = (known.revisions.at(-1)?.revision ?? 0) + 1;
    const before = known.revisions.at(-1)?.fields;
    const languages = {};
    for (const [code, words] of Object.entries(fields.languages)) {
      const old = before?.languages[code];
      const changed = !old || JSON.stringify([old.title, old.phrasings, old.answer]) !== JSON.stringify([words.title, words.phrasings, words.answer]) || more.current?.includes(code);
      const state = changed ? 'current' : more.change === 'wrong' || old.state === 'wrong' ? 'wrong' : more.change === 'meaning' ? 'stale' : old.state;
      languages[code] = { title: words.title, phrasings: words.phrasings, answer: words.answer, state, based_on: changed ? revision : old.based_on };
    }
    const { category, models, markets, related, tags } = fields;
    known.revisions.push({ revision, fields: { category, models, markets, related, tags, languages }, by, at: AT, note: more.note, change: more.change ?? 'wording', autosaved: more.autosave ?? false });
    if (publish) this.publish(known);
    this.entries.set(id, known);
    return known;
  }

  publish(known) {
    known.log.push(known.published);
    known.published = known.revisions.at(-1).revision;
  }

  entry(known, number) {
    const last = known.revisions.find(({ revision }) => revision === number) ?? known.revisions.at(-1);
    return copy({ id: known.id, revision: last.revision, ...(known.published === null ? {} : { published_revision: known.published }), draft: known.published !== known.revisions.at(-1).revision && !known.withdrawn, ...last.fields, autosaved: last.autosaved, updated_at: last.at, updated_by: last.by, ...(known.scheduled ? { scheduled_at: known.scheduled } : {}) });
  }

  async on(page) {
    await page.route((url) => /^\/api\/v1\/(?:faq|ask|content|gaps)(?:\/|$)/.test(url.pathname), (route) => this.route(route));
  }

  async route(route) {
    const request = route.request();
    const answer = await this.answer(request.method(), new URL(request.url()), request.headers(), request.postData());
    if (answer === 'abort') return route.abort();
    return route.fulfill({ status: answer.status, contentType: answer.type ?? (answer.status < 400 ? 'application/json' : 'application/problem+json'), headers: answer.etag === undefined ? {} : { ETag: `"${answer.etag}"` }, body: answer.text ?? JSON.stringify(answer.body) });
  }

  /** @returns {Promise<{status: number, body?: any, text?: string, type?: string, etag?: string|number}|'abort'>} */
  async answer(method, url, headers, text) {
    // What is only foreseen is asked before what is done.
    const foreseen = /"dry_run":true/.test(text ?? '');
    const once = foreseen ? -1 : this.next.findIndex(([wanted, part]) => wanted === method && url.pathname.includes(part));
    if (once !== -1) {
      const [[, , answer]] = this.next.splice(once, 1);
      const made = await answer(url, text);
      if (made !== 'go on') return made;
    }
    let body = {};
    try {
      body = text ? JSON.parse(text) : {};
    } catch {
      body = {};
    }
    this.asked.push([method, url.pathname + url.search, body]);
    const path = url.pathname.replace('/api/v1/', '').split('/').map(decodeURIComponent);
    if (path[0] === 'faq') return this.faq(method, path.slice(1), url.searchParams, headers, body);
    if (path[0] === 'gaps') return this.gap(method, path[1], url.searchParams, body);
    if (path[0] === 'content') return this.content(method, path.slice(1).join('/'), headers, body);
    if (path[0] === 'ask') return { status: 200, body: this.ask(body) };
    return refuse(404, 'not_found');
  }

  faq(method, [id, what, number], query, headers, body) {
    if (!id) return { status: 200, body: { items: this.list(query), next: null } };
    if (id === 'preview') return { status: 200, body: preview(body.answer) };
    if (id === 'quality') return { status: 200, body: QUALITY };
    if (id === 'counts') return { status: 200, body: this.counts };
    if (id === 'import') return { status: 200, body: query.get('dry_run') === 'true' ? this.imported : { ...this.imported, results: [{ id: 'towing', ok: true, revision: 1 }, { id: 'warranty-cover', ok: false, code: 'stale_revision' }] } };
    if (id === 'files') return this.ofFiles(method, what, query, headers);
    if (id === 'export') return { status: 200, text: 'id,category\n', type: 'text/csv' };
    if (id === 'translations') return { status: 200, body: this.translations() };
    if (id === 'bulk') return this.bulk(body);
    const known = this.entries.get(id);
    if (method === 'PUT' && !what) return this.save(id, known, headers, body);
    if (!known) return refuse(404, 'not_found');
    if (method === 'DELETE' && !what) known.withdrawn = true;
    if (!what) return ok(this.entry(known));
    if (what === 'presence') return { status: 200, body: { others: this.others } };
    if (what === 'revisions') return { status: 200, body: number ? this.entry(known, Number(number)) : { items: known.revisions.toReversed().map((one) => ({ revision: one.revision, at: one.at, author: one.by, note: one.note, change: one.change, autosaved: one.autosaved, published_at: known.published === one.revision ? [AT] : [], publications: known.published === one.revision ? [{ at: AT, author: 'Dana', kind: 'publish', ...(known.reason ? { reason: known.reason } : {}) }] : [] })), next: null } };
    if (what === 'diff') return { status: 200, body: this.diff(known, Number(query.get('from')), Number(query.get('to'))) };
    if (body.dry_run) return ok({ ...this.entry(known), changes: [] });
    return this.act(known, what, body);
  }

  save(id, known, headers, body) {
    const base = Number(/\d+/.exec(headers['if-match'] ?? '')?.[0] ?? 0);
    const last = known?.revisions.at(-1);
    if (base !== (last?.revision ?? 0)) return refuse(412, 'stale_revision', { revision: last?.revision, updated_by: last?.by });
    const { change, current, note, autosave, ...fields } = body;
    return ok(this.entry(this.put(id, fields, 'Me', false, { change, current, note, autosave })));
  }

  act(known, what, body) {
    if (what === 'publish') {
      if (body.override) known.reason = body.override;
      if (body.at) known.scheduled = body.at;
      else this.publish(known);
    } else if (what === 'withdraw') {
      known.log.push(known.published);
      known.published = null;
      known.withdrawn = true;
    } else if (what === 'undo') known.published = known.log.pop() ?? null;
    else if (what === 'restore') this.put(known.id, known.revisions.find(({ revision }) => revision === body.revision).fields, 'Me');
    else if (what === 'schedule') delete known.scheduled;
    else if (what === 'rename') {
      if (this.entries.has(body.id)) return refuse(422, 'invalid', { detail: 'This name is taken.' });
      this.entries.delete(known.id);
      known.id = body.id;
      this.entries.set(body.id, known);
    }
    return ok(this.entry(known));
  }

  gap(method, id, query, body) {
    if (!id) return { status: 200, body: { items: this.gaps.filter(({ state }) => state === (query.get('state') ?? 'open')), next: null } };
    const gap = this.gaps.find((one) => one.id === id);
    // The questions become phrasings in a draft, each under its language.
    if (method === 'POST' && body.entry && this.entries.has(body.entry)) {
      const { languages, ...rest } = structuredClone(this.entries.get(body.entry).revisions.at(-1).fields);
      const first = Object.keys(languages)[0];
      for (const { text, language } of gap.examples) {
        const { phrasings } = languages[languages[language] ? language : first];
        if (!phrasings.includes(text)) phrasings.push(text);
      }
      this.put(body.entry, { ...rest, languages }, 'Me');
    }
    if (method === 'POST') Object.assign(gap, body.declined === true ? { state: 'declined' } : body.entry ? { state: 'answered', entry: body.entry } : { state: 'open' });
    return { status: 200, body: gap };
  }

  ofFiles(method, name, query, headers) {
    const about = { media: 'image/png', size: 68, width: 2, height: 2, updated_at: AT, updated_by: 'Me' };
    if (!name && method === 'POST') {
      const made = `${query.get('name').replace(/\..*$/, '')}-00000001.png`;
      this.attached.push({ ...about, name: made, link: `file:${made}`, url: `/files/${made}`, revision: 'cc', uses: 0, used_by: [] });
      return { status: 201, body: this.attached.at(-1) };
    }
    if (!name) {
      const words = (query.get('q') ?? '').toLowerCase();
      return { status: 200, body: { items: this.attached.filter((one) => JSON.stringify([one.name, one.used_by]).toLowerCase().includes(words)), max_bytes: 4 << 20, next: null } };
    }
    const at = this.attached.findIndex((one) => one.name === name);
    if (at === -1) return refuse(404, 'not_found');
    const file = this.attached[at];
    if (method === 'DELETE') {
      if (file.uses > 0) return refuse(409, 'in_use', { detail: 'Topics need this file.' });
      this.attached.splice(at, 1);
      return { status: 204 };
    }
    if (method === 'PUT') {
      if (headers['if-match'] !== `"${file.revision}"`) return refuse(412, 'stale_revision');
      this.attached[at] = { ...file, ...about, revision: `${file.revision}a` };
    }
    return { status: 200, body: this.attached[at] };
  }

  content(method, path, headers, body) {
    if (!path) return { status: 200, body: { items: [...this.files].map(([name, { text, revision }]) => ({ path: name, revision, published_revision: revision, size: text.length, updated_at: AT, updated_by: 'Dana' })) } };
    const file = this.files.get(path);
    if (!file) return refuse(404, 'not_found');
    if (method === 'GET') return { status: 200, text: file.text, type: 'text/plain; charset=utf-8', etag: file.revision };
    if (headers['if-match'] !== `"${file.revision}"`) return refuse(412, 'stale_revision', { revision: file.revision, updated_by: 'Aigul' });
    const lines = body.text.split('\n');
    const problems = lines.flatMap((line, at) => (line !== '' && !line.includes(',') ? [{ file: path, line: at + 1, severity: 'error', message: 'A group needs two words.' }] : []));
    if (body.publish && problems.length > 0) return refuse(422, 'invalid', { problems });
    this.files.set(path, { text: body.text, revision: file.revision + 1 });
    return { status: 200, body: { path, revision: file.revision + 1, problems }, etag: file.revision + 1 };
  }

  list(query) {
    const words = (query.get('q') ?? '').toLowerCase();
    return [...this.entries.values()]
      .map((known) => this.entry(known))
      .filter((entry) => words === '' || JSON.stringify(entry).toLowerCase().includes(words))
      .filter((entry) => !query.get('category') || entry.category === query.get('category'))
      .filter((entry) => !query.get('filter') || (query.get('filter') === 'draft' ? entry.draft : false))
      .filter((entry) => query.get('state') !== 'missing' || !query.get('language') || !entry.languages[query.get('language')])
      .map((entry) => ({ ...entry, languages: Object.fromEntries(Object.entries(entry.languages).map(([code, { title, state }]) => [code, { title, state }])) }));
  }

  bulk({ ids, category }) {
    for (const id of ids) {
      const { fields } = this.entries.get(id).revisions.at(-1);
      this.put(id, { ...fields, category: category ?? fields.category }, 'Me');
    }
    return { status: 200, body: { results: ids.map((id) => ({ id, ok: true })) } };
  }

  translations() {
    const languages = {};
    for (const code of ['bn', 'kk', 'en']) languages[code] = { current: 0, stale: 0, wrong: 0, missing: 0 };
    const items = [];
    for (const known of this.entries.values()) {
      const entry = this.entry(known);
      for (const code of Object.keys(languages)) {
        const state = entry.languages[code]?.state ?? 'missing';
        languages[code][state] += 1;
        if (state !== 'current') items.push({ id: entry.id, language: code, state, title: entry.languages.en?.title ?? entry.id });
      }
    }
    return { languages, items };
  }

  diff(known, from, to) {
    const [a, b] = [from, to].map((number) => known.revisions.find(({ revision }) => revision === number).fields);
    const languages = {};
    for (const code of Object.keys(b.languages)) {
      const [old, fresh] = [a.languages[code]?.answer ?? '', b.languages[code].answer];
      languages[code] = { answer: old === fresh ? [{ kind: 'same', text: fresh }] : [{ kind: 'removed', text: old }, { kind: 'added', text: fresh }] };
    }
    return { from, to, languages };
  }

  ask({ text }) {
    const found = [...this.entries.values()].map((known) => this.entry(known)).filter((entry) => entry.published_revision).find((entry) => Object.values(entry.languages).some(({ phrasings }) => phrasings.some((one) => one.toLowerCase() === text.toLowerCase())));
    const entries = [...this.entries.values()].map((known) => this.entry(known)).map((entry) => ({ entry: entry.id, title: entry.languages.en?.title ?? entry.id, score: entry.id === found?.id ? 0.93 : 0.12 })).sort((a, b) => b.score - a.score);
    const answer = found && { entry: found.id, revision: found.revision, title: found.languages.en.title, language: 'en', note: null, ...preview(found.languages.en.answer) };
    return { decision: found ? 'answer' : 'handoff', entry: found?.id ?? null, ...(answer ? { answer } : {}), entries, language: 'en', confidence: entries[0]?.score ?? 0, explain: { words: text.split(/\s+/).map((word) => ({ word, found: found !== undefined, corrected: null })), candidates: entries.map(({ entry, score }) => ({ entry, share: score })), first: entries[0]?.score ?? 0, three: 0.2, answer_limit: 0.8, suggest_limit: 0.4, notes: [] } };
  }
}

function ok(entry) {
  return { status: 200, body: entry, etag: entry.revision };
}

export function refuse(status, code, more = {}) {
  return { status, body: { type: 'about:blank', title: code, status, detail: `(${code})`, code, request_id: 'r', ...more } };
}

/** Bold and lists, which is all that the tests look at. */
function preview(answer) {
  const inline = (text) => text.split(/\*\*(.+?)\*\*/).map((part, index) => (index % 2 === 1 ? ['strong', part] : part)).filter((part) => part !== '');
  const nodes = answer.split(/\n{2,}/).map((block) => (block.startsWith('- ') ? ['ul', ...block.split('\n').map((line) => ['li', ...inline(line.slice(2))])] : ['p', ...inline(block)]));
  return { nodes, text: answer, html: '', problems: /\{nothing\}/.test(answer) ? [{ message: 'There is no name {nothing}.' }] : [] };
}
