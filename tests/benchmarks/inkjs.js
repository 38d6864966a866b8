// Steps per second and compile time of inkjs. Arguments: the ink file, seconds. Prints one line of JSON.
"use strict";
const { readFileSync } = require("fs");
const { Compiler, Story } = require("module").createRequire(process.cwd() + "/x.js")("inkjs/full");
const source = readFileSync(process.argv[2], "utf8");
const seconds = Number(process.argv[3]);
const cpu = () => { const used = process.cpuUsage(); return (used.user + used.system) / 1e6; };
const step = (story, number) => {
  story.ChooseChoiceIndex(number % story.currentChoices.length);
  let length = 0;
  while (story.canContinue) length += story.Continue().length;
  return length;
};
const rate = (act) => {
  for (let number = 0; number < 500; number++) act(number);
  const begun = cpu();
  let count = 0;
  while (cpu() - begun < seconds) for (let k = 0; k < 20; k++) act(count++);
  return count / (cpu() - begun);
};
let begun = cpu(), compiled, times = 0;
do { compiled = new Compiler(source).Compile().ToJson(); times++; } while (cpu() - begun < seconds);
const compile = (cpu() - begun) / times;
const story = new Story(compiled);
while (story.canContinue) story.Continue();
const memory = rate((number) => step(story, number * 7 + (number >> 3)));
let state = story.state.toJson();
const json = rate((number) => { story.state.LoadJson(state); step(story, number * 7 + (number >> 3)); state = story.state.toJson(); });
console.log(JSON.stringify({ compile, memory, json }));
