// Copyright (c) 2026, mediaops.dynamic_media contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Usage: strong_soap.js WSDL NAMESPACE COUNT. Asks for a company so many times in a row, and prints its name each time.

"use strict";

const { soap, QName } = require("strong-soap");

const [wsdl, namespace, count] = process.argv.slice(2);
const credentials = { user: "user@scene7.com", password: "mypassword", appName: "strong-soap", appVersion: "1" };

function fail(error) {
  console.error(String(error));
  process.exit(1);
}

function ask(client, times) {
  if (times === 0) return;
  client.getCompanyInfo({ getCompanyInfoParam: { companyName: "Planetary" } }, (error, answer) => {
    if (error) fail(error);
    console.log(answer.companyInfo.name);
    ask(client, times - 1);
  });
}

soap.createClient(wsdl, {}, (error, client) => {
  if (error) fail(error);
  client.addSoapHeader(credentials, new QName(namespace, "authHeader"));
  ask(client, Number(count));
});
