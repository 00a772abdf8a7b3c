// The line to the bot: one WebSocket, made again when it breaks, with answers found by the number of what was asked.

const SHUT_FOR_GOOD = new Set([1008, 1009, 1013]); // flooded, too big, too slow: only by hand from here
const ANSWER_MS = 20000;

export class Line {
  // `heard(frame)` gets what nobody asked for; `state(connected, why, byHand)` is told how the line is.
  constructor(person, heard, state) {
    this.person = person;
    this.heard = heard;
    this.state = state;
    this.asked = new Map();
    this.number = 0;
    this.pause = 500;
    this.connect();
  }

  connect() {
    clearTimeout(this.again);
    const address = new URL(`/chat/live?as=${encodeURIComponent(this.person)}`, location);
    address.protocol = address.protocol.replace("http", "ws");
    this.socket = new WebSocket(address);
    this.socket.onopen = () => { this.pause = 500; this.state(true, "", false); };
    this.socket.onmessage = (event) => this.take(JSON.parse(event.data));
    this.socket.onclose = (event) => this.broken(event);
  }

  broken(event) {
    for (const { no } of this.asked.values()) no(new Error("连接断了，请再试一次。"));
    this.asked.clear();
    const forGood = SHUT_FOR_GOOD.has(event.code);
    this.state(false, event.reason || (forGood ? "连接被关闭了。" : "连接断了，正在重连……"), forGood);
    if (forGood) return;
    this.again = setTimeout(() => this.connect(), this.pause);
    this.pause = Math.min(this.pause * 2, 8000);
  }

  take(frame) {
    const waiting = frame.nonce && this.asked.get(frame.nonce);
    if (!waiting) { this.heard(frame); return; }
    this.asked.delete(frame.nonce);
    if (frame.is === "refused") waiting.no(new Error(frame.why));
    else waiting.yes(frame);
  }

  // Ask for something; what it comes to, or an Error whose message is for people.
  ask(what, more) {
    if (this.socket.readyState !== WebSocket.OPEN) return Promise.reject(new Error("还没有连上，请稍候。"));
    const nonce = String(++this.number);
    return new Promise((yes, no) => {
      this.asked.set(nonce, { yes, no });
      setTimeout(() => { if (this.asked.delete(nonce)) no(new Error("没有回音，请再试一次。")); }, ANSWER_MS);
      this.socket.send(JSON.stringify({ do: what, nonce, ...more }));
    });
  }

  fileAddress(id) {
    return `/chat/files?${new URLSearchParams({ as: this.person, id })}`;
  }

  async upload(room, file) {
    const query = new URLSearchParams({ as: this.person, room, name: file.name });
    let answer;
    try {
      answer = await fetch(`/chat/files?${query}`, { method: "POST", body: file });
    } catch {
      throw new Error("没有传成，请再试一次。");
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.why || "没有传成，请再试一次。");
    return told.id;
  }
}
