// inkjs on the story of stories.py. Run in a folder whose node_modules has inkjs: node ink.js STORY.ink KNOTS
// Prints one line of JSON: steps per second of CPU with the state in memory and with the state as JSON in and out,
// milliseconds of CPU to compile, and how many characters a step shows on average.
"use strict";
const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { Compiler, Story } = createRequire(process.cwd() + "/x.js")("inkjs/full");

const source = readFileSync(process.argv[2], "utf8");
// The CPU of the thread that runs the story, without those that collect garbage and compile beside it.
const cpu = () => { const used = process.threadCpuUsage(); return (used.user + used.system) / 1e6; };

function begun() {
  const story = new Story(compiled);
  while (story.canContinue) story.Continue();
  return story;
}
function step(story, number) {
  story.ChooseChoiceIndex(number % story.currentChoices.length);
  let shown = 0;
  while (story.canContinue) shown += story.Continue().length;
  for (const choice of story.currentChoices) shown += choice.text.length;
  if (!story.currentChoices.length) { story.ResetState(); while (story.canContinue) story.Continue(); }
  return shown;
}
function perSecond(act, seconds) {
  for (let end = cpu() + 0.5, warm = 0; cpu() < end; ) act(warm++);
  let count = 0;
  const end = cpu() + seconds;
  while (cpu() < end) for (let many = 0; many < 50; many++) act(count++);
  return count / seconds;
}

const times = [];
let compiled;
for (let run = 0; run < 7; run++) {
  const from = cpu();
  compiled = new Compiler(source).Compile().ToJson();
  times.push((cpu() - from) * 1000);
}
let story = begun(), shown = 0, taken = 0;
const inMemory = perSecond((number) => { shown += step(story, number * 7 + (number >> 3)); taken++; }, 1);
story = begun();
let state = story.state.toJson();
const asJson = perSecond((number) => { story.state.LoadJson(state); step(story, number * 7 + (number >> 3)); state = story.state.toJson(); }, 1);
times.sort((one, other) => one - other);
console.log(JSON.stringify({ steps: inMemory, turns: asJson, compile: times[3], first: times[6], shown: shown / taken, state: state.length }));
