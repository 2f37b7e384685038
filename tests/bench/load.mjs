// nlp.js behind a Node socket, on the English and Bengali phrasings of the sample: the yardstick of `load`. It stores nothing.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const from = createRequire(path.join(path.resolve(process.env.NLPJS_DIR), 'x.js'))
const { dockStart } = from('@nlpjs/basic')
const { LangEn } = from('@nlpjs/lang-en')
const { LangBn } = from('@nlpjs/lang-bn')
const { WebSocketServer } = from('ws')

/** Phrasings of the sample by language: `[en]` begins a language, `phrasings = [` a list of quoted lines. */
function* phrasings(folder) {
  for (const found of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!found.name.endsWith('.toml')) continue
    let language = ''
    let listed = false
    for (const line of readFileSync(path.join(found.parentPath, found.name), 'utf8').split('\n')) {
      language = line.match(/^\[(\w+)\]/)?.[1] ?? language
      if (/^phrasings\s*=/.test(line)) listed = true
      const text = listed ? line.match(/^\s*"(.*)",?\s*$/)?.[1] : undefined
      if (text) yield { language, text, entry: found.name }
      if (line.includes(']') && !/^phrasings/.test(line)) listed = false
    }
  }
}

const dock = await dockStart({ settings: { nlp: { autoSave: false, autoLoad: false, forceNER: false, languages: ['en', 'bn'], log: false } }, use: ['Basic', 'LangEn'] })
dock.getContainer().use(LangBn)
// It warns of each phrasing in Latin letters; nobody reads this process's output after its first line.
const silent = () => {}
dock.getContainer().register('logger', { trace: silent, debug: silent, info: silent, log: silent, warn: silent, error: silent, fatal: silent }, true)
const nlp = dock.get('nlp')
nlp.settings.autoSave = false
let known = 0
for (const { language, text, entry } of phrasings('faq')) {
  if (language !== 'en' && language !== 'bn') continue
  nlp.addDocument(language, text, entry)
  known += 1
}
if (known < 100) throw new Error(`only ${known} phrasings were read`)
const log = console.log
console.log = () => {}
await nlp.train()
console.log = log

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'chat.v1' })
server.on('connection', (socket) => {
  socket.on('message', async (data) => {
    const { id, text } = JSON.parse(data)
    const { intent, score } = await nlp.process(/[ঀ-৿]/.test(text) ? 'bn' : 'en', text)
    socket.send(JSON.stringify({ type: 'ok', re: id, intent, score }))
  })
})
server.on('listening', () => console.log(`listening on http://127.0.0.1:${server.address().port}`))
