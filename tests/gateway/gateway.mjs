// A Wechaty puppet-service gateway with a mock puppet behind it, and an HTTP control port on loopback
// through which a test makes people talk and reads what the bot sent. No WeChat account is involved.
//
//   GATEWAY_PORT, CONTROL_PORT  where to listen      GATEWAY_TOKEN  what a client must show
//   GATEWAY_TLS  1: with the certificate that the package brings
//   GATEWAY_CAST  JSON: {bot: {id, name}, people: [{id, name, alias}], rooms: [{id, topic, members: [id]}]}
//
// It prints one line that begins with READY once both ports answer.
import { createHash } from 'node:crypto'
import http from 'node:http'
import { FileBox } from 'file-box'
import * as PUPPET from 'wechaty-puppet'
import { PuppetMock, mock } from 'wechaty-puppet-mock'
import { PuppetServer } from 'wechaty-puppet-service'

// A download of an unknown id throws outside of any handler; one such call must not end the gateway.
process.on('uncaughtException', error => console.error('UNCAUGHT', String(error)))

const GATEWAY_PORT = Number(process.env.GATEWAY_PORT)
const CONTROL_PORT = Number(process.env.CONTROL_PORT)
const TOKEN = process.env.GATEWAY_TOKEN
const CAST = JSON.parse(process.env.GATEWAY_CAST)
const TYPES = PUPPET.types.Message

const sent = []           // what the bot sent, in order
const files = new Map()   // message id -> () => FileBox
const sharpest = new Map() // message id -> the best size of a picture that can be had: 1 thumbnail, 2 normal, 3 original
const aliases = new Map() // contact id -> what rooms call somebody
const places = new Map()  // message id -> location
let failing = null        // {mode: 'error' | 'hang', times}
let echoing = false       // whether what the bot sends comes back as its own message
let serial = 0
// Ids must differ between two runs of the gateway: clients drop what they have seen.
const newId = prefix => `${prefix}-${process.pid}-${Date.now().toString(36)}-${++serial}`

class TestPuppet extends PuppetMock {
  // The stock mock answers with a QR code of its own; tests want the file that was said.
  async messageImage (id, size) {
    if (size > (sharpest.get(id) ?? 3)) throw new Error(`no such size of ${id}`)
    return this.messageFile(id)
  }

  async messageFile (id) {
    if (!files.has(id)) throw new Error(`no file in ${id}`)
    return files.get(id)()
  }

  async messageLocation (id) {
    if (!places.has(id)) throw new Error(`no place in ${id}`)
    return places.get(id)
  }

  async roomMemberRawPayload (roomId, contactId) {
    const { avatar, name } = this.mocker.contactPayload(contactId)
    return { avatar, id: contactId, name, roomAlias: aliases.get(contactId) ?? '' }
  }

  async messageSendText (conversation, text, mentions) {
    return this.record({ kind: 'text', conversation, text, mentions: mentions ?? [] })
  }

  async messageSendFile (conversation, file) {
    const data = await file.toBuffer()
    const sha256 = createHash('sha256').update(data).digest('hex')
    return this.record({ kind: 'file', conversation, name: file.name, size: data.length, sha256 })
  }

  async record (what) {
    if (failing && failing.times-- > 0) {
      if (failing.mode === 'hang') await new Promise(() => {})
      throw new Error('sending fails, as the test asked')
    }
    const id = newId('sent')
    sent.push({ id, ...what })
    if (echoing) {
      const type = what.kind === 'text' ? 'Text' : 'Attachment'
      setImmediate(() => appear({ id, who: bot.id, room: what.conversation, type, text: what.text, name: what.name }))
    }
    return id
  }
}

const mocker = new mock.Mocker()
const puppet = new TestPuppet({ mocker })
const bot = mocker.createContact(CAST.bot)
for (const { id, name, alias } of CAST.people) {
  mocker.createContact({ id, name, friend: false })
  aliases.set(id, alias)
}
// A room's id must contain '@'.
for (const { id, topic, members } of CAST.rooms) mocker.createRoom({ id, topic, memberIdList: [bot.id, ...members] })
mocker.use(scene => {   // runs at every start of the puppet
  if (!puppet.isLoggedIn) scene.login(bot)
  puppet.emit('ready', { data: 'ready' })
  return () => {}
})

// Makes a message appear; `room` null is a private one, to the bot if to nobody else. Returns its id.
function appear ({ id = newId('said'), who, room, listener = bot.id, type, text, mentions = [], name, at }) {
  const to = room ? { roomId: room, mentionIdList: mentions } : { listenerId: listener }
  mocker.cacheMessagePayload.set(id, {
    id, talkerId: who, timestamp: at ?? Date.now(), type: typeof type === 'number' ? type : TYPES[type], text, filename: name, ...to,
  })
  puppet.emit('message', { messageId: id })
  return id
}

const WRAPPINGS = {
  buffer: (data, { name }) => FileBox.fromBuffer(data, name),
  base64: (data, { name }) => FileBox.fromBase64(data.toString('base64'), name),
  url: (data, { name, url }) => FileBox.fromUrl(url, { name }),
}

const commands = {
  say: asked => appear({ type: 'Text', ...asked }),
  file: asked => {
    const id = newId('said')
    const data = Buffer.from(asked.data ?? '', 'base64')
    files.set(id, () => WRAPPINGS[asked.wrapping ?? 'buffer'](data, asked))
    if (asked.sharpest) sharpest.set(id, asked.sharpest)
    return appear({ type: 'Image', ...asked, id })
  },
  location: asked => {
    const id = newId('said')
    places.set(id, asked.place)
    return appear({ type: 'Location', ...asked, id })
  },
  announce: ({ id }) => { puppet.emit('message', { messageId: id }); return id },
  error: () => { puppet.emit('error', new Error('as the test asked')); return null },
  join: ({ room, who, by }) => { mocker.RoomMock.load(room).add(mocker.ContactMock.load(who)).by(mocker.ContactMock.load(by)); return null },
  leave: ({ room, who, by }) => { mocker.RoomMock.load(room).remove(mocker.ContactMock.load(who)).by(mocker.ContactMock.load(by)); return null },
  topic: ({ room, text, by }) => { mocker.RoomMock.load(room).topic(text).by(mocker.ContactMock.load(by)); return null },
  rename: async ({ room, who, text }) => { aliases.set(who, text); await puppet.roomMemberPayloadDirty(room); return null },
  steal: async ({ room, who }) => { // somebody leaves and no event tells; only the cache is said to be dirty
    const payload = mocker.roomPayload(room)
    payload.memberIdList = payload.memberIdList.filter(id => id !== who)
    await puppet.roomPayloadDirty(room)
    return null
  },
  scan: ({ text }) => { mocker.scan(text, PUPPET.types.ScanStatus.Waiting); return null },
  logout: async () => { await puppet.logout('as the test asked'); return null },
  login: () => { mocker.login(bot); return null },
  echo: ({ on }) => { echoing = on; return null },
  forget: () => {
    sent.length = 0; failing = null; echoing = false
    for (const { id, alias } of CAST.people) aliases.set(id, alias)
    return null
  },
  fail: ({ mode, times }) => { failing = { mode, times }; return null },
  sent: () => sent,
}

http.createServer((request, response) => {
  let body = ''
  request.on('data', part => { body += part })
  request.on('end', async () => {
    try {
      response.end(JSON.stringify(await commands[request.url.slice(1)](JSON.parse(body))))
    } catch (error) {
      response.statusCode = 500
      response.end(JSON.stringify(String(error)))
    }
  })
}).listen(CONTROL_PORT, '127.0.0.1', async () => {
  const server = new PuppetServer({
    endpoint: `127.0.0.1:${GATEWAY_PORT}`, puppet, token: TOKEN, tls: { disable: process.env.GATEWAY_TLS !== '1' },
  })
  await server.start()
  console.log(`READY ${process.pid}`)
})
