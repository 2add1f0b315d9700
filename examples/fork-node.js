// A child of any parent that speaks Node's channel: nothing in here knows of Drover.
process.on('message', (message) => {
  console.log('got', message);
  if (message.sumTo) {
    let sum = 0;
    for (let i = 1; i <= message.sumTo; i++) sum += i;
    process.send({ sum });
  }
});

let counter = 0;
const timer = setInterval(() => process.send({ counter: counter++ }), 500);
process.on('disconnect', () => clearInterval(timer));
