// The signature of APIv2 by another's code, over what comes as JSON on standard input.

const { Hash } = require("wechatpay-axios-plugin");

let text = "";
process.stdin.on("data", part => (text += part)).on("end", () => {
  const { told, key } = JSON.parse(text);
  console.log(Hash.sign("HMAC-SHA256", told, key));
});
