// Others' clients at our gateways: what they make of the answers, as JSON. A wrong signature on either side is an
// error of theirs. Keys and addresses come in a JSON file.

const fs = require("fs");
const { Wechatpay } = require("wechatpay-axios-plugin");
const Pay = require("wechatpay-node-v3");
const { AlipaySdk } = require("alipay-sdk");

const keys = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));

async function wechat() {
  const client = new Wechatpay({
    baseURL: keys.wechatUrl + "/", mchid: keys.mchid, serial: keys.serial, privateKey: keys.merchantPrivate,
    certs: { [keys.platformId]: keys.platformPublic },
  });
  const asked = {
    appid: keys.appid, mchid: keys.mchid, description: "花椒小馆 A12", out_trade_no: keys.number,
    amount: { total: keys.total, currency: "CNY" }, payer: { auth_code: keys.code }, scene_info: { store_info: { id: "1" } },
  };
  const paid = await client.v3.pay.transactions.codepay.post(asked);
  const found = await client.v3.pay.transactions.outTradeNo.$number$.get({ number: keys.number, params: { mchid: keys.mchid } });
  return { paid: paid.data.trade_state, found: found.data.amount.total, second: await byAnother() };
}

// The same question by a second library, which signs and verifies in its own way.
async function byAnother() {
  const other = new Pay({ appid: keys.appid, mchid: keys.mchid, serial_no: keys.serial,
    publicKey: Buffer.from(keys.platformPublic), privateKey: Buffer.from(keys.merchantPrivate), key: keys.apiKey });
  Pay.certificates = { [keys.platformId]: keys.platformPublic };
  const path = `/v3/pay/transactions/out-trade-no/${keys.number}?mchid=${keys.mchid}`;
  const headers = { Authorization: other.buildAuthorization("GET", path), Accept: "application/json" };
  const answer = await fetch(keys.wechatUrl + path, { headers });
  const told = name => answer.headers.get("wechatpay-" + name);
  return answer.status === 200 && other.verifySign({ timestamp: told("timestamp"), nonce: told("nonce"),
    serial: told("serial"), signature: told("signature"), body: await answer.text(), apiSecret: keys.apiKey });
}

async function alipay() {
  const client = new AlipaySdk({ appId: keys.app, privateKey: keys.appPrivate, alipayPublicKey: keys.alipayPublic,
    gateway: keys.alipayUrl, keyType: "PKCS1" });
  const bizContent = { out_trade_no: keys.number, scene: "bar_code", auth_code: keys.alipayCode,
    subject: "花椒小馆 A12", total_amount: keys.yuan, product_code: "FACE_TO_FACE_PAYMENT" };
  const paid = await client.exec("alipay.trade.pay", { bizContent }, { validateSign: true });
  const found = await client.exec("alipay.trade.query", { bizContent: { out_trade_no: keys.number } }, { validateSign: true });
  return { paid: paid.code, found: found.totalAmount, state: found.tradeStatus };
}

Promise.all([wechat(), alipay()]).then(
  ([one, two]) => console.log(JSON.stringify({ wechat: one, alipay: two })),
  error => {
    console.error(error);
    process.exit(1);
  });
