// The desk's routes and socket for cars and requests in the memory of a test: so that a test can have a colleague who is faster,
// a dead line, and a request in every state, when it wants them. What the server itself makes of it is in board-flow.mjs.
import { refuse } from './studio-stand-in.mjs';

const HOUR = 3_600_000;
const at = (ms) => new Date(Date.now() + ms).toISOString();
const USER = { id: 'u1', name: 'Aigul', email: 'aigul@aftercare.example', role: 'technician', languages: ['kk', 'bn', 'en'] };
export const CHAT = '0195f000-0000-7000-8000-000000000001';
export const VIN = 'LJ8E3C3M5RD000417';

/** What the server says in the page's language: `[bn, kk, en]`. */
const WORDS = {
  claim: ['ওয়ারেন্টি দাবি', 'Кепілдік өтінімі', 'Warranty claim'],
  booking: ['সার্ভিস বুকিং', 'Сервиске жазылу', 'Service booking'],
  part: ['যন্ত্রাংশের খোঁজ', 'Бөлшек сұрау', 'Part enquiry'],
  complaint: ['অভিযোগ', 'Шағым', 'Complaint'],
  received: ['পাওয়া গেছে', 'Қабылданды', 'Received'],
  in_review: ['যাচাই চলছে', 'Қаралуда', 'In review'],
  more_info: ['আরও তথ্য দরকার', 'Қосымша дерек керек', 'More information needed'],
  approved: ['অনুমোদিত', 'Мақұлданды', 'Approved'],
  in_repair: ['মেরামত চলছে', 'Жөндеуде', 'In repair'],
  closed: ['বন্ধ', 'Жабылды', 'Closed'],
  declined: ['গ্রহণ করা হয়নি', 'Қабылданбады', 'Declined'],
  requested: ['চাওয়া হয়েছে', 'Сұралды', 'Requested'],
  confirmed: ['নিশ্চিত', 'Расталды', 'Confirmed'],
  vehicle: ['গাড়ি', 'Көлік', 'Vehicle'],
  battery: ['ট্র্যাকশন ব্যাটারি', 'Тартқыш батарея', 'Drive battery'],
  what: ['কী হয়েছে', 'Не болды', 'What happened'],
  since: ['কবে থেকে', 'Қашаннан бері', 'Since when'],
  km: ['কত কিমি চলেছে', 'Жүрген жолы', 'Mileage'],
  happened: ['সকালে গাড়ি চার্জ নেয় না, স্ক্রিনে P0AA6 দেখায়।', 'Таңертең көлік қуат алмайды, экранда P0AA6 шығады.', 'The car does not charge in the morning, the screen shows P0AA6.'],
  next: ['তিন কর্মদিবসের মধ্যে সিদ্ধান্ত', 'Шешім үш жұмыс күнінде', 'Decision within three working days'],
  centre: ['ঢাকা সেন্টার', 'Алматы орталығы', 'Almaty centre'],
  noPart: ['কোন যন্ত্রাংশ, লিখুন।', 'Қай бөлшек екенін жазыңыз.', 'Please say which part.'],
  badVin: ['VIN-এ ১৭টি চিহ্ন থাকে; এখানে ১৬টি।', 'VIN 17 таңбадан тұрады, мұнда 16.', 'A VIN has 17 characters; this has 16.'],
  noCause: ['বন্ধ করতে কারণ লিখুন।', 'Жабу үшін себебін жазыңыз.', 'To close it, write the cause.'],
  photo: ['ছবি', 'Фото', 'Photos'],
};
const ORDER = ['bn', 'kk', 'en'];

export class BoardStandIn {
  constructor() {
    this.next = [];
    this.asked = [];
    this.frames = [];
    this.sockets = [];
    /** Whether somebody has made sure whose conversation it is. */
    this.sure = false;
    this.events = [
      this.event(1, { kind: 'message', from: { role: 'owner' }, text: 'Көлік таңертең қуат алмайды, не істеймін?', language: 'kk', language_reason: 'script' }),
      this.event(2, { kind: 'queued', from: { role: 'system' }, reason: 'asked' }),
      this.event(3, { kind: 'assigned', from: { role: 'system' }, name: 'Aigul', user: 'u1', claim: 1 }),
    ];
    this.requests = [
      this.request('AC-7K3M-92QX-C', 'claim', 'in_review', { lateness: 'overdue', due: at(-26 * HOUR), missing: ['cause', 'correction'], conversation: CHAT, complaint: true }),
      this.request('AC-2B8D-41RT-5', 'claim', 'more_info', { lateness: 'paused', due: null, missing: ['cause', 'correction'], complaint: true }),
      this.request('AC-5N6P-77VW-K', 'booking', 'requested', { lateness: 'soon', due: at(3 * HOUR), missing: [], centre: true }),
      this.request('AC-9XYZ-03HJ-8', 'part', 'received', { lateness: 'none', due: at(70 * HOUR), missing: [] }),
      this.request('AC-4T4T-10AB-2', 'complaint', 'closed', { lateness: 'none', due: null, missing: [], closed: true, conversation: CHAT }),
    ];
  }

  w(key) {
    return { key };
  }

  request(code, kind, status, { lateness, due, missing, conversation = null, centre = false, closed = false, complaint = false }) {
    return { code, kind, status, lateness, due, missing, conversation, centre, closed, complaint: complaint ? 'happened' : '', cause: '', correction: '', parts: [], revision: 1, log: [{ at: at(-90 * HOUR), by: 'Айбек', to: 'received', note: null, visible: true }, { at: at(-50 * HOUR), by: 'Aigul', to: status, note: null, visible: true }] };
  }

  event(seq, fields) {
    return { type: 'event', conversation: CHAT, seq, at: at(-HOUR), ...fields };
  }

  async on(page) {
    await page.route((url) => /^\/api\/v1\/(?:desk|session|centres)(?:\/|$)/.test(url.pathname), (route) => this.route(route));
    await page.routeWebSocket(/\/ws\/v1\/desk/, (socket) => this.socket(socket));
  }

  // ---- the socket

  socket(socket) {
    this.sockets.push(socket);
    socket.onMessage((text) => this.frame(socket, JSON.parse(text)));
  }

  frame(socket, frame) {
    const send = (what) => socket.send(JSON.stringify(what));
    this.frames.push(frame);
    if (frame.type === 'hello') {
      const mine = [{ conversation: CHAT, status: 'assigned', language: 'kk', market: 'kz', priority: 0, danger: 'none', since: at(-HOUR), preview: 'Көлік таңертең қуат алмайды, не істеймін?', assignee: 'u1', claim: 1 }];
      send({ type: 'ready', user: USER, epoch: 'e', feed: 0, queue: [], mine, heartbeat_ms: 25_000, limits: { text: 16_000 } });
      for (const { conversation, after } of frame.open ?? []) if (conversation === CHAT) for (const event of this.events) if (event.seq > after) send(event);
    } else if (frame.type === 'open') {
      send({ type: 'ok', re: frame.id, at: at(0), duplicate: false });
      for (const event of this.events) if (event.seq > (frame.after ?? 0)) send(event);
    } else if (frame.type === 'request' || frame.type === 'offer_form') this.durable(frame, send);
    else if (frame.id) send({ type: 'ok', re: frame.id, at: at(0), duplicate: false });
  }

  durable(frame, send) {
    const known = this.events.find(({ id }) => id === frame.id);
    if (known) return send({ type: 'ok', re: frame.id, seq: known.seq, at: known.at, duplicate: true });
    if (frame.type === 'request' && (frame.values.vin ?? '').length === 16) return send({ type: 'error', re: frame.id, code: 'invalid', message: '(invalid)', retry: false, fields: { vin: this.word('badVin') } });
    const seq = this.events.length + 1;
    let event;
    if (frame.type === 'offer_form') {
      const form = this.forms().find(({ form }) => form === frame.form);
      event = this.event(seq, { kind: 'form', id: frame.id, from: { role: 'technician', name: 'Aigul' }, form: frame.form, title: form.title, fields: form.fields.map((field) => ({ ...field, value: frame.values?.[field.name] })), submit: 'OK' });
    } else {
      const made = this.request('AC-8Q8Q-55MN-A', 'claim', 'received', { lateness: 'none', due: at(72 * HOUR), missing: ['cause', 'correction'], conversation: CHAT, complaint: true });
      this.requests.unshift(made);
      event = this.event(seq, { kind: 'request', id: frame.id, from: { role: 'technician', name: 'Aigul' }, code: made.code, request_kind: 'claim', status: 'received', title: this.word('claim'), status_text: this.word('received'), next: this.word('next'), url: `/r/${made.code}` });
    }
    this.events.push(event);
    send({ type: 'ok', re: frame.id, seq, at: event.at, duplicate: false });
    return send(event);
  }

  // ---- HTTP

  async route(route) {
    const request = route.request();
    this.language = (request.headers()['accept-language'] ?? 'en').slice(0, 2);
    const url = new URL(request.url());
    const body = request.postData() ? JSON.parse(request.postData()) : {};
    this.asked.push([request.method(), url.pathname + url.search, body]);
    const once = this.next.findIndex(([method, part]) => method === request.method() && url.pathname.includes(part));
    const answer = once === -1 ? this.answer(request.method(), url, request.headers(), body) : await this.next.splice(once, 1)[0][2](url, body);
    if (answer === 'abort') return route.abort();
    return route.fulfill({ status: answer.status, contentType: answer.status < 400 ? 'application/json' : 'application/problem+json', body: answer.body === null ? undefined : JSON.stringify(answer.body) });
  }

  word(key) {
    const words = WORDS[key];
    return words ? words[Math.max(0, ORDER.indexOf(this.language))] : key;
  }

  answer(method, url, headers, body) {
    const path = url.pathname.replace('/api/v1/', '').split('/').map(decodeURIComponent);
    if (path[0] === 'session') return { status: 200, body: { csrf: 'c', user: USER } };
    if (path[1] === 'slots') return { status: 200, body: { items: [] } };
    if (path[1] === 'kinds') return { status: 200, body: this.kinds() };
    if (path[1] === 'conversations' && method === 'PUT') {
      this.sure = body.owner === 'o1';
      return { status: 204, body: null };
    }
    if (path[1] === 'conversations') return { status: 200, body: { owners: [this.owner()], cars: [this.car()], requests: this.requests.filter(({ conversation }) => conversation === CHAT).map((one) => this.card(one)) } };
    if (path[1] !== 'requests') return refuse(404, 'not_found');
    if (!path[2]) return this.board(url.searchParams);
    const known = this.requests.find(({ code }) => code === path[2]);
    if (!known) return refuse(404, 'not_found');
    if (method === 'GET') return { status: 200, body: this.open(known) };
    if (headers['if-match'] !== `"${known.revision}"`) return refuse(412, 'stale_revision');
    return this.change(known, path[3], body);
  }

  change(known, what, body) {
    if (what === 'move') {
      if (body.to === 'closed' && !(body.cause ?? known.cause)) return refuse(422, 'invalid', { errors: [{ field: 'cause', code: 'missing', detail: this.word('noCause') }] });
      known.log.push({ at: at(0), by: 'Aigul', from: known.status, to: body.to, note: body.note ?? body.reason ?? null, visible: body.visible });
      known.status = body.to;
      known.closed = body.to === 'closed' || body.to === 'declined';
      for (const part of ['cause', 'correction']) known[part] = body[part] ?? known[part];
    } else if (what === 'case') Object.assign(known, { complaint: body.complaint, cause: body.cause, correction: body.correction });
    else if (what === 'parts') known.parts.push({ name: body.part, old: body.old, new: body.new, until: '2027-11-28' });
    known.missing = known.closed ? [] : known.kind === 'claim' ? ['complaint', 'cause', 'correction'].filter((part) => !known[part]) : [];
    known.lateness = known.closed ? 'none' : known.lateness;
    known.revision += 1;
    return { status: 200, body: this.open(known) };
  }

  kinds() {
    const state = (id, terminal = false) => ({ id, name: this.word(id), terminal });
    return {
      kinds: [
        { id: 'claim', name: this.word('claim'), states: [state('received'), state('in_review'), state('more_info'), state('approved'), state('in_repair'), state('closed', true), state('declined', true)] },
        { id: 'booking', name: this.word('booking'), states: [state('requested'), state('confirmed'), state('closed', true)] },
        { id: 'part', name: this.word('part'), states: [state('received'), state('closed', true)] },
        { id: 'complaint', name: this.word('complaint'), states: [state('received'), state('closed', true)] },
      ],
      forms: this.forms(),
      centres: [{ id: 'almaty', name: this.word('centre') }],
    };
  }

  forms() {
    return [
      { form: 'warranty-claim', title: this.word('claim'), makes: 'claim', fields: [{ name: 'vin', label: 'VIN', kind: 'vin', required: true }, { name: 'km', label: this.word('km'), kind: 'km', required: true }, { name: 'what', label: this.word('what'), kind: 'long', required: true }, { name: 'since', label: this.word('since'), kind: 'date', required: false }, { name: 'photos', label: this.word('photo'), kind: 'photo', required: false }] },
      { form: 'part', title: this.word('part'), makes: 'part', fields: [{ name: 'part', label: this.word('part'), kind: 'text', required: true }] },
      { form: 'coverage', title: this.word('vehicle'), makes: null, fields: [{ name: 'vin', label: 'VIN', kind: 'vin', required: true }] },
    ];
  }

  owner() {
    return { id: 'o1', name: 'Айбек Сейітов', phone: '+7 701 000 00 01', email: null, sure: this.sure };
  }

  car() {
    return { id: 'v1', vin: VIN, model: 'iCAR 03', plate: '417 ABK 02', handed_over: '2024-06-28', odometer: { km: 48_000, on: '2026-11-02', lower: false }, coverage: [{ name: this.word('vehicle'), state: 'ended', ended_by: 'date', until: '2026-03-28', km_limit: 100_000, km_left: null, months_left: null, days_left: null, serial: null }, { name: this.word('battery'), state: 'covered', ended_by: null, until: '2028-06-28', km_limit: 150_000, km_left: 102_000, months_left: 19, days_left: 578, serial: null }] };
  }

  card(one) {
    const { code, kind, status, lateness, due, missing, conversation, closed } = one;
    return { code, kind, kind_name: this.word(kind), status, status_name: this.word(status), closed, words: one.complaint === 'happened' ? this.word('happened') : one.complaint, due, lateness, centre: one.centre ? this.word('centre') : null, vin: VIN, model: 'iCAR 03', conversation, made_at: at(-90 * HOUR), changed_at: at(-50 * HOUR), missing };
  }

  open(one) {
    const moves = one.closed ? [] : one.kind === 'claim' ? [{ to: 'approved', closes: false, needs: [] }, { to: 'more_info', closes: false, needs: ['note'] }, { to: 'closed', closes: true, needs: ['cause', 'correction'] }, { to: 'declined', closes: true, needs: ['reason'] }].filter(({ to }) => to !== one.status) : [{ to: 'closed', closes: true, needs: [] }];
    const words = (text) => (text === 'happened' ? this.word('happened') : text);
    return { ...this.card(one), revision: one.revision, three: one.kind === 'claim', next: one.closed ? null : this.word('next'), shown: [{ label: 'VIN', text: VIN }, { label: this.word('km'), text: '48 000' }, { label: this.word('what'), text: this.word('happened') }], complaint: words(one.complaint), cause: one.cause, correction: one.correction, parts: one.parts, log: one.log.map((line) => ({ ...line, from: line.from ? this.word(line.from) : null, to: this.word(line.to) })), moves: moves.map((move) => ({ ...move, name: this.word(move.to) })), owners: [this.owner()], car: this.car(), owner_zone: 'Asia/Dhaka', place_zone: 'Asia/Dhaka', slot: null, slot_centre: null, slot_service: null };
  }

  board(query) {
    const is = (name, test) => (query.get(name) ? test(query.get(name)) : true);
    const found = this.requests.filter((one) => is('kind', (kind) => one.kind === kind) && is('status', (status) => (status === 'open' ? !one.closed : status === 'closed' ? one.closed : one.status === status)) && is('due', (due) => one.lateness === due) && is('q', (q) => JSON.stringify(one).toLowerCase().includes(q.toLowerCase())));
    const from = Number(query.get('cursor') ?? 0);
    const items = found.slice(from, from + 3).map((one) => this.card(one));
    return { status: 200, body: { items, next: found.length > from + 3 ? String(from + 3) : null } };
  }
}
