function e(r){return r.split(",").flatMap(t=>t.startsWith("sec=")?t.slice(4).split(":"):[]).find(t=>t.startsWith("krb5"))}export{e as kerberosIn};
