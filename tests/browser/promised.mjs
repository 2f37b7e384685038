// What owners and technicians say in promises.mjs and faults.mjs, and how an owner comes to a form.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORPUS = new URL('../../faq/', import.meta.url).pathname;

/** The title of an entry of the sample corpus in a language: asked word for word it is always answered. */
export function corpusTitle(language, id) {
  const category = readdirSync(CORPUS, { withFileTypes: true }).find((one) => one.isDirectory() && readdirSync(join(CORPUS, one.name)).includes(`${id}.toml`));
  const text = readFileSync(join(CORPUS, category?.name ?? '', `${id}.toml`), 'utf8');
  const section = text.split(new RegExp(`^\\[${language}\\]$`, 'm'))[1] ?? '';
  return /^title = "(.*)"$/m.exec(section)?.[1] ?? '';
}

/** Cars of the sample: one that is covered, one whose time is over, one with an open recall, one where it is done. */
export const VINS = { covered: 'L6TSAMPL6RE000101', ended: 'L6TSAMPL1PE000102', open: 'L6TSAMPL4SE000104', done: 'L6TSAMPLXRE000103' };

const DAY_MS = 86_400_000;
/** A day from today in figures, as owners write it. */
const day = (days, digits = (text) => text) => {
  const at = new Date(Date.now() + days * DAY_MS);
  return digits([at.getUTCDate(), at.getUTCMonth() + 1].map((part) => String(part).padStart(2, '0')).join('.') + `.${at.getUTCFullYear()}`);
};
const bengali = (text) => text.replace(/\d/g, (digit) => '০১২৩৪৫৬৭৮৯'[Number(digit)]);

/** Owners by language: what they type. */
export const OWNERS = {
  bn: {
    market: 'bd', km: '৪৫,০০০', what: 'স্ক্রিন কালো হয়ে থাকে।', more: 'কাল রাত থেকে, ভিডিওও আছে।', town: 'চাটগাঁ', centre: 'sample-chattogram', part: 'হেডলাইট', model: 'Zeekr 001',
    address: '১২ নম্বর সড়ক', insurer: 'নমুনা বিমা', name: 'করিম', phone: '+8801700000001', past: bengali(day(-20)), future: bengali(day(12)), script: /[\u0980-\u09ff]/,
  },
  kk: {
    market: 'kz', km: '45 000', what: 'Экран қарайып тұр.', more: 'Кеше түннен бері, бейнесі де бар.', town: 'Шымкентте', centre: 'sample-shymkent', part: 'фара', model: 'Zeekr 001',
    address: 'Үлгі көшесі, 7', insurer: 'Үлгі сақтандыру', name: 'Әсел', phone: '+77000000001', past: day(-20), future: day(12), script: /[әғқңөұүһіӘҒҚҢӨҰҮҺІ]/,
  },
  en: {
    market: 'bd', km: '45,000', what: 'The screen stays black.', more: 'Since last night; I have a video, too.', town: 'chottogram', centre: 'sample-dhaka-uttara', part: 'headlight', model: 'Zeekr 001',
    address: '12 Sample Road', insurer: 'Sample Insurance', name: 'Karim', phone: '+8801700000001', past: day(-20), future: day(12), script: /[a-z]/,
  },
};

/** What technicians answer, by language. */
export const PEOPLE = {
  bn: { more: 'স্ক্রিনের একটি ছবি পাঠান।', answer: 'আমরা আগামীকাল আপনাকে ফোন করব।', quote: '৫১,০০০ টাকা', cause: 'সংযোগ ঢিলা ছিল', correction: 'সংযোগ বদলে দেওয়া হয়েছে' },
  kk: { more: 'Экранның суретін жіберіңіз.', answer: 'Ертең Сізге қоңырау шаламыз.', quote: '218 000 теңге', cause: 'Ажыратқыш босаған', correction: 'Ажыратқыш ауыстырылды' },
  en: { more: 'Please send a picture of the screen.', answer: 'We will call you tomorrow.', quote: '420 US dollars', cause: 'A loose connector', correction: 'Connector replaced' },
};

/** A field of the open form. */
export const field = (page, name) => page.locator(`.sheet [name=${name}]`);

/** Hands the open form in. */
export const submit = (page) => page.locator('.sheet button[type=submit]').click();

/** Writes a message. */
export async function write(page, text) {
  await page.fill('#input', text);
  await page.press('#input', 'Enter');
}

/** Asks for a topic in its own words and opens the form below the answer. */
export async function openForm(page, language, topic) {
  const buttons = page.locator('.message.bot:not(:has(.result)) .act .button');
  const before = await buttons.count();
  await write(page, corpusTitle(language, topic));
  await buttons.nth(before).click();
  await page.locator('.sheet button[type=submit]').waitFor();
}
