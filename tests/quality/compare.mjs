// Aftercare, nlp.js and SQLite's FTS5 on the same entries and labelled questions. Started by `compare`, which says how.
//
// Every system gets the titles and phrasings of all languages; nlp.js also gets the known off-topic questions (as its
// intent None) and is told each question's language, which the others are not.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const [work, ...wanted] = process.argv.slice(2)
const project = path.resolve(import.meta.dirname, '../..')
const shared = path.join(project, '../shared/eval')
const aftercareBin = path.resolve(project, process.env.AFTERCARE_BIN || 'target/release/aftercare')
const started = performance.now()
const say = (text) => console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}`)

function run(command, args, input) {
  const done = spawnSync(command, args, { input, encoding: 'utf8', maxBuffer: 1 << 29, cwd: work })
  if (done.error) throw done.error
  if (done.status !== 0) throw new Error(`${path.basename(command)} ${args[0]}: exit code ${done.status}\n${done.stderr}`)
  return done.stdout
}
const python = (args, input) => run('python3', [path.join(import.meta.dirname, 'compare.py'), ...args], input)
const lines = (text) => text.split('\n').filter((line) => line.trim()).map((line) => JSON.parse(line))

/** A set: its folder of FAQ files and its questions; null when it is not there. */
function load(name) {
  let folder = path.join(project, 'faq')
  let file = path.join(project, 'tests/quality/dev-questions.jsonl')
  if (name !== 'own') {
    if (!existsSync(path.join(shared, name))) return null
    const out = path.join(work, name)
    run('python3', [path.join(shared, 'to_faq.py'), path.join(shared, name), out])
    folder = path.join(out, 'faq')
    file = path.join(out, 'questions.jsonl')
  }
  const questions = lines(readFileSync(file, 'utf8')).filter((question) => question.style !== 'smalltalk')
  return { name, folder, questions, ...JSON.parse(python(['read', folder])) }
}

// A system gives {first, answered} for each question: its best entry, and the entry that it answers with (null: none).

function aftercare({ folder, questions }) {
  if (!existsSync(aftercareBin)) return null
  const input = questions.map(({ text }) => JSON.stringify({ text })).join('\n') + '\n'
  const found = lines(run(aftercareBin, ['ask', '--jsonl', '--faq', folder, '--data', path.join(work, 'data')], input))
  if (found.length !== questions.length) throw new Error(`aftercare: ${found.length} lines for ${questions.length} questions`)
  return found.map(({ decision, entry, entries }) => ({
    first: entries[0]?.entry ?? null,
    answered: decision === 'answer' ? entry : null
  }))
}

function fts5({ entries, questions }) {
  const found = JSON.parse(python(['fts'], JSON.stringify({ entries, questions })))
  return found.map((entry) => ({ first: entry, answered: entry }))
}

const processorTime = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000
let trainingLeft = 1000 * Number(process.env.NLPJS_SECONDS || 600)

async function nlpjs({ name, entries, offtopic, questions }) {
  if (!process.env.NLPJS_DIR) return null
  const require = createRequire(path.join(process.env.NLPJS_DIR, 'package.json'))
  const { containerBootstrap } = require('@nlpjs/core')
  const { NeuralNetwork } = require('@nlpjs/neural')
  const { Nlp } = require('@nlpjs/nlp')
  const { LangEn } = require('@nlpjs/lang-en')
  const { LangBn } = require('@nlpjs/lang-bn')

  // Training has no limit of time of its own: its log function ends it once the time is used up. An epoch is never cut.
  // Time of the processor, so that a busy machine changes no figure.
  const train = NeuralNetwork.prototype.train
  let cut = 0
  let spent = 0
  let languagesLeft = new Set(entries.map(({ lang }) => lang)).size
  const learned = []
  NeuralNetwork.prototype.train = function (corpus) {
    const began = processorTime()
    const share = (trainingLeft - spent) / setsLeft / languagesLeft
    this.logFn = (status) => {
      if (processorTime() - began > share && status.iterations < this.settings.iterations) {
        cut += 1
        this.settings.iterations = status.iterations
      }
    }
    const status = train.call(this, corpus)
    learned.push(status?.iterations)
    spent += processorTime() - began
    languagesLeft = Math.max(1, languagesLeft - 1)
    return status
  }

  const container = await containerBootstrap()
  // It warns of every phrasing that a language's normaliser leaves nothing of (romanised Bengali).
  const quiet = Object.fromEntries(['trace', 'debug', 'info', 'log', 'warn'].map((level) => [level, () => {}]))
  container.register('logger', { ...quiet, error: console.error, fatal: console.error })
  container.use(LangEn)
  container.use(LangBn)
  // There is no nlp.js package for Kazakh: it gets the default tokenizer and no stemmer.
  const nlp = new Nlp({ container, autoSave: false, autoLoad: false, calculateSentiment: false })
  const languages = [...new Set(entries.map(({ lang }) => lang))]
  for (const lang of languages) nlp.addLanguage(lang)
  for (const { lang, text, entry } of entries) nlp.addDocument(lang, text, entry)
  for (const { lang, text } of offtopic) if (languages.includes(lang)) nlp.addDocument(lang, text, 'None')
  const began = processorTime()
  await nlp.train()
  NeuralNetwork.prototype.train = train
  const took = processorTime() - began
  trainingLeft -= took
  say(`${name}: nlp.js trained for ${(took / 1000).toFixed(0)} s, ${learned.join(' + ')} epochs${cut ? `, ${cut} cut short` : ''}`)
  if (cut) notes.push(`nlp.js on ${name}: training was ended after ${(took / 1000).toFixed(0)} s`)

  const found = []
  for (const { text, lang } of questions) {
    const { intent, classifications } = await nlp.process(languages.includes(lang) ? lang : languages[0], text)
    found.push({
      first: classifications.find((one) => one.intent !== 'None')?.intent ?? null,
      answered: intent === 'None' ? null : intent
    })
  }
  return found
}

function tally(questions, found) {
  const count = { questions: 0, right: 0, answered: 0, answeredRightly: 0, offtopic: 0, offtopicAnswered: 0 }
  questions.forEach((question, i) => {
    const { first, answered } = found[i]
    const right = (entry) => entry !== null && (entry === question.topic || question.also.includes(entry))
    if (question.topic === null) {
      count.offtopic += 1
      count.offtopicAnswered += answered !== null
    } else {
      count.questions += 1
      count.right += right(first)
      count.answered += answered !== null
      count.answeredRightly += right(answered)
    }
  })
  return count
}

const percent = (part, whole) => (whole ? `${((100 * part) / whole).toFixed(1)}` : '–')
const systems = [['Aftercare', aftercare], ['nlp.js', nlpjs], ['FTS5', fts5]]
const notes = []
const rows = []
const sets = (wanted.length ? wanted : ['clinc150_en', 'xsid_kk', 'own']).map((name) => {
  const set = load(name)
  if (!set) notes.push(`${name} is not beside the project`)
  return set
}).filter(Boolean)
let setsLeft = sets.length

for (const set of sets) {
  for (const [system, ask] of systems) {
    const found = await ask(set)
    if (!found) {
      notes.push(`${system} was not there: ${set.name} is without it`)
      continue
    }
    say(`${set.name}: ${system} done`)
    const c = tally(set.questions, found)
    const answers = c.answered + c.offtopicAnswered
    rows.push([
      `${set.name} (${c.questions} + ${c.offtopic})`, system, percent(c.right, c.questions), percent(c.answered, c.questions),
      percent(answers - c.answeredRightly, answers), percent(c.offtopicAnswered, c.offtopic)
    ])
  }
  setsLeft -= 1
}

console.log('| set (questions + off-topic) | system | right first % | answered % | wrong among answers % | off-topic answered % |')
console.log('|---|---|--:|--:|--:|--:|')
for (const row of rows) console.log(`| ${row.join(' | ')} |`)
for (const note of notes) console.log(`\n${note}.`)
