// The Carbone side of the benchmark. Answers lines on standard input: "odt SECONDS" or "pdf SECONDS"
// by the number of documents made a second; "write FILE" writes one document, a PDF if FILE ends so.
// Usage: node carbone_side.js MODULES FOLDER DOCUMENT WORKERS
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const [modules, folder, name, workers] = process.argv.slice(2);
const carbone = require(path.resolve(modules, 'carbone'));

carbone.set({ factories: Number(workers), startFactory: false, lang: 'it', timezone: 'Europe/Rome' });
const template = path.join(folder, `${name}-carbone.odt`);
const text = fs.readFileSync(path.join(folder, `${name}.json`), 'utf8');
const enums = JSON.parse(fs.readFileSync(path.join(folder, 'enums.json'), 'utf8'));

function make(format) {
  const options = format === 'pdf' ? { convertTo: 'pdf', enum: enums } : { enum: enums };
  return new Promise((resolve, reject) =>
    carbone.render(template, JSON.parse(text), options, (error, result) => (error ? reject(error) : resolve(result))));
}

async function rate(format, seconds) {
  const lanes = format === 'pdf' ? Number(workers) : 1;
  await Promise.all(Array.from({ length: lanes }, () => make(format)));
  let made = 0;
  const start = process.hrtime.bigint();
  const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
  await Promise.all(Array.from({ length: lanes }, async () => {
    while (elapsed() < seconds) {
      await make(format);
      made += 1;
    }
  }));
  return made / elapsed();
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [verb, argument] = line.split(' ');
    if (verb === 'write') {
      fs.writeFileSync(argument, await make(argument.endsWith('.pdf') ? 'pdf' : 'odt'));
      console.log('written');
    } else {
      console.log(await rate(verb, Number(argument)));
    }
  }
  process.exit(0);
})();
