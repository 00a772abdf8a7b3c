// The strip of a demonstration: shows the day's clock, and changes its pace. Without it the strip is a plain form.
const strip = document.querySelector(".demo-strip");
const [time, form] = [strip.querySelector(".demo-time"), strip.querySelector("form")];
const [button, slider, output] = [form.querySelector("button"), form.querySelector("input"), form.querySelector("output")];
const speeds = slider.dataset.speeds.split(",");
let sliding = false;

const show = (state) => {
  time.textContent = state.over ? `${state.time} 演完` : state.time;
  button.textContent = state.paused ? "继续" : "暂停";
  button.value = state.paused ? "0" : "1";
  if (!sliding) slide(state.notch);
};
const slide = (notch) => {
  slider.value = notch;
  output.textContent = `${speeds[notch]}×`;
  slider.setAttribute("aria-valuetext", `${speeds[notch]} 倍`);
};
const ask = async (path, body) => {
  try {
    const answer = await fetch(path, { method: body ? "POST" : "GET", body, headers: { Accept: "application/json" } });
    if (answer.ok) show(await answer.json());
  } catch {
    time.textContent = "演示已停止";
  }
};
slider.addEventListener("input", () => { sliding = true; slide(slider.value); });
slider.addEventListener("change", () => { sliding = false; ask("/demo/pace", new URLSearchParams({ notch: slider.value })); });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask("/demo/pace", new URLSearchParams({ paused: button.value }));
});
setInterval(() => { if (!document.hidden) ask("/demo/state"); }, 1000);
