// Where one writes: words, who is called (@), what is quoted, and the files that wait to be sent.

import { make } from "./bubbles.js";

const MOST_FILES = 20;
const $ = (id) => document.getElementById(id);

export class Composer {
  // `send({text, mentions, quote, files, sent})` sends all; `sent(file)` takes one off the tray.
  constructor(send) {
    this.send = send;
    this.people = [];
    this.files = [];
    this.drafts = new Map();
    this.quote = null;
    this.busy = false;
    this.words = $("words");
    this.picker = $("picker");
    $("composer").onsubmit = (event) => { event.preventDefault(); this.go(); };
    this.words.onkeydown = (event) => this.key(event);
    this.words.oninput = () => this.look();
    this.words.onblur = () => this.close(); // a click on a name keeps the cursor here
    this.words.onpaste = (event) => {
      const { files, types } = event.clipboardData; // cells of a table come as text and as a picture: text is meant
      if (files.length && !types.includes("text/plain")) { event.preventDefault(); this.add(files); }
    };
    $("at").onclick = () => { this.insert("@"); this.look(); };
    $("pick").onclick = () => $("files").click();
    $("files").onchange = (event) => { this.add(event.target.files); event.target.value = ""; };
    $("quoting").querySelector("button").onclick = () => this.setQuote(null);
    this.catchDrops($("talk"));
  }

  // Another conversation: its people [{id, name}] may be called, its draft is taken up.
  enter(key, people) {
    if (this.key_) this.drafts.set(this.key_, this.words.value);
    this.key_ = key;
    this.people = people;
    this.words.value = this.drafts.get(key) || "";
    this.setQuote(null);
    this.clear();
    this.complain("");
    this.close();
    $("at").hidden = !people.length;
    $("composer").hidden = false;
  }

  setQuote(message, text) {
    this.quote = message;
    $("quoting").hidden = !message;
    if (message) { $("quoting").firstElementChild.textContent = `${message.name}：${text}`; this.words.focus(); }
  }

  call(person) {
    this.insert(`${this.words.value && !/\s$/.test(this.words.value) ? " " : ""}@${person.name} `);
  }

  complain(why) {
    $("trouble").textContent = why;
    $("trouble").hidden = !why;
  }

  async go() {
    const text = this.words.value.trim();
    if (this.busy || (!text && !this.files.length)) return;
    this.busy = true;
    $("send").disabled = true;
    this.complain("");
    try {
      const files = [...this.files];
      await this.send({ text, mentions: this.mentions(text), quote: this.quote?.id, files, sent: (file) => this.drop(file) });
      if (this.words.value.trim() === text) this.words.value = "";
      this.setQuote(null);
    } catch (error) {
      this.complain(error.message);
    } finally {
      this.busy = false;
      $("send").disabled = false;
      if ([null, document.body, $("send")].includes(document.activeElement)) this.words.focus(); // never away from where one has gone
    }
  }

  // Whose names stand after an @ in the text, as whole words.
  mentions(text) {
    return this.people.filter(({ name }) => {
      for (let at = text.indexOf(`@${name}`); at >= 0; at = text.indexOf(`@${name}`, at + 1)) {
        if (!/[\p{L}\p{N}_]/u.test([...text.slice(at + 1 + name.length)][0] || " ")) return true;
      }
      return false;
    }).map(({ id }) => id);
  }

  add(files) {
    const all = [...this.files, ...files];
    this.complain(all.length > MOST_FILES ? `一次最多发 ${MOST_FILES} 个文件。` : "");
    this.files = all.slice(0, MOST_FILES);
    this.showTray();
    this.words.focus();
  }

  drop(file) {
    this.files = this.files.filter((other) => other !== file);
    this.showTray();
  }

  clear() {
    this.files = [];
    this.showTray();
  }

  showTray() {
    const tray = $("tray");
    for (const picture of tray.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    tray.replaceChildren(...this.files.map((file) => {
      const item = make("li");
      if (file.type.startsWith("image/")) {
        const picture = make("img");
        picture.alt = "";
        picture.src = URL.createObjectURL(file);
        item.append(picture);
      }
      const away = make("button", "link", "×");
      away.type = "button";
      away.setAttribute("aria-label", `不发 ${file.name}`);
      away.onclick = () => this.drop(file);
      item.append(make("bdi", "", file.name), away);
      return item;
    }));
    tray.hidden = !this.files.length;
  }

  catchDrops(area) {
    const holdsFiles = (event) => event.dataTransfer?.types.includes("Files") && !$("composer").hidden;
    area.ondragover = (event) => { if (holdsFiles(event)) { event.preventDefault(); area.classList.add("dropping"); } };
    area.ondragleave = (event) => { if (!area.contains(event.relatedTarget)) area.classList.remove("dropping"); };
    area.ondrop = (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      area.classList.remove("dropping");
      this.add(event.dataTransfer.files);
    };
  }

  key(event) {
    if (event.isComposing) return;
    if (!this.picker.hidden && this.pickerKey(event)) { event.preventDefault(); return; }
    if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); this.go(); }
    if (event.key === "Escape") this.setQuote(null);
  }

  pickerKey(event) {
    const options = [...this.picker.children];
    const at = options.findIndex((option) => option.ariaSelected === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : options.length - 1;
      this.select(options[(at + step) % options.length]);
    } else if (event.key === "Enter" || event.key === "Tab") options[at].click();
    else if (event.key === "Escape") this.close();
    else return false;
    return true;
  }

  // Offer whom the word behind the last @ may mean.
  look() {
    const before = this.words.value.slice(0, this.words.selectionStart);
    const begun = /@([^\s@]{0,20})$/.exec(before);
    const found = begun ? this.people.filter(({ name }) => name.includes(begun[1])).slice(0, 50) : [];
    if (!found.length) { this.close(); return; }
    this.picker.replaceChildren(...found.map((person, number) => {
      const option = make("li", "", person.name);
      option.id = `option-${number}`;
      option.setAttribute("role", "option");
      option.onmousedown = (event) => event.preventDefault();
      option.onclick = () => { this.insert(`@${person.name} `, begun[0].length); this.close(); };
      return option;
    }));
    this.picker.hidden = false;
    this.select(this.picker.firstElementChild);
  }

  select(option) {
    for (const other of this.picker.children) other.ariaSelected = String(other === option);
    this.words.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.picker.hidden = true;
    this.words.removeAttribute("aria-activedescendant");
  }

  // Put a text where the cursor is, in place of so many characters before it.
  insert(text, instead = 0) {
    const at = this.words.selectionStart;
    this.words.setRangeText(text, at - instead, this.words.selectionEnd, "end");
    this.words.focus();
  }
}
