// A gateway whose signatures are made and checked by others' code. It answers each call that is signed as it should
// be with one that it signs itself, and says on standard output where it listens. Keys come in a JSON file.

const fs = require("fs");
const http = require("http");
const crypto = require("crypto");
const { Aes, Formatter, Rsa } = require("wechatpay-axios-plugin");
const { AlipaySdk } = require("alipay-sdk");

const keys = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
// As the merchant's server sees Alipay's notices, so this gateway sees a merchant's calls: one scheme, other keys.
const alipay = new AlipaySdk({ appId: keys.app, privateKey: keys.alipayPrivate, alipayPublicKey: keys.appPublic, keyType: "PKCS1" });

function wechat(request, body) {
  const [scheme, rest] = request.headers.authorization.split(/ (.*)/);
  const said = Object.fromEntries([...rest.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const text = Formatter.request(request.method, request.url, said.timestamp, said.nonce_str, body);
  const good = scheme === "WECHATPAY2-SHA256-RSA2048" && Rsa.verify(text, said.signature, keys.merchantPublic);
  if (!good) return [401, { code: "SIGN_ERROR", message: "签名错误" }];
  const told = body ? JSON.parse(body) : {};
  const number = told.out_trade_no || new URL(request.url, "http://x").pathname.split("/").pop();
  return [200, { ...told, out_trade_no: number, trade_state: "SUCCESS", transaction_id: "42" + number.slice(0, 10),
    out_refund_no: told.out_refund_no || number, amount: { total: keys.total, currency: "CNY" }, prepay_id: "wx26", code_url: "weixin://wxpay/bizpayurl?pr=x",
    h5_url: "https://wx.tenpay.com/x", refund_id: "50", status: "SUCCESS" }];
}

function signed(body) {
  const timestamp = String(Math.floor(Date.now() / 1000)), nonce = Formatter.nonce();
  return {
    "Content-Type": "application/json",
    "Wechatpay-Timestamp": timestamp,
    "Wechatpay-Nonce": nonce,
    "Wechatpay-Serial": keys.platformId,
    "Wechatpay-Signature": Rsa.sign(Formatter.response(timestamp, nonce, body), keys.platformPrivate),
    "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
  };
}

// The notice of a payment or a refund, as WeChat Pay sends it: a body and its headers.
function notice(associated) {
  const nonce = Formatter.nonce(12);
  const ciphertext = Aes.AesGcm.encrypt(JSON.stringify(keys[associated]), keys.apiKey, nonce, associated);
  const body = JSON.stringify({
    id: crypto.randomUUID(), create_time: "2026-11-29T20:00:00+08:00", resource_type: "encrypt-resource",
    event_type: associated.toUpperCase() + ".SUCCESS", summary: "支付成功",
    resource: { original_type: associated, algorithm: "AEAD_AES_256_GCM", ciphertext, associated_data: associated, nonce },
  });
  return { body, headers: signed(body) };
}

function ofAlipay(request, body) {
  const said = Object.fromEntries([
    ...new URL(request.url, "http://x").searchParams, ...new URLSearchParams(body)]);
  if (!alipay.checkNotifySignV2(said)) return { error_response: { code: "40002", msg: "Invalid Arguments", sub_code: "isv.invalid-signature" } };
  const told = JSON.parse(said.biz_content);
  const answer = JSON.stringify({ code: "10000", msg: "Success", trade_no: "2026", trade_status: "TRADE_SUCCESS",
    out_trade_no: told.out_trade_no, total_amount: keys.yuan, qr_code: "https://qr.alipay.com/x", fund_change: "Y", refund_fee: keys.yuan });
  const sign = crypto.createSign("RSA-SHA256").update(answer, "utf8").sign(keys.alipayPrivate, "base64");
  return `{"${said.method.replaceAll(".", "_")}_response":${answer},"sign":"${sign}"}`;
}

// What others hold of what our side has signed: parameters for a guest's wallet, and notices of our own gateways.
const BELIEVES = {
  wallet: ({ appId, timeStamp, nonceStr, package: prepay, paySign }) =>
    Rsa.verify(Formatter.joinedByLineFeed(appId, timeStamp, nonceStr, prepay), paySign, keys.merchantPublic),
  wechat: ({ body, headers, publicKey }) => {
    const text = Formatter.response(headers["Wechatpay-Timestamp"], headers["Wechatpay-Nonce"], body);
    if (!Rsa.verify(text, headers["Wechatpay-Signature"], publicKey)) return false;
    const { ciphertext, nonce, associated_data: associated } = JSON.parse(body).resource;
    return JSON.parse(Aes.AesGcm.decrypt(ciphertext, keys.apiKey, nonce, associated));
  },
  alipay: ({ form, publicKey }) => {
    const merchant = new AlipaySdk({ appId: keys.app, privateKey: keys.alipayPrivate, alipayPublicKey: publicKey, keyType: "PKCS1" });
    return merchant.checkNotifySignV2(Object.fromEntries(new URLSearchParams(form)));
  },
};

const server = http.createServer((request, response) => {
  const parts = [];
  request.on("data", part => parts.push(part));
  request.on("end", () => {
    const body = Buffer.concat(parts).toString("utf8");
    if (request.url.startsWith("/notice/")) return response.end(JSON.stringify(notice(request.url.split("/")[2])));
    if (request.url.startsWith("/believes/")) return response.end(JSON.stringify(BELIEVES[request.url.split("/")[2]](JSON.parse(body))));
    if (request.url.startsWith("/v3/")) {
      const [status, told] = wechat(request, body);
      const text = JSON.stringify(told);
      response.writeHead(status, status === 200 ? signed(text) : {});
      return response.end(text);
    }
    const told = ofAlipay(request, body);
    response.end(typeof told === "string" ? told : JSON.stringify(told));
  });
});

server.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));
process.stdin.on("end", () => process.exit(0)).resume();
